import type { IncomingMessage } from 'node:http';

const LARGEST_BODY = 4_000_000;

/** The whole request body as text. Rejects when the client goes away or sends more than 4 MB. */
export async function readBody(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	let size = 0;
	const chunks: AsyncIterable<Buffer> = request;
	for await (const chunk of chunks) {
		size += chunk.length;
		if (size > LARGEST_BODY) throw new RangeError('The request body is larger than 4 MB.');
		parts.push(chunk);
	}
	return Buffer.concat(parts).toString('utf8');
}
