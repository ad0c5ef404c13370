import type { INodeParameters } from 'n8n-workflow';
import type { PollerOptions } from '../../support';
import { until } from '../../host/until';
import { endTest, eventIdsOf, messageOf, quietPoll, sendJson, startPanel, startServer, watch } from './support';

afterEach(endTest);

type Answer = (call: number, order: string) => unknown;

/** A panel whose answers about numbers the test gives, and a trigger that looks every 5 seconds. */
async function watchNumbers(answer: Answer, more: Partial<PollerOptions> & { orderIds?: string; options?: INodeParameters } = {}) {
	const { orderIds = '7', options = { askEvery: 5 }, ...rest } = more;
	const looks: number[] = [];
	const { origin } = await startServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			const fields = new URLSearchParams(body);
			if (fields.get('action') === 'sms_status') return sendJson(response, { phone: '+1', expires_at: '2999-01-01T00:00:00Z' });
			looks.push(performance.now());
			const reply = answer(looks.length, fields.get('order') ?? '');
			return typeof reply === 'number' ? sendJson(response, {}, reply) : sendJson(response, reply);
		});
	});
	const parameters = { event: 'smsCode', watch: 'ids', orderIds, options };
	const poller = await watch(await startPanel(), parameters, rest, { baseUrl: `${origin}/api/v2` });
	return { looks, poller };
}

const WAITING = { status: 'waiting' };

test('a poll looks again inside itself and returns with the first code; the poll of a publication looks once', async () => {
	const { looks, poller } = await watchNumbers((call) => (call < 4 ? WAITING : { status: 'completed', code: '123' }));
	await quietPoll(poller);
	expect(looks).toHaveLength(1);
	expect(eventIdsOf(await quietPoll(poller))).toEqual(['7:sms:123']);
	expect(looks).toHaveLength(4);
	const [, second = 0, third = 0, fourth = 0] = looks;
	expect(third - second).toBeGreaterThan(4_900);
	expect(fourth - third).toBeGreaterThan(4_900);
}, 30_000);

test.each<[string, Parameters<typeof watchNumbers>[1], Answer, number]>([
	['where it is switched off', { options: { askEvery: 0 } }, () => WAITING, 1],
	['in a manual test', { mode: 'manual' }, () => WAITING, 1],
	['with more than 20 open numbers', { orderIds: Array.from({ length: 21 }, (_, index) => index + 1).join() }, () => WAITING, 21],
	['when no number is open any more', {}, () => ({ status: 'expired' }), 0],
	['and repeats only the call that failed when the panel is in trouble', {}, () => 502, 2],
])('a poll looks once %s', async (_, more, answer, expected) => {
	const { looks, poller } = await watchNumbers(answer, more);
	await poller.poll();
	looks.length = 0;
	await poller.poll();
	expect(looks).toHaveLength(expected);
});

test('what a look learned is kept when the next one fails, and the trouble is no failed poll', async () => {
	const { looks, poller } = await watchNumbers((call) => (call < 3 ? WAITING : 502));
	await quietPoll(poller);
	expect((await quietPoll(poller)).output).toBeNull();
	expect(looks.length).toBeGreaterThan(2);
}, 30_000);

test('a poll ends before the budget of the durable scheduler', async () => {
	const { looks, poller } = await watchNumbers(() => WAITING, { activation: 'update', pollBudgetMs: 13_000 });
	const begun = performance.now();
	expect((await quietPoll(poller)).output).toBeNull();
	expect(performance.now() - begun).toBeLessThan(10_000);
	expect(looks).toHaveLength(2);
}, 30_000);

test('a user who publishes while a poll waits for its next look does not wait for it', async () => {
	const answer: Answer = () => WAITING;
	const { looks, poller } = await watchNumbers(answer, { workflowId: 'publishing-anew', options: { askEvery: 60 } });
	await quietPoll(poller);
	const waiting = poller.poll();
	await until(async () => (looks.length === 2 ? true : undefined), { what: 'the poll to look' });
	const begun = performance.now();
	poller.restart('update');
	await quietPoll(poller);
	expect((await waiting).output).toBeNull();
	expect(performance.now() - begun).toBeLessThan(10_000);
}, 30_000);

test.each([3, -1, 61])('an interval of %d seconds is refused by the name of its field', async (askEvery) => {
	const { poller } = await watchNumbers(() => WAITING, { options: { askEvery } });
	expect(messageOf(await poller.poll())).toContain(`'Ask Every (Seconds)' is ${askEvery}, but has to be 0 or between 5 and 60 seconds`);
});
