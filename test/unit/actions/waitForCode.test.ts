import type { NodeRun } from '../../support';
import { closeAll, openServer, run, type Answer } from '../panel/support';
import { itemsOf } from './support';

afterEach(closeAll);

const OPEN = { body: { status: 'active', phone: '+1', expires_at: '2999-01-01T00:00:00Z' } };
const WAITING = { body: { status: 'waiting', message: 'Waiting for code' } };

/** Waits for the codes of numbers at a panel whose answers the test gives; `look` counts those about a number. */
async function waitFor(numbers: number, timeout: number, codeOf: (order: string, look: number) => Answer) {
	const looks = new Map<string, number>();
	const panel = await openServer((call) => {
		if (call.fields.action === 'sms_status') return OPEN;
		const { order = '' } = call.fields;
		const look = (looks.get(order) ?? 0) + 1;
		looks.set(order, look);
		return codeOf(order, look);
	});
	const parameters = { orderId: '={{ $json.order }}', options: { interval: 1, timeout } };
	const items = itemsOf(...Array.from({ length: numbers }, (_, position) => ({ order: position + 1 })));
	return await run(panel, 'smsNumber.waitForCode', parameters, { items, node: { onError: 'continueErrorOutput' } });
}

const errorsOf = ({ items }: NodeRun) => items[1]?.map(({ json }) => String(json.error));

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
