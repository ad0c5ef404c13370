import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

import type { CorpusRow } from './row';

/** One call as the server saw it. */
interface SeenCall {
	fields: Readonly<Record<string, string>>;
	/** The ids that it asked about; none for other calls. */
	ids: readonly string[];
}

/** One server for all rows; every row has an address of its own, so that nothing learned of one panel meets another. */
export interface CorpusServer {
	/** The address at which a panel answers every call with this row. */
	open(row: Pick<CorpusRow, 'reply' | 'listReply' | 'http' | 'listHttp' | 'headers'>): { url: string; calls: SeenCall[] };
	close(): Promise<void>;
}

export async function startCorpusServer(): Promise<CorpusServer> {
	const panels: Array<{ row: Parameters<CorpusServer['open']>[0]; calls: SeenCall[] }> = [];
	const server = createServer((request, response) => {
		void text(request).then((body) => {
			const panel = panels[Number(/\d+/.exec(request.url ?? '')?.[0])];
			if (!panel) return response.writeHead(500).end();
			const fields = Object.fromEntries(new URLSearchParams(body));
			const ids = (fields.orders ?? fields.order ?? fields.refills ?? fields.refill ?? '').split(',').filter((id) => id !== '');
			panel.calls.push({ fields, ids });
			const { status, reply } = answerOf(panel.row, ids);
			response.writeHead(status, { 'Content-Type': 'application/json', ...panel.row.headers });
			return response.end(reply);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {
		open(row) {
			const calls: SeenCall[] = [];
			panels.push({ row, calls });
			return { url: `http://127.0.0.1:${port}/${panels.length - 1}/api/v2`, calls };
		},
		async close() {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

function answerOf(row: Parameters<CorpusServer['open']>[0], ids: readonly string[]): { status: number; reply: string } {
	const isList = ids.length > 1;
	const reply = isList && row.listReply !== undefined ? row.listReply : row.reply;
	const body = typeof reply === 'string' ? reply : JSON.stringify(reply);
	return { status: (isList ? row.listHttp : undefined) ?? row.http ?? 200, reply: body.replaceAll('$id', ids[0] ?? '') };
}
