import { DedupStore } from '../../support';
import {
	changed,
	closeWorlds,
	duplicateItem,
	inputs,
	keyed,
	onErrorContinue,
	orderCreate,
	orderItem,
	outcomeOfRun,
	rows,
	textOf,
	world,
} from './world';

afterAll(closeWorlds);

test.each([
	['a key of the user', keyed, 2],
	['a derived key', orderCreate.parameters, 1],
])('an execution that is stopped between the record and the call sends nothing, and frees %s', async (_name, parameters, writes) => {
	const here = await world();
	const stop = new AbortController();
	class StoppingStore extends DedupStore {
		private saves = 0;

		override async save(row: string, hashes: string[]): Promise<void> {
			await super.save(row, hashes);
			this.saves++;
			if (this.saves === writes) stop.abort();
		}
	}
	const dedup = new StoppingStore();
	const { signature } = await here.run(parameters, { dedup, signal: stop.signal, node: onErrorContinue });
	expect(here.panel.callsOf('add')).toEqual([]);
	expect(outcomeOfRun(await here.run(parameters, { dedup, signature, mode: 'retry' }))).toBe('bought');
	expect(here.booked()).toBe(1);
});

test('an item that holds a file and no json buys as any other', async () => {
	const here = await world();
	const run = await here.run(keyed, { items: [{ json: {}, binary: { data: { data: 'AAAA', mimeType: 'image/png' } } }] });
	expect(rows(run)).toEqual([orderItem(here, '23501', { orderKey: 'invoice-7' })]);
});

test('a copy of a workflow has a memory of its own, so that a key buys once in each', async () => {
	const here = await world();
	for (const workflowId of ['original', 'copy', 'original', 'copy']) await here.run(keyed, { workflowId });
	expect(here.booked()).toBe(2);
});

test('ten items under keys that people read as one are one order, and nine repetitions of it', async () => {
	const here = await world();
	const typed = [' k 1', 'k 1 ', 'k\u00A01', 'k  1', 'ｋ 1', 'k\t1', 'k 1\u200B', '\uFEFFk 1', 'k 1\n', 'k 1'];
	const run = await here.run(
		{ ...changed(orderCreate, { options: { callsAtOnce: 10 } }), orderKey: '={{ $json.key }}' },
		{ items: typed.map((key) => ({ json: { key } })) },
	);
	expect(here.panel.callsOf('add')).toHaveLength(1);
	expect(rows(run).map(({ order, orderKey }) => [order, orderKey])).toEqual(typed.map(() => ['23501', 'k 1']));
	expect(rows(run).filter(({ duplicate }) => duplicate === true)).toHaveLength(9);
});

test('ten items with one key and other content each buy one of them, and the others are told why not', async () => {
	const here = await world();
	const run = await here.run(
		{
			...changed(orderCreate, { link: '=https://example.com/p/{{ $json.id }}', options: { callsAtOnce: 10, onNotBought: 'returnItem' } }),
			orderKey: 'k',
		},
		{ items: inputs(10) },
	);
	expect(here.booked()).toBe(1);
	expect(
		rows(run)
			.map(({ bought, outcome, reason }) => [bought, outcome, reason])
			.slice(1),
	).toEqual(Array.from({ length: 9 }, () => [false, 'notSent', 'Not sent: the order key k was used before for another purchase']));
});

test('Retry On Fail with a pause between tries buys once', async () => {
	const here = await world();
	here.panel.fail({ kind: 'error', error: 'Bad link', action: 'add', times: 2 });
	const run = await here.run(orderCreate.parameters, { node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 300 } });
	expect(rows(run)).toEqual([orderItem(here, '23501')]);
	expect([here.booked(), here.panel.callsOf('add').length]).toEqual([1, 3]);
});

test('a sub-workflow that is called for each item buys under a key of the user once for each key', async () => {
	const here = await world();
	const call = async (orderKey: string) => await here.run({ ...keyed, orderKey }, { mode: 'integrated' });
	expect((await Promise.all(['a', 'b', 'c'].map(call))).map(outcomeOfRun)).toEqual(['bought', 'bought', 'bought']);
	expect(rows(await call('b'))).toEqual([duplicateItem(here, { orderKey: 'b' })]);
	expect(textOf(await here.run({ ...keyed, orderKey: 'b', quantity: 2000 }, { mode: 'integrated' }))).toContain(
		'the order key b was used before for another purchase',
	);
	expect(here.booked()).toBe(3);
});

describe('a credential whose key is an expression', () => {
	const perItem = (key: string) => ({ json: { key } });
	const open = async () => {
		const here = await world();
		return { here, credentials: { smmPanelApi: { baseUrl: here.panel.url, apiKey: '={{ $json.key }}' } } };
	};

	test('that gives every item the same account buys for each', async () => {
		const { here, credentials } = await open();
		const items = [perItem(here.panel.apiKey), perItem(` ${here.panel.apiKey}`)];
		expect(rows(await here.run(orderCreate.parameters, { credentials, items }))).toHaveLength(2);
		expect(here.booked()).toBe(2);
	});

	test('that gives an item in the middle another account buys nothing for it, and says what to do', async () => {
		const { here, credentials } = await open();
		const items = [here.panel.apiKey, 'key-of-somebody-else', here.panel.apiKey].map(perItem);
		const run = await here.run(orderCreate.parameters, { credentials, items, node: onErrorContinue });
		expect(rows(run).map(({ bought, error }) => bought ?? error)).toEqual([
			true,
			expect.stringContaining('names another account for item 1 than for item 0'),
			true,
		]);
		expect(textOf(run)).not.toContain('key-of-somebody-else');
		expect(here.booked()).toBe(2);
	});

	test('that changes between the first and the last item reads nothing for the wrong account', async () => {
		const { here, credentials } = await open();
		const items = [perItem(here.panel.apiKey), perItem('key-of-somebody-else')];
		const run = await here.run({ resource: 'order', operation: 'getStatus', orderIds: '1' }, { credentials, items });
		expect(textOf(run)).toMatch(/another account for item 1 than for item 0.*Loop Over Items/);
		expect(here.panel.callsOf('status')).toEqual([]);
	});
});
