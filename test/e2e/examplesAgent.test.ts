import { randomUUID } from 'node:crypto';
import { WebSocket } from 'undici';
import type { N8nClient } from '../host/rest';
import { until } from '../host/until';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { startPretendModel } from '../start/pretendModel';
import { z } from '../support/zod';
import { importExample, type Played } from './playing';
import { connect, credentialFor } from './support';

const startedShape = z.object({ executionId: z.coerce.string(), resumeToken: z.string().optional() });
const buttonsShape = z.object({ text: z.string(), buttons: z.array(z.object({ text: z.string(), link: z.string() })) });

/** Somebody at the page of the chat. */
class Chat {
	readonly session = randomUUID();
	private readonly heard: string[] = [];

	constructor(
		private readonly client: N8nClient,
		private readonly path: string,
	) {}

	/** Writes, and returns the answer of the workflow, which may ask for an approval. */
	async write(chatInput: string): Promise<string> {
		const body = JSON.stringify({ action: 'sendMessage', sessionId: this.session, chatInput });
		const headers = { 'content-type': 'application/json' };
		const { executionId, resumeToken = '' } = await until(
			async () => {
				const response = await fetch(`${this.client.url}/webhook/${this.path}/chat`, { method: 'POST', body, headers });
				return response.status === 404 ? undefined : startedShape.parse(await response.json());
			},
			{ what: 'n8n to open the chat' },
		);
		const query = new URLSearchParams({ sessionId: this.session, executionId, isPublic: 'true', token: resumeToken });
		const socket = new WebSocket(`${this.client.url.replace('http', 'ws')}/chat?${query.toString()}`);
		socket.addEventListener('message', ({ data }) => {
			if (!String(data).startsWith('n8n|')) this.heard.push(String(data));
		});
		return await this.listen();
	}

	async listen(): Promise<string> {
		return await until(async () => this.heard.shift(), { what: 'an answer in the chat', everyMs: 50 });
	}

	/** Presses one of the two buttons of an answer. */
	async press(answer: string, button: RegExp): Promise<string> {
		const { buttons } = buttonsShape.parse(JSON.parse(answer));
		const link = buttons.find(({ text }) => button.test(text))?.link ?? '';
		await (await fetch(link)).text();
		return await this.listen();
	}
}

describe('Order with an agent', () => {
	let client: N8nClient;
	let panel: SandboxPanel;
	let model: Awaited<ReturnType<typeof startPretendModel>>;
	let played: Played;
	let chat: Chat;
	const WISH = '1000 Instagram followers for https://instagram.com/p';

	beforeAll(async () => {
		client = await connect();
		panel = await startSandboxPanel({ dialect: 'hmSocialMedia', pace: 0 });
		model = await startPretendModel();
		played = await importExample(client, 'order-with-an-agent', {
			credential: await credentialFor(client, panel.url, panel.apiKey),
			credentials: { 'Chat Model': await client.createCredential('model', 'openAiApi', { apiKey: 'none', url: model.url }) },
		});
		await played.publish();
		chat = new Chat(client, played.webhookOf('Somebody Writes'));
	});
	afterAll(async () => {
		await played.unpublish();
		await model.close();
		await panel.close();
	});

	test('asks for what is missing, and buys nothing without a yes', async () => {
		expect(await chat.write('hello')).toMatch(/How many followers/);
		const offer = await chat.write(WISH);
		expect(buttonsShape.parse(JSON.parse(offer)).text).toMatch(
			/1000 of Followers for https:\/\/instagram\.com\/p, about 0\.90 USD\. Order it\?/,
		);
		expect(await chat.press(offer, /decline|reject|no|disapprove/i)).toMatch(/Not ordered: you did not approve/);
		expect(panel.callsOf('add')).toEqual([]);
	});

	test('buys what was approved, once in this chat', async () => {
		expect(await chat.press(await chat.write(WISH), /^approve/i)).toMatch(/^Ordered: number 23501/);
		expect(await chat.press(await chat.write(WISH), /^approve/i)).toMatch(/Not ordered: An earlier run/);
		expect(panel.orders()).toMatchObject([{ fields: { service: '1', link: 'https://instagram.com/p', quantity: '1000' } }]);
	});

	test('says why it does not: too dear, out of funds, refused', async () => {
		expect(await chat.press(await chat.write(WISH.replace('1000', '9000')), /^approve/i)).toMatch(/Not ordered: .*'Maximum Charge'/);
		panel.fail({ action: 'add', kind: 'error', error: 'Bad link' });
		expect(await chat.press(await chat.write(WISH.replace('1000', '2000')), /^approve/i)).toMatch(/Not ordered: .*Bad link/);
		panel.setBalance('0.01');
		expect(await chat.write(WISH.replace('1000', '3000'))).toMatch(/Not ordered: the balance does not suffice/);
		expect(panel.orders()).toHaveLength(1);
	});
});
