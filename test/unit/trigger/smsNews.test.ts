import type { INodeParameters } from 'n8n-workflow';
import { compareNumbers } from '../../../nodes/SmmPanel/trigger/watching/smsDiff';
import { DAY, endTest, eventIdsOf, quietPoll, sendJson, setClock, startPanel, startServer, watch } from './support';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 26);

afterEach(endTest);

type Reply = Record<string, unknown>;

/** What is told of number 7 while `sms_code` gives these answers, one a poll. */
function follow(replies: readonly Reply[], { reportEnded = false, expires_at = '2999-01-01T00:00:00Z' } = {}): unknown[] {
	let snapshots: ReadonlyMap<string, string> = new Map();
	return replies.flatMap((item) => {
		const reading = { item: { order: '7', ...item }, details: { expires_at: String(expires_at) } };
		const result = compareNumbers(snapshots, [['7', reading]], { reportUnknown: false, reportEnded }, NOW);
		snapshots = result.snapshots;
		return result.events.map(({ eventId }) => eventId);
	});
}

const LINK = 'Use link https://x/y to log in';

test.each([
	['a code of null', { status: 'completed', code: null, sms_content: LINK }],
	['an empty code', { status: 'completed', code: '', sms_content: LINK }],
	['no code', { status: 'completed', sms_content: LINK }],
	['the text elsewhere', { status: 'completed', sms: LINK }],
])('a message without a code is told once: %s', (_, reply) => {
	expect(follow([{ status: 'waiting' }, reply, reply])).toEqual([expect.stringMatching(/^7:sms:~[\w-]{8}$/)]);
});

test.each(['waiting', 'null', 'N/A', '-', 'STATUS_WAIT_CODE', 0, '0', 'Waiting for SMS', 'no code yet', ''])(
	'what panels write in the place of a code is none: %s',
	(code) => {
		expect(
			follow([
				{ status: 'waiting', code },
				{ status: 'waiting', code, sms_content: 'Waiting for SMS' },
			]),
		).toEqual([]);
	},
);

test.each(['Bekleniyor', 'Ожидание', 'Aguardando SMS', '等待'])(
	'a word in another language in the place of a code is none while the panel waits: %s',
	(code) => {
		expect(follow([{ status: 'waiting', code }])).toEqual([]);
	},
);

test.each(['-1', '******', '—', 'expired', 'Processing', 'not arrived', 'Code not received yet', 'Still waiting'])(
	'a sign or the word of a state in the place of a code is none, whatever the status: %s',
	(code) => {
		expect(follow([{ status: 'active', code }])).toEqual([]);
	},
);

test('codes that look odd are codes', () => {
	expect(follow([{ code: 123456 }, { code: '0000' }, { code: 'G-12' }, { code: ['777'] }, { status: 'active', code: 'KQRTX' }])).toEqual([
		'7:sms:123456',
		'7:sms:0000',
		'7:sms:G-12',
		'7:sms:777',
		'7:sms:KQRTX',
	]);
});

test.each([
	['behind', ['111'], ['111', '222'], '111, 222'],
	['before', ['111'], ['222', '111'], '111, 222'],
])('a panel that gives the codes as a list, and puts a new one %s the others, loses none of them', (_where, before, after, named) => {
	expect(follow([{ code: before }, { code: after }, { code: after }])).toEqual(['7:sms:111', `7:sms:${named}`]);
});

test.each([
	['codes', { code: ['111', '222'] }, { code: ['222', '111'] }],
	['texts', { code: '1', sms: ['one 1', 'two 2'] }, { code: '1', sms: ['two 2', 'one 1'] }],
	['messages', { sms: [{ code: '1' }, { text: 'two' }] }, { sms: [{ text: 'two' }, { code: '1' }] }],
])('a list of %s that comes in another order in every reply is told once', (_, one, other) => {
	expect(follow([one, other, one, other])).toHaveLength(1);
});

test('one message more in a list is told, also where it brings the same code', () => {
	expect(follow([{ code: ['111'] }, { code: ['111', '111'] }])).toEqual(['7:sms:111', '7:sms:111, 111']);
});

test('the same code in a new message is a new event with an id of its own, and so is a code that comes again after another', () => {
	const message = (code: string, sms_content: string): Reply => ({ code, sms_content });
	expect(follow([message('1', 'a 1'), message('1', 'b 1'), message('2', 'a 2'), message('1', 'a 1')])).toEqual([
		'7:sms:1',
		'7:sms:1:2',
		'7:sms:2',
		'7:sms:1:3',
	]);
});

test('a code whose text comes a poll later, or is left out for a poll, is one message', () => {
	expect(follow([{ code: '1' }, { code: '1', sms_content: 'a 1' }, { code: '1' }, { sms_content: 'a 1' }])).toEqual(['7:sms:1']);
});

describe('a number that ends without a code', () => {
	test.each([
		['by its date', { status: 'waiting' }, '2026-11-25T00:00:00Z'],
		['by its date, although the panel has forgotten it', { found: false, reason: 'Order not found' }, '2026-11-25T00:00:00Z'],
		['by the word expired', { status: 'expired' }, '2999-01-01T00:00:00Z'],
		['by the word canceled', { status: 'canceled' }, 'in 20 minutes'],
	])('%s is told once where the user wants it', (_, reply, expires_at) => {
		const replies = [reply, reply];
		expect(follow(replies, { reportEnded: true, expires_at })).toEqual(['7:ended']);
		expect(follow(replies, { expires_at })).toEqual([]);
	});

	test('is not told where a code came', () => {
		expect(follow([{ code: '1', status: 'expired' }], { reportEnded: true })).toEqual(['7:sms:1']);
	});
});

/** A panel that answers about numbers as the test says. */
async function startNumbers(answer: (action: string, order: string) => unknown, options: INodeParameters = {}, orderIds = '7') {
	const calls: string[] = [];
	const { origin } = await startServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			const fields = new URLSearchParams(body);
			const [action, order] = [fields.get('action') ?? '', fields.get('order') ?? ''];
			calls.push(action);
			sendJson(response, answer(action, order));
		});
	});
	const parameters = { event: 'smsCode', watch: 'ids', orderIds, options };
	const poller = await watch(await startPanel(), parameters, {}, { baseUrl: `${origin}/api/v2` });
	return { calls, poll: async () => await quietPoll(poller) };
}

test.each(['expired', 'canceled', 'refunded'])('a number that the panel calls %s is not asked again', async (status) => {
	const { calls, poll } = await startNumbers(() => ({ status }), { reportEnded: true });
	const { items } = await poll();
	expect(items.map(({ json }) => json)).toMatchObject([
		{ eventId: expect.stringMatching(/7:ended$/), order: '7', state: status, final: true },
	]);
	calls.length = 0;
	expect((await poll()).output).toBeNull();
	expect(calls).toEqual([]);
});

test.each([null, 'soon', 'in 20 minutes'])(
	'a number whose end cannot be read is asked less often after an hour and not after a day: %s',
	async (end) => {
		const { calls, poll } = await startNumbers((action) => ({
			status: 'waiting',
			...(action === 'sms_status' ? { expires_at: end } : {}),
		}));
		await poll();
		const callsFrom = async (start: number) => {
			calls.length = 0;
			for (let minute = 1; minute <= 20; minute++) {
				setClock(start + minute * 60_000);
				await poll();
			}
			return calls.length;
		};
		expect(await callsFrom(0)).toBe(20);
		await callsFrom(3 * HOUR - 20 * 60_000);
		expect(await callsFrom(3 * HOUR)).toBe(4);
		await callsFrom(DAY + HOUR);
		expect(await callsFrom(DAY + 2 * HOUR)).toBe(0);
	},
);

describe('a number whose end has come', () => {
	const soon = () => new Date(Date.now() + HOUR).toISOString();

	test('is told with its phone, and not asked again', async () => {
		const expires_at = soon();
		const { calls, poll } = await startNumbers(
			(action) => ({ status: 'waiting', ...(action === 'sms_status' ? { phone: '+1', expires_at } : { phone: null }) }),
			{ reportEnded: true },
		);
		await poll();
		setClock(1.5 * HOUR);
		expect((await poll()).items.map(({ json }) => json)).toMatchObject([{ state: 'expired', phone: '+1' }]);
		calls.length = 0;
		await poll();
		expect(calls).toEqual([]);
	});

	test('is watched on where the panel has put it off, so that its code is told', async () => {
		let [expires_at, code] = [soon(), ''];
		const { poll } = await startNumbers((action) =>
			action === 'sms_status' ? { status: 'active', expires_at } : { status: 'waiting', code },
		);
		await poll();
		setClock(1.5 * HOUR);
		expires_at = soon();
		await poll();
		code = '123456';
		expect(eventIdsOf(await poll())).toEqual(['7:sms:123456']);
	});

	test('is over although the panel does not answer about the number any more', async () => {
		const expires_at = soon();
		let isDown = false;
		const { calls, poll } = await startNumbers(
			(action) => (action === 'sms_code' ? { status: 'waiting' } : isDown ? { error: 'Something odd' } : { status: 'active', expires_at }),
			{ reportEnded: true },
		);
		await poll();
		isDown = true;
		setClock(1.5 * HOUR);
		expect([eventIdsOf(await poll()), eventIdsOf(await poll())]).toEqual([[], ['7:ended']]);
		calls.length = 0;
		await poll();
		expect(calls).toEqual([]);
	});

	test('is known where only the answer about the code names it', async () => {
		const expires_at = new Date(Date.now() + 30 * DAY).toISOString();
		const { calls, poll } = await startNumbers((action) =>
			action === 'sms_code' ? { status: 'waiting', expires_at } : { error: 'Incorrect request' },
		);
		await poll();
		setClock(20 * DAY);
		await poll();
		calls.length = 0;
		await poll();
		expect(calls).toEqual(['sms_code']);
	});
});

test('a number that is over is not asked for ever where the panel refuses it in words that nobody lists, and its end is told', async () => {
	let reply: Reply = { status: 'waiting', expires_at: new Date(Date.now() + HOUR).toISOString() };
	const { calls, poll } = await startNumbers(() => reply, { reportEnded: true });
	await poll();
	reply = { error: 'This number has expired' };
	setClock(1.5 * HOUR);
	expect((await poll()).items).toEqual([]);
	setClock(2.5 * HOUR);
	expect(eventIdsOf(await poll())).toEqual(['7:ended']);
	calls.length = 0;
	expect((await poll()).items).toEqual([]);
	expect(calls).toEqual([]);
});

test('numbers that the panel has forgotten are not asked for ever, and told only on request, after two polls', async () => {
	const { calls, poll } = await startNumbers(() => ({ error: 'Order not found' }), { reportUnknown: true }, '7, 8');
	expect(eventIdsOf(await poll())).toEqual([]);
	expect(eventIdsOf(await poll())).toEqual(['7:notFound', '8:notFound']);
	expect((await poll()).changed).toBe(false);
	setClock(DAY + HOUR);
	await poll();
	calls.length = 0;
	await poll();
	expect(calls).toEqual([]);
});

test('a number that the panel knows only later is told with its phone', async () => {
	let known = false;
	const { poll } = await startNumbers((action) =>
		known
			? { code: '5', ...(action === 'sms_status' ? { phone: '+1', expires_at: '2999-01-01T00:00:00Z' } : {}) }
			: { error: 'Order not found' },
	);
	await poll();
	known = true;
	expect((await poll()).items.map(({ json }) => json)).toMatchObject([{ order: '7', code: '5', phone: '+1' }]);
});

test('a panel so slow that the time of a poll is over after a few numbers starves nobody', async () => {
	const orderIds = Array.from({ length: 12 }, (_, index) => String(index + 1)).join();
	const panel = await startPanel();
	const { origin } = await startServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			const order = new URLSearchParams(body).get('order');
			setTimeout(() => sendJson(response, { code: `12${order}`, expires_at: '2999-01-01T00:00:00Z' }), 400);
		});
	});
	const poller = await watch(panel, { event: 'smsCode', watch: 'ids', orderIds }, { pollBudgetMs: 5_400 }, { baseUrl: `${origin}/api/v2` });
	const told: string[] = [];
	for (let poll = 0; poll < 4; poll++) told.push(...eventIdsOf(await poller.poll()));
	expect(new Set(told).size).toBe(12);
	expect(told).toHaveLength(12);
}, 30_000);
