import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { z } from './zod';

const requestShape = z.object({
	messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
	tools: z
		.array(
			z.object({
				function: z.object({ name: z.string(), description: z.string(), parameters: z.object({ properties: z.record(z.unknown()) }) }),
			}),
		)
		.default([]),
});

/** A tool as the model sees it. */
export interface SeenTool {
	name: string;
	description: string;
	argumentNames: string[];
}

/** What a call asks the model. */
export interface Asked {
	tools: SeenTool[];
	/** What the person wrote last. */
	wish: string;
	/** What the tools answered so far, oldest first. */
	answers: string[];
}

/** What the model does next: calls a tool, or says something and ends. */
export type Step = { tool: string; arguments: Record<string, unknown> } | { says: string };

/** A model behind the interface of OpenAI's chat completions, on this machine. */
export interface ChatModel {
	/** The base URL that an OpenAI credential takes. */
	url: string;
	close(): Promise<void>;
}

export async function startChatModel(next: (asked: Asked) => Step): Promise<ChatModel> {
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			response.setHeader('content-type', 'application/json');
			// n8n tests the credential with a list of models.
			const reply = request.method === 'POST' ? toCompletion(next(parseAsked(Buffer.concat(parts).toString('utf8')))) : { data: [] };
			response.end(JSON.stringify(reply));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The model has no port.');
	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function parseAsked(body: string): Asked {
	const { messages, tools } = requestShape.parse(JSON.parse(body));
	const said = (wanted: string) =>
		messages.filter(({ role }) => role === wanted).map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)));
	return {
		tools: tools.map(({ function: { name, description, parameters } }) => ({
			name,
			description,
			argumentNames: Object.keys(parameters.properties),
		})),
		wish: said('user').at(-1) ?? '',
		answers: said('tool'),
	};
}

function toCompletion(step: Step): unknown {
	const call =
		'tool' in step
			? [{ id: `call_${randomUUID()}`, type: 'function', function: { name: step.tool, arguments: JSON.stringify(step.arguments) } }]
			: undefined;
	return {
		id: `chatcmpl-${randomUUID()}`,
		object: 'chat.completion',
		created: 1,
		model: 'scripted',
		choices: [
			{
				index: 0,
				finish_reason: call ? 'tool_calls' : 'stop',
				message: { role: 'assistant', content: 'says' in step ? step.says : null, ...(call ? { tool_calls: call } : {}) },
			},
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
