import { createServer } from 'node:http';
import { z } from '../support/zod';

const requestShape = z.object({
	messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
	tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

type Request = z.infer<typeof requestShape>;

/** What the model does next: it searches, estimates, and then makes an offer, whenever it is asked for followers. */
function nextCall({ messages, tools }: Request): { name: string; values: Record<string, unknown> } | undefined {
	const find = (word: RegExp) => tools.find(({ function: { name } }) => word.test(name))?.function.name ?? '';
	const asked = JSON.stringify(messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '');
	const link = /https?:\/\/[^\s"\\]+/.exec(asked)?.[0];
	const quantity = Number(/\d+/.exec(asked)?.[0] ?? 0);
	const order = { service: '1', link, quantity };
	const answer = (output: Record<string, unknown>) => ({ name: find(/format_final/), values: { output } });
	if (link === undefined || quantity === 0) return answer({ say: 'How many followers do you want, and for which profile?' });
	const done = messages.filter(({ role }) => role === 'tool').length;
	if (done === 0) return { name: find(/search/i), values: { search: 'followers' } };
	if (done === 1) return { name: find(/estimate/i), values: order };
	return answer({ say: 'I found a service.', ...order });
}

/** A server that speaks as OpenAI's chat API does and plays a model, so that the agent runs without one. */
export async function startPretendModel(): Promise<{ url: string; close(): Promise<void> }> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const text = Buffer.concat(chunks).toString('utf8');
			const call = text === '' ? undefined : nextCall(requestShape.parse(JSON.parse(text)));
			const tool_calls = [{ id: 'call_1', type: 'function', function: { name: call?.name, arguments: JSON.stringify(call?.values) } }];
			const message = { role: 'assistant', content: null, tool_calls };
			const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
			const choices = [{ index: 0, finish_reason: 'tool_calls', message }];
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify({ id: 'pretended', object: 'chat.completion', created: 0, model: 'pretended', choices, usage, data: [] }),
			);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
