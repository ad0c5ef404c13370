import * as fc from 'fast-check';

import { play } from '../play';
import type { CorpusRow, Operation } from '../row';
import { startCorpusServer } from '../server';
import { mayBeAccepted, mayBeFinal, mayBeOrder } from './oracle';
import { readNothingInto } from './property';
import { madeReply, type MadeReply } from './replies';

jest.setTimeout(240_000);

// Other replies every day, and the same ones for everybody on that day: FUZZ_SEED of the title makes them again.
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Date.now() / 86_400_000));
const READERS_EACH = 3;

test(`reads nothing into 10,000 made replies that they do not say (seed ${SEED})`, async () => {
	await expect(
		fc.assert(readNothingInto(READERS_EACH), { numRuns: 10_000, seed: SEED, includeErrorInReport: true }),
	).resolves.toBeUndefined();
});

const OPERATIONS: readonly Operation[] = [
	'order.create',
	'smsNumber.create',
	'order.getStatus',
	'order.cancel',
	'order.refill',
	'refill.getStatus',
	'smsNumber.getCode',
	'account.getBalance',
	'service.getAll',
	'customAction.call',
];
const PARAMETERS: Partial<Record<Operation, CorpusRow['parameters']>> = { 'customAction.call': { action: 'x' } };
// Each is up to four executions in n8n's contexts, so there are few; the corpus has hundreds.
const ACROSS_HTTP = 40;
const AT_ONCE = 24;

test(`the node ends with items or a clear error for ${ACROSS_HTTP} made replies over HTTP (seed ${SEED})`, async () => {
	const server = await startCorpusServer();
	// Trouble under 5xx and 429 is repeated with real waits; the corpus has it.
	const replies = fc.sample(
		madeReply.filter(({ http, body }) => http < 429 && body.length < 20_000),
		{ numRuns: ACROSS_HTTP, seed: SEED },
	);
	const waiting = replies.map((reply, position) => ({ reply, operation: OPERATIONS[position % OPERATIONS.length] ?? 'order.create' }));
	const wrong: string[] = [];
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			for (let next = waiting.shift(); next; next = waiting.shift()) {
				const { reply, operation } = next;
				const row: CorpusRow = { to: operation, reply: reply.body, http: reply.http, parameters: PARAMETERS[operation] ?? {}, becomes: '' };
				const { became } = await play(server, { row, operation, ids: ['5'], title: '' });
				if (!maySay(became, reply)) wrong.push(`${operation}: ${became} out of ${reply.http} ${JSON.stringify(reply.body).slice(0, 400)}`);
			}
		}),
	);
	await server.close();
	expect(wrong).toEqual([]);
});

/** Whether a reply may have come to this, asked of its text alone. */
function maySay(became: string, reply: MadeReply): boolean {
	if (became.includes('but its key is free')) return false;
	if (became.startsWith('bought ')) return orders(became).every((order) => mayBeOrder(reply, order));
	if (became === 'accepted') return mayBeAccepted(reply);
	return became.includes(', final') ? mayBeFinal(reply) : became !== '';
}

function orders(became: string): string[] {
	return became.slice('bought '.length).split(', ');
}
