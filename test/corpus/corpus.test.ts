import { CORPUS } from './rows';
import { casesOf, play, type Case, type Played } from './play';
import { startCorpusServer } from './server';

// Reads that meet passing trouble are repeated with real waits; the cases wait side by side.
jest.setTimeout(600_000);

const CASES = casesOf(CORPUS);
const AT_ONCE = 24;
const played = new Map<Case, Played>();

beforeAll(async () => {
	const server = await startCorpusServer();
	const waiting = [...CASES];
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			for (let next = waiting.shift(); next; next = waiting.shift()) played.set(next, await play(server, next));
		}),
	);
	await server.close();
});

test('no row stands twice', () => {
	expect(new Set(CASES.map((each) => JSON.stringify(each))).size).toBe(CASES.length);
});

function expectRightReading(each: Case): void {
	const { becomes, says } = each.row;
	const { became, read } = played.get(each) ?? { became: 'not played', read: '' };
	expect(became).toBe(becomes);
	expect(read).toContain(says ?? '');
}

test.each(CASES.map((each) => [each.title, each] as const))('%s', (_, each) => {
	expectRightReading(each);
});
