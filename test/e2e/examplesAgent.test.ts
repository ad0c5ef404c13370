import { randomUUID } from 'node:crypto';
import { WebSocket } from 'undici';
import { JSON_HEADERS } from '../host/http';
import { itemsOfAllRuns, type Execution } from '../host/execution';
import type { N8nClient } from '../host/rest';
import { until } from '../host/until';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { readExample } from '../start/examples';
import { startPretendModel } from '../start/pretendModel';
import { z } from '../support/zod';
import { importExample, type Played } from './playing';
import { connect, credentialFor } from './support';

const buttonsShape = z.object({ text: z.string(), buttons: z.array(z.object({ text: z.string(), link: z.string() })) });
const messageShape = z.union([z.string(), buttonsShape]);

/** n8n does nothing for what looks like a robot that follows links. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

type Message = z.infer<typeof messageShape>;

/** Somebody who writes into the chat of the example, in one session. n8n keeps each answer until a chat fetches it. */
class Chat {
	private readonly sessionId = randomUUID();

	constructor(
		private readonly client: N8nClient,
		private readonly played: Played,
	) {}

	/** Writes, and returns what the workflow says next. */
	async write(chatInput: string): Promise<{ execution: string; message: Message }> {
		const pinData = { 'Somebody Writes': [{ json: { sessionId: this.sessionId, action: 'sendMessage', chatInput } }] };
		await this.client.updateWorkflow(this.played.workflow.id, { pinData });
		const execution = await this.client.startWorkflow(this.played.workflow.id, 'Somebody Writes');
		return { execution, message: await this.listen(execution, /^(Answer|Ask for Approval|Say)/) };
	}

	/** Presses a button of the offer that the workflow made, and returns what it says then. */
	async press(wish: string, button: RegExp): Promise<Message> {
		const { execution, message } = await this.write(wish);
		const link = buttonsShape.parse(message).buttons.find(({ text }) => button.test(text))?.link ?? '';
		const response = await fetch(link, { headers: { 'user-agent': BROWSER } });
		if (!response.ok) throw new Error(`The button answered ${response.status}: ${await response.text()}`);
		await response.arrayBuffer();
		return await this.listen(execution, /^Say/);
	}

	private async listen(id: string, nodes: RegExp): Promise<Message> {
		return await until(
			async () => {
				const execution = await this.client.getExecution(id);
				if (execution?.status === 'error') throw new Error(execution.text.slice(0, 2000));
				return execution?.status === 'waiting' ? findMessage(execution, nodes) : undefined;
			},
			{ what: 'an answer in the chat', timeoutMs: 30_000, everyMs: 250 },
		);
	}
}

function findMessage(execution: Execution, nodes: RegExp): Message | undefined {
	const names = Object.keys(execution.data?.resultData.runData ?? {}).filter((name) => nodes.test(name));
	const messages = names.flatMap((name) => itemsOfAllRuns(execution, name).map(({ sendMessage }) => sendMessage));
	return messageShape.optional().parse(messages.at(-1));
}

const startedShape = z.object({ executionId: z.coerce.string(), resumeToken: z.string().optional() });

/** Writes as the page of the published chat does: a call starts an execution, which answers over a socket. */
async function writeAsVisitor(url: string, webhookId: string, chatInput: string): Promise<{ messages: string[]; close(): void }> {
	const sessionId = randomUUID();
	const body = JSON.stringify({ action: 'sendMessage', sessionId, chatInput });
	const headers = JSON_HEADERS;
	const started = await until(
		async () => {
			const response = await fetch(`${url}/webhook/${webhookId}/chat`, { method: 'POST', headers, body });
			const text = await response.text();
			return response.status === 404 ? undefined : startedShape.parse(JSON.parse(text));
		},
		{ what: 'the chat to be registered' },
	);
	const { executionId, resumeToken: token = '' } = started;
	const query = new URLSearchParams({ sessionId, executionId, isPublic: 'true', token });
	const socket = new WebSocket(`${url.replace('http', 'ws')}/chat?${query.toString()}`);
	const messages: string[] = [];
	socket.addEventListener('message', ({ data }) => {
		// The others are signs of life.
		if (typeof data === 'string' && !data.startsWith('n8n|')) messages.push(data);
	});
	return { messages, close: () => socket.close() };
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
		chat = new Chat(client, played);
	});
	afterAll(async () => {
		await model.close();
		await panel.close();
	});

	test('asks for what is missing, and buys nothing without a yes', async () => {
		expect((await chat.write('hello')).message).toMatch(/How many followers/);
		const { message } = await chat.write(WISH);
		expect(buttonsShape.parse(message).text).toMatch(/1000 of Followers for https:\/\/instagram\.com\/p, about 0\.90 USD\. Order it\?/);
		expect(await chat.press(WISH, /decline|reject|no|disapprove/i)).toMatch(/Not ordered: you did not approve/);
		expect(panel.callsOf('add')).toEqual([]);
	});

	test('buys what was approved, once in this chat', async () => {
		expect(await chat.press(WISH, /^approve/i)).toBe('Ordered: number 23501.');
		expect(await chat.press(WISH, /^approve/i)).toMatch(/Not ordered: An earlier run/);
		expect(panel.orders()).toMatchObject([{ fields: { service: '1', link: 'https://instagram.com/p', quantity: '1000' } }]);
	});

	test('says why it does not: too dear, refused, out of funds', async () => {
		expect(await chat.press(WISH.replace('1000', '9000'), /^approve/i)).toMatch(/Not ordered: .*'Maximum Charge'/);
		panel.fail({ action: 'add', kind: 'error', error: 'Bad link' });
		expect(await chat.press(WISH.replace('1000', '2000'), /^approve/i)).toMatch(/Not ordered: .*Bad link/);
		panel.setBalance('0.01');
		expect((await chat.write(WISH.replace('1000', '3000'))).message).toMatch(/Not ordered: the balance does not suffice/);
		expect(panel.orders()).toHaveLength(1);
	});

	test('sells to a visitor of the published chat, who approves there', async () => {
		panel.setBalance('100');
		await played.publish();
		const trigger = (await readExample('order-with-an-agent')).nodes.find(({ name }) => name === 'Somebody Writes');
		const { webhookId } = z.object({ webhookId: z.string() }).parse(trigger);
		const visitor = await writeAsVisitor(client.url, webhookId, WISH);
		try {
			const said = async (count: number) =>
				await until(async () => visitor.messages[count - 1], { what: `${count} messages`, timeoutMs: 30_000 });
			const { text, buttons } = buttonsShape.parse(JSON.parse(await said(1)));
			expect(text).toMatch(/1000 of Followers for https:\/\/instagram\.com\/p, about 0\.90 USD\. Order it\?/);
			const approve = buttons.find((button) => /^approve/i.test(button.text))?.link ?? '';
			expect((await fetch(approve, { headers: { 'user-agent': BROWSER } })).status).toBe(200);
			expect(await said(2)).toBe('Ordered: number 23502.');
			expect(panel.orders()).toHaveLength(2);
		} finally {
			visitor.close();
			await played.unpublish();
		}
	});
});
