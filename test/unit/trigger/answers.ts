import { text } from 'node:stream/consumers';
import type { INodeParameters } from 'n8n-workflow';
import type { Poller, PollerOptions } from '../../support';
import { sendJson, startPanel, startServer, watch } from './support';

export type Fields = Readonly<Record<string, string>>;
/** What a panel answers to a call; a promise that never settles leaves the call hanging. */
type Answer = (fields: Fields) => unknown;

/** An answer that is no JSON, or has another HTTP status. */
export class Raw {
	constructor(
		readonly body: string,
		readonly status = 200,
	) {}
}

/** A trigger at a panel whose answers the test gives. */
export async function watchAnswers(
	answer: Answer,
	parameters: INodeParameters,
	more: Partial<PollerOptions> = {},
): Promise<{ poller: Poller; calls: Fields[] }> {
	const calls: Fields[] = [];
	const { origin } = await startServer((request, response) => {
		void text(request).then(async (body) => {
			const fields = Object.fromEntries(new URLSearchParams(body));
			calls.push(fields);
			const reply = await answer(fields);
			if (!(reply instanceof Raw)) return sendJson(response, reply);
			response.writeHead(reply.status, { 'Content-Type': 'text/html' }).end(reply.body);
		});
	});
	const poller = await watch(await startPanel(), parameters, more, { baseUrl: `${origin}/api/v2` });
	return { poller, calls };
}
