import { until } from '../../host/until';
import type { FaultKind } from '../../sandbox';
import type { RunNodeOptions } from '../../support';
import {
	changed,
	closeWorlds,
	duplicateItem,
	inputs,
	itemError,
	onErrorContinue,
	orderCreate,
	orderItem,
	outcomeOfRun,
	paidOperations,
	retryOnFail,
	rows,
	smsCreate,
	textOf,
	world,
	type World,
} from './world';

afterAll(closeWorlds);

/** Service 1 of the sandbox, for a link that names the item. */
const ofItem = changed(orderCreate, { link: '=https://example.com/p/{{ $json.id }}' });
const refusal: FaultKind = { kind: 'error', error: 'You have active order with this link. Please wait until order being completed.' };

/** Lets the call for one item meet a fault: the calls before it are let through one by one. */
function failAt({ panel }: World, position: number, fault: FaultKind, when: 'beforeBooking' | 'afterBooking' = 'beforeBooking'): void {
	for (let index = 0; index < position; index++) panel.fail({ kind: 'delay', ms: 0, action: 'add' });
	panel.fail({ ...fault, action: 'add', when });
}

const links = ({ panel }: World) => panel.orders().map(({ fields }) => fields.link);

describe('Retry On Fail with 5 items where item 4 fails', () => {
	test('the other items are bought once, and after the retry the output holds all orders', async () => {
		const here = await world();
		failAt(here, 3, refusal);
		const run = await here.run(ofItem, { items: inputs(5), node: retryOnFail });
		expect(run.status).toBe('success');
		expect(links(here)).toEqual([1, 2, 3, 4, 5].map((id) => `https://example.com/p/${id}`));
		expect(rows(run).map(({ order }) => order)).toEqual(here.panel.orders().map(({ id }) => String(id)));
	});

	test('an item of unknown outcome is not sent again at any try, and those before it are bought once', async () => {
		const here = await world();
		failAt(here, 3, { kind: 'drop' }, 'afterBooking');
		const run = await here.run(ofItem, { items: inputs(5), node: retryOnFail });
		expect(run.status).toBe('error');
		expect(here.booked()).toBe(4);
		expect(here.panel.callsOf('add')).toHaveLength(4);
		expect(textOf(run)).toContain('Not sent again');
		expect(textOf(run)).toContain('Bought before this item: 23501, 23502, 23503.');
		// The first try's text is gone by then, so what was known of it is said again.
		expect(textOf(run)).toMatch(/What happened: The connection to the panel .* broke before its answer came/);
	});

	test('with On Error "Continue" a failed first item does not run the node again, because no item carries json.error', async () => {
		const here = await world();
		failAt(here, 0, refusal);
		const run = await here.run(ofItem, {
			items: inputs(2).map(({ json }) => ({ json: { ...json, error: 'of an earlier node' } })),
			node: { ...retryOnFail, ...onErrorContinue },
		});
		expect(here.panel.callsOf('add')).toHaveLength(2);
		expect(here.booked()).toBe(1);
		expect(itemError(run, 0)).toContain('active order with this link');
		expect(rows(run)[1]).toEqual(orderItem(here, '23501', { link: 'https://example.com/p/2' }));
	});

	test('a panel that puts "error" beside a confirmed purchase does not make n8n run the node again', async () => {
		const here = await world();
		here.panel.fail({ kind: 'body', action: 'add', when: 'afterBooking', body: '{"order":23501,"error":""}' });
		const run = await here.run(ofItem, { node: retryOnFail });
		expect(here.booked()).toBe(1);
		expect(rows(run)[0]).not.toHaveProperty('error');
	});
});

describe('Retry execution', () => {
	test('returns the orders of the first try with all their fields and buys the rest', async () => {
		const here = await world();
		failAt(here, 2, refusal);
		const failed = await here.run(ofItem, { items: inputs(4) });
		expect(textOf(failed)).toContain('Bought before this item: 23501, 23502.');
		const retried = await here.run(ofItem, { retryOf: failed });
		expect(rows(retried)).toEqual([1, 2, 3, 4].map((id) => orderItem(here, String(23500 + id), { link: `https://example.com/p/${id}` })));
		expect(here.booked()).toBe(4);
	});

	test('several numbers of one call come back as several items, bought once', async () => {
		const here = await world();
		const parameters = changed(smsCreate, { quantity: 3 });
		const first = await here.run(parameters);
		const again = await here.run(parameters, { signature: first.signature, contextData: first.contextData });
		expect(rows(again)).toEqual(rows(first));
		expect(rows(again)).toHaveLength(3);
		expect(here.booked()).toBe(3);
	});

	test('started twice from the same failed run, it buys once', async () => {
		const here = await world();
		failAt(here, 0, refusal);
		const failed = await here.run(ofItem);
		const both = await Promise.all([here.run(ofItem, { retryOf: failed }), here.run(ofItem, { retryOf: failed })]);
		expect(both.map(outcomeOfRun).sort()).toEqual(['bought', 'duplicate']);
		expect(here.booked()).toBe(1);
	});

	test('after the key of the account was changed, an item of unknown outcome is still not sent again', async () => {
		const here = await world();
		here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
		const failed = await here.run(ofItem);
		const retried = await here.run(ofItem, {
			retryOf: failed,
			credentials: { smmPanelApi: { baseUrl: here.panel.url, apiKey: 'a-new-key' } },
		});
		expect(outcomeOfRun(retried)).toBe('unanswered');
		expect(here.panel.callsOf('add')).toHaveLength(1);
	});

	test('after the address was corrected, an item of unknown outcome is still not sent again', async () => {
		const here = await world();
		here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
		const failed = await here.run(ofItem);
		const moved = here.panel.url.replace('127.0.0.1', 'localhost');
		const retried = await here.run(ofItem, {
			retryOf: failed,
			credentials: { smmPanelApi: { baseUrl: moved, apiKey: here.panel.apiKey } },
		});
		expect(outcomeOfRun(retried)).toBe('unanswered');
		expect(here.booked()).toBe(1);
	});
});

describe('a crash loses the results but not the record', () => {
	const crashed = async (here: World, ids: number[]) => await here.run(ofItem, { items: ids.map((id) => ({ json: { id } })) });
	const retried = async (here: World, signature: string | undefined, ids: number[]) =>
		await here.run(ofItem, { items: ids.map((id) => ({ json: { id } })), signature, mode: 'retry', node: onErrorContinue });

	test('items in another order are recognised by what they buy, and nothing is bought twice', async () => {
		const here = await world();
		const { signature } = await crashed(here, [1, 2, 3]);
		const run = await retried(here, signature, [3, 1, 2]);
		expect(here.booked()).toBe(3);
		expect(rows(run).map(({ duplicate }) => duplicate)).toEqual([true, true, true]);
	});

	test('a new item that takes the place of a bought one is told apart, and the bought ones that moved are not bought again', async () => {
		const here = await world();
		const { signature } = await crashed(here, [1, 2]);
		const run = await retried(here, signature, [9, 1, 2]);
		expect(links(here)).toEqual(['https://example.com/p/1', 'https://example.com/p/2']);
		expect(itemError(run, 0)).toContain('an earlier try of this execution already made a purchase for this item, with other values');
		expect(itemError(run, 0)).toContain('https://example.com/p/9');
		expect(
			rows(run)
				.slice(1)
				.map(({ duplicate }) => duplicate),
		).toEqual([true, true]);
	});

	test('items behind the bought ones are bought at their new places', async () => {
		const here = await world();
		const { signature } = await crashed(here, [1]);
		await retried(here, signature, [1, 2, 3]);
		expect(links(here)).toEqual([1, 2, 3].map((id) => `https://example.com/p/${id}`));
	});

	test('two equal items are two purchases, and stay two', async () => {
		const here = await world();
		const { signature } = await crashed(here, [5, 5]);
		expect(here.booked()).toBe(2);
		await retried(here, signature, [5, 5]);
		expect(here.booked()).toBe(2);
	});

	test('a link that changes at every evaluation does not make a repetition a new purchase', async () => {
		const here = await world();
		const volatile = changed(orderCreate, { link: '=https://example.com/p/{{ Math.random() }}' });
		here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
		const first = await here.run(volatile, { items: inputs(1), node: retryOnFail });
		const again = await here.run(volatile, { items: inputs(1), signature: first.signature, mode: 'retry' });
		expect(outcomeOfRun(again)).toBe('unanswered');
		expect(here.booked()).toBe(1);
	});

	/** A crash behind the node leaves one made-up run of it in the execution, however often it had run. */
	const behind = async (here: World, signature: string | undefined, ids: number[], more: Partial<RunNodeOptions> = {}) =>
		await here.run(ofItem, {
			items: ids.map((id) => ({ json: { id } })),
			signature,
			mode: 'retry',
			node: onErrorContinue,
			runIndex: 1,
			...more,
		});

	test('a crash behind the node, while a later one was at work: the retry buys nothing again', async () => {
		const here = await world();
		const { signature } = await crashed(here, [1, 2, 3]);
		const run = await behind(here, signature, [1, 2, 3]);
		expect(rows(run).map(({ duplicate }) => duplicate)).toEqual([true, true, true]);
		// That retry crashed too.
		await behind(here, signature, [1, 2, 3]);
		expect(here.booked()).toBe(3);
	});

	test('a crash behind the second round of a loop: the rounds keep their places', async () => {
		const here = await world();
		const first = await crashed(here, [1]);
		const { signature } = first;
		await behind(here, signature, [1], { contextData: first.contextData });
		expect(here.booked()).toBe(2);

		const again = await behind(here, signature, [1]);
		await behind(here, signature, [1], { runIndex: 2, contextData: again.contextData });
		expect(here.booked()).toBe(2);
		// A third round had not come to buy.
		await behind(here, signature, [1], { runIndex: 3, contextData: again.contextData });
		expect(here.booked()).toBe(3);
	});

	test.each([
		['was refused by the panel', { times: 1 }, {}],
		['had bad input', { times: 0 }, { quantity: '={{ $json.id === 1 ? "many" : 1000 }}' }],
	])('a loop whose first round %s counts that round, so that the second one keeps its place', async (_name, { times }, fields) => {
		const here = await world();
		const loop = changed(orderCreate, { link: '=https://example.com/p/{{ $json.id }}', ...fields });
		const round = async (id: number, more: Partial<RunNodeOptions>) =>
			await here.run(loop, { items: [{ json: { id } }], node: onErrorContinue, ...more });
		if (times > 0) here.panel.fail({ ...refusal, action: 'add', times });
		const first = await round(1, {});
		const { signature } = first;
		await round(2, { signature, runIndex: 1, contextData: first.contextData });
		expect(links(here)).toEqual(['https://example.com/p/2']);

		if (times > 0) here.panel.fail({ ...refusal, action: 'add', times });
		const again = await round(1, { signature, mode: 'retry', runIndex: 1 });
		const second = await round(2, { signature, mode: 'retry', runIndex: 2, contextData: again.contextData });
		expect(rows(second)).toEqual([duplicateItem(here, { link: 'https://example.com/p/2' })]);
		expect(here.booked()).toBe(1);
	});

	test.each(paidOperations.map((operation) => [operation.name, operation] as const))(
		'%s: an n8n older than 2.14, whose executions have no token, asks for an Order Key and sends nothing',
		async (_name, { parameters, action }) => {
			const here = await world();
			const run = await here.run(parameters, { signature: '' });
			expect(textOf(run)).toMatch(
				/^Nothing was sent: .* a retry of this execution would buy again.* Set an 'Order Key', e\.g\. .* or update n8n/,
			);
			expect(here.panel.callsOf(action)).toEqual([]);
			const keyed = { ...parameters, orderKey: 'invoice-7' };
			expect(outcomeOfRun(await here.run(keyed, { signature: '' }))).toBe('bought');
			expect(outcomeOfRun(await here.run(keyed, { signature: '' }))).toBe('duplicate');
		},
	);
});

test('in a loop every run buys its own items', async () => {
	const here = await world();
	const first = await here.run(orderCreate.parameters);
	const second = await here.run(orderCreate.parameters, { runIndex: 1, signature: first.signature, contextData: first.contextData });
	expect([outcomeOfRun(first), outcomeOfRun(second)]).toEqual(['bought', 'bought']);
	expect(here.booked()).toBe(2);
});

test.each(paidOperations.map((operation) => [operation.name, operation] as const))(
	'%s: a new execution without a user key is a new purchase',
	async (_name, { parameters }) => {
		const here = await world();
		await here.run(parameters);
		await here.run(parameters);
		expect(here.booked()).toBe(2);
	},
);

test('after Stop nothing more is sent, and the call under way is not cut but recorded', async () => {
	const here = await world();
	const stop = new AbortController();
	here.panel.fail({ kind: 'delay', ms: 300, action: 'add', when: 'afterBooking' });
	const running = here.run(ofItem, { items: inputs(4), node: onErrorContinue, signal: stop.signal });
	await until(async () => (here.booked() === 1 ? true : undefined), { what: 'the first order', everyMs: 5 });
	stop.abort();
	const stopped = await running;
	// The answer comes after n8n has given up on the node; once it is recorded the key is taken for good.
	await until(
		async () => {
			const again = await here.run(ofItem, { items: inputs(1), signature: stopped.signature, mode: 'retry' });
			return outcomeOfRun(again) === 'duplicate' ? true : undefined;
		},
		{ what: 'the record of the first order', everyMs: 20 },
	);
	expect(here.panel.callsOf('add')).toHaveLength(1);
});
