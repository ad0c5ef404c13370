import { createServer, type IncomingMessage } from 'node:http';
import { freePort, LOOPBACK } from '../host/ports';
import { z } from '../support/zod';

const handedShape = z.object({ execution: z.coerce.string(), item: z.record(z.unknown()) });

/** An item that a workflow handed on behind its node: the moment at which the shop knows of it. */
export interface Handed extends z.infer<typeof handedShape> {
	workflow: string;
	at: number;
}

/** What stands around the workflows: it takes their items, and gives the triggers their lists. */
export interface Receiver {
	url: string;
	handed: readonly Handed[];
	/** The list that a trigger reads at /watch/NAME. */
	watch(name: string, list: () => readonly string[]): void;
	close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
	const parts: Buffer[] = [];
	const chunks: AsyncIterable<Buffer> = request;
	for await (const chunk of chunks) parts.push(chunk);
	return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

export async function startReceiver(): Promise<Receiver> {
	const handed: Handed[] = [];
	const lists = new Map<string, () => readonly string[]>();
	const server = createServer((request, response) => {
		const [, kind, name = ''] = (request.url ?? '').split('/');
		const work = async (): Promise<unknown> => {
			if (kind === 'watch') return lists.get(name)?.() ?? [];
			handed.push({ ...handedShape.parse(await readBody(request)), workflow: name, at: Date.now() });
			return { ok: true };
		};
		work().then(
			(json) => response.setHeader('content-type', 'application/json').end(JSON.stringify(json)),
			// A killed worker leaves half a request.
			() => response.destroy(),
		);
	});
	const port = await freePort();
	await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
	return {
		url: `http://${LOOPBACK}:${port}`,
		handed,
		watch: (name, list) => void lists.set(name, list),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
