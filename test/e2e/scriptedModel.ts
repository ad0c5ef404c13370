import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from '../support/zod';

const requestShape = z.object({
	stream: z.boolean().optional(),
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

/** What the model does next: calls a tool, or says something and ends. */
export type Step = { tool: string; arguments: Record<string, unknown> } | { says: string };

export interface ScriptedModel {
	/** The base URL that an OpenAI credential takes. */
	url: string;
	/** The tools that n8n offered in its last call. */
	tools(): SeenTool[];
	/** What the tools answered so far, oldest first. */
	answers(): string[];
	close(): Promise<void>;
}

/** A model that follows a script, behind the interface of OpenAI's chat completions. Each step sees the tools' answers so far. */
export async function startScriptedModel(steps: ReadonlyArray<(answers: readonly string[]) => Step>): Promise<ScriptedModel> {
	let tools: SeenTool[] = [];
	let answers: string[] = [];
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const asked = requestShape.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
			tools = asked.tools.map(({ function: { name, description, parameters } }) => ({
				name,
				description,
				argumentNames: Object.keys(parameters.properties),
			}));
			answers = asked.messages
				.filter(({ role }) => role === 'tool')
				.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)));
			const step = steps[answers.length]?.(answers) ?? { says: 'The script is over.' };
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(completion(step)));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address: AddressInfo | string | null = server.address();
	if (address === null || typeof address === 'string') throw new Error('The scripted model has no port.');
	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		tools: () => tools,
		answers: () => answers,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function completion(step: Step): unknown {
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
