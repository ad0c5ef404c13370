import { createServer, type Server } from 'node:http';
import { freePort } from '../host/ports';
import { credentialFor, useSharedN8n } from './support';

/** A web server that answers everything with a page, like the website of a panel. */
async function startWebsite(): Promise<{ url: string; close(): void }> {
	const server: Server = createServer((_request, response) => {
		response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html><body>Welcome</body></html>');
	});
	const port = await freePort();
	await new Promise<void>((resolve) => {
		server.listen(port, '127.0.0.1', resolve);
	});
	return { url: `http://127.0.0.1:${port}/api/v2`, close: () => server.close() };
}

describe('the test of the credential, as the editor asks for it', () => {
	const shared = useSharedN8n();

	const answerTo = async (baseUrl: string, apiKey: string): Promise<{ status: string; message: string }> =>
		await shared.client().testCredential(await credentialFor(shared.client(), baseUrl, apiKey), { baseUrl, apiKey });

	test.each(['hstockplus', 'hmSocialMedia', 'hassanStore'] as const)('tells the balance for the right key of %s', async (dialect) => {
		const { sandbox } = shared.panels().of(dialect);
		const { status, message } = await answerTo(sandbox.url, sandbox.apiKey);
		expect(message).toContain(sandbox.balance());
		expect(status).toBe('OK');
	});

	test.each(['hstockplus', 'hmSocialMedia', 'hassanStore'] as const)('names the key when %s refuses it', async (dialect) => {
		const { status, message } = await answerTo(shared.panels().of(dialect).sandbox.url, 'a-wrong-key-0123456789');
		expect(status).toBe('Error');
		expect(message).toMatch(/API key/i);
		expect(message).not.toContain('a-wrong-key-0123456789');
	});

	test('tells a website from a panel', async () => {
		const website = await startWebsite();
		const { status, message } = await answerTo(website.url, 'some-key');
		website.close();
		expect(status).toBe('Error');
		expect(message).toMatch(/HTML|web page/i);
		expect(message).toMatch(/Base URL/);
	});

	test('tells that nobody answers', async () => {
		const { status, message } = await answerTo(`http://127.0.0.1:${await freePort()}/api/v2`, 'some-key');
		expect(status).toBe('Error');
		expect(message).toMatch(/reach|connect/i);
	});

	test('tells that the address is none', async () => {
		const { status, message } = await answerTo('panel.example.com', 'some-key');
		expect(status).toBe('Error');
		expect(message).toMatch(/Base URL/);
	});
});
