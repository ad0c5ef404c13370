import type { NodeRun } from '../../support';
import { closeAll, openServer, run, type Answer, type Seen } from '../panel/support';
import { itemsOf } from './support';

afterEach(closeAll);

const OPEN = { body: { status: 'active', phone: '+1', expires_at: '2999-01-01T00:00:00Z' } };
const WAITING = { body: { status: 'waiting', message: 'Waiting for code' } };

/** Waits for the codes of numbers at a panel whose answers the test gives; `look` counts those about a number. */
async function waitFor(
	numbers: number,
	timeout: number,
	codeOf: (order: string, look: number) => Answer,
	statusOf = (_call: Seen): Answer => OPEN,
) {
	const looks = new Map<string, number>();
	const panel = await openServer((call) => {
		if (call.fields.action === 'sms_status') return statusOf(call);
		const { order = '' } = call.fields;
		const look = (looks.get(order) ?? 0) + 1;
		looks.set(order, look);
		return codeOf(order, look);
	});
	const parameters = { orderId: '={{ $json.order }}', options: { interval: 1, timeout } };
	const items = itemsOf(...Array.from({ length: numbers }, (_, position) => ({ order: position + 1 })));
	return await run(panel, 'smsNumber.waitForCode', parameters, { items, node: { onError: 'continueErrorOutput' } });
}

const codesOf = ({ items }: NodeRun) => items[0]?.map(({ json }) => json.code);
const errorsOf = ({ items }: NodeRun) => items[1]?.map(({ json }) => String(json.error));

test('words that nobody lists, other ones for each number, end no wait: the codes come later', async () => {
	const run = await waitFor(2, 60, (order, look) =>
		look < 5 ? { body: { error: `No SMS for order ${order} so far` } } : { body: { status: 'completed', code: `55${order}` } },
	);
	expect(codesOf(run)).toEqual(['551', '552']);
});

test('words that the panel said to the end are told when the time is over', async () => {
	const run = await waitFor(2, 2, (order) => ({ body: { error: `No SMS for order ${order} so far` } }));
	expect(errorsOf(run)).toEqual([
		expect.stringMatching(/^The panel says of SMS number 1: No SMS for order 1 so far/),
		expect.stringMatching(/^The panel says of SMS number 2: No SMS for order 2 so far/),
	]);
});

test('an end without a zone is no end while it may still be to come where the panel is', async () => {
	const fourHoursAgo = new Date(Date.now() - 4 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
	const run = await waitFor(
		1,
		60,
		(_order, look) => (look < 3 ? WAITING : { body: { status: 'completed', code: '123' } }),
		() => ({ body: { status: 'active', phone: '+1', expires_at: fourHoursAgo } }),
	);
	expect(codesOf(run)).toEqual(['123']);
});

test.each([null, '', 0, 'null', []])(
	'a number that is completed with %j for its code is waited for until the code is there',
	async (code) => {
		const run = await waitFor(1, 60, (_order, look) => ({ body: { status: 'completed', code: look < 2 ? code : '123' } }));
		expect(codesOf(run)).toEqual(['123']);
	},
);

test.each([{ sms_content: 'Use link https://x/y to log in' }, { otp: '123' }])(
	'a number that is completed in other words than a code is given at once: %j',
	async (words) => {
		const run = await waitFor(1, 2, () => ({ body: { status: 'completed', ...words } }));
		expect(run.items[0]?.map(({ json }) => json)).toMatchObject([{ ...words, state: 'completed' }]);
	},
);

test('a code is there although the panel never answers about the phone', async () => {
	const run = await waitFor(
		1,
		2,
		() => ({ body: { status: 'completed', code: '123' } }),
		() => 'hang',
	);
	expect(codesOf(run)).toEqual(['123']);
});

test.each([-3_600_000, 3_600_000])('a clock that is set by %d milliseconds meanwhile ends no wait earlier or later', async (by) => {
	const realNow = Date.now;
	let ahead = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
	const begin = performance.now();
	const run = await waitFor(1, 4, (_order, look) => {
		if (look === 2) ahead = by;
		return WAITING;
	});
	expect(errorsOf(run)).toEqual([expect.stringMatching(/^The wait for the code of SMS number 1 took longer/)]);
	expect(performance.now() - begin).toBeGreaterThan(3_900);
});
