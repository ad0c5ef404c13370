import type { INodeParameters } from 'n8n-workflow';
import { CORPUS } from '../../corpus/rows';
import { Raw, watchAnswers, type Fields } from './answers';
import { eventIds, nextCatalog, quietPoll, sendJson, startServer, useLogs } from './support';

const logs = useLogs();

const ordersOf = (orderIds: string, more: INodeParameters = {}): INodeParameters => ({
	event: 'orderStatus',
	watch: 'ids',
	orderIds,
	states: [],
	...more,
});
const idsIn = ({ orders = '', order = '' }: Fields): string[] => (orders || order).split(',');
/** The answer about every id that is asked for. */
const forEach = (fields: Fields, record: object) => Object.fromEntries(idsIn(fields).map((id) => [id, record]));
const DONE = { status: 'Completed', charge: '1', start_count: '0', remains: '0', currency: 'USD' };

/** What panels say instead of how orders stand, and what they refuse lists with. */
const REFUSALS = CORPUS.filter(({ to, becomes }) => [to].flat().includes('order.getStatus') && /^(failed|not found)$/.test(becomes))
	.map(({ reply, http = 200 }) => ({ body: typeof reply === 'string' ? reply : JSON.stringify(reply).replaceAll('$id', '1'), http }))
	.concat(
		CORPUS.filter(({ listReply }) => listReply !== undefined).map(({ listReply, listHttp = 200 }) => ({
			body: typeof listReply === 'string' ? listReply : JSON.stringify(listReply),
			http: listHttp,
		})),
	);
const shapes = [...new Map(REFUSALS.map((refusal) => [JSON.stringify(refusal), refusal])).values()];

test.each(shapes.map(({ body, http }) => [http, body] as const))(
	'a panel that refuses lists with %d %s is asked one by one, and every order is told once',
	async (http, body) => {
		const { poller } = await watchAnswers((fields) => (fields.orders === undefined ? DONE : new Raw(body, http)), ordersOf('1,2,3'));
		const told = [await eventIds(poller), await eventIds(poller), await eventIds(poller)];
		expect(told).toEqual([['1:completed', '2:completed', '3:completed'], [], []]);
	},
);

test('a state that lies in an envelope of its own is read', async () => {
	const { poller } = await watchAnswers(() => ({ status: { status: 'Completed' }, charge: '1' }), ordersOf('1'));
	expect(await eventIds(poller)).toEqual(['1:completed']);
});

test('a word that nobody lists is told when it comes and when it changes, also in an envelope of its own', async () => {
	const words = ['İşlemde', 'İşlemde', 'Tamamlandı'];
	const { poller } = await watchAnswers(() => ({ status: { status: words.shift() }, charge: '1' }), ordersOf('1'));
	expect([await eventIds(poller), await eventIds(poller), await eventIds(poller)]).toEqual([['1:unknown'], [], ['1:unknown:2']]);
});

test.each([
	['Выполнен', 'В работе'],
	['مكتمل', 'قيد التنفيذ'],
	['Tamamlandı', 'İşlemde'],
	['已完成', '进行中'],
])('a state in another language is told as unknown when it comes and when it changes: %s', async (end, begin) => {
	let status = begin;
	const { poller } = await watchAnswers((fields) => forEach(fields, { ...DONE, status }), ordersOf('1,2'));
	const told = [await eventIds(poller), await eventIds(poller)];
	status = end;
	told.push(await eventIds(poller), await eventIds(poller));
	expect(told).toEqual([['1:unknown', '2:unknown'], [], ['1:unknown:2', '2:unknown:2'], []]);
});

test('a list that leaves an id out, repeats the others, and gives ids and counts as numbers or texts in any order repeats no event', async () => {
	let status = 'Pending';
	let lists = 0;
	const { poller, calls } = await watchAnswers((fields) => {
		const record = { ...DONE, status, charge: 1, remains: lists % 2 === 0 ? '7' : 7 };
		if (fields.orders === undefined) return record;
		lists += 1;
		const listed = idsIn(fields).filter((id) => id !== '3');
		const rows = listed.flatMap((id) => [
			{ order: lists % 2 === 0 ? id : Number(id), ...record },
			{ order: id, ...record },
		]);
		return lists % 2 === 0 ? rows : rows.reverse();
	}, ordersOf('1,2,3,4'));
	const told = [await eventIds(poller), await eventIds(poller)];
	status = 'Completed';
	told.push(await eventIds(poller), await eventIds(poller));
	const all = (state: string) => ['1', '2', '3', '4'].map((id) => `${id}:${state}`);
	expect(told).toEqual([all('pending'), [], all('completed'), []]);
	// Each poll one list, and the order that it leaves out.
	expect(calls.map(idsIn)).toEqual([1, 2, 3].flatMap(() => [['1', '2', '3', '4'], ['3']]));
});

test.each([10, 13])(
	'a catalog that comes back with %d of its 20 services for four polls tells nothing, and neither does its return',
	async (kept) => {
		const rows = Array.from({ length: 20 }, (_, index) => ({ service: index + 1, name: `Likes ${index}`, rate: '1', min: 1, max: 2 }));
		let list = rows;
		const { poller } = await watchAnswers(() => list, { event: 'serviceChanged', services: '' });
		await quietPoll(poller);
		for (const next of [1, 2, 3, 4].map(() => rows.slice(0, kept)).concat([rows, rows])) {
			list = next;
			expect((await nextCatalog(poller)).items).toEqual([]);
		}
		list = rows.map((row) => (row.service === 20 ? { ...row, rate: '2' } : row));
		expect((await nextCatalog(poller)).items.map(({ json }) => [json.service, json.change])).toEqual([['20', 'price']]);
	},
);

test('a service that is listed twice with two prices is no change, in whatever order the rows come', async () => {
	let rate = '1';
	let reads = 0;
	const { poller } = await watchAnswers(
		() => {
			reads += 1;
			const rows = ['2', rate].map((each) => ({ service: 1, name: 'Likes', rate: each }));
			return reads % 2 === 0 ? rows : rows.reverse();
		},
		{ event: 'serviceChanged', services: '' },
	);
	for (let poll = 0; poll < 4; poll++) expect((await nextCatalog(poller)).items).toEqual([]);
	rate = '1.5';
	expect((await nextCatalog(poller)).items.map(({ json }) => [json.change, json.from, json.to])).toEqual([['price', '1', '1.5']]);
	expect((await nextCatalog(poller)).items).toEqual([]);
});

test('prices in other spellings are no change', async () => {
	const spellings = ['0.90', '0,90', '$0.90', '0.90 USD', 0.9, '.9', '9.0e-1'];
	let reads = 0;
	const { poller } = await watchAnswers(() => [{ service: 1, name: 'Likes', rate: spellings[reads++] }], {
		event: 'serviceChanged',
		services: '',
	});
	for (const _ of spellings) expect((await nextCatalog(poller)).items).toEqual([]);
	expect(reads).toBe(spellings.length);
});

test('a message is told again only with other words: not for its blanks, nor with its code in the place of the text', async () => {
	let reply: object = {};
	const answer = ({ action }: Fields) => (action === 'sms_code' ? reply : { phone: '+1', expires_at: '2999-01-01T00:00:00Z' });
	const { poller } = await watchAnswers(answer, { event: 'smsCode', watch: 'ids', orderIds: '7' });
	const after = async (next: object) => {
		reply = { status: 'completed', ...next };
		return await eventIds(poller);
	};
	expect(await after({ code: '1234', sms_content: 'Your code is 1234. Do not share it.' })).toEqual(['7:sms:1234']);
	expect(await after({ code: 1234, sms_content: ' Your code  is 1234.\nDo not share it. ' })).toEqual([]);
	expect(await after({ code: ['1234'], sms_content: '1234' })).toEqual([]);
	expect(await after({ code: '1234' })).toEqual([]);
	expect(await after({ status: 'waiting' })).toEqual([]);
	expect(await after({ sms_content: 'Your code is 1234. Do not share it.' })).toEqual([]);
	expect(await after({ code: '1234', sms_content: 'Your code is 1234' })).toEqual(['7:sms:1234:2']);
	expect(await after({ code: '1234', sms_content: 'Another one: 1234' })).toEqual(['7:sms:1234:3']);
	expect(await after({ code: '1234', sms_content: 'Another one: 1234' })).toEqual([]);
});

test.each(['1,234.50 $', '$1,234.50', 'USD 1,234.50', '1.234,50 €', '1 234,50 ₽', '1 234.50'])(
	'a balance is compared however the panel writes it: %s',
	async (balance) => {
		const { poller } = await watchAnswers(() => ({ balance }), { event: 'balanceBelow', threshold: 1234.51 });
		expect((await quietPoll(poller)).items.map(({ json }) => [json.balance, json.below])).toEqual([[balance, true]]);
		const { poller: above } = await watchAnswers(() => ({ balance }), { event: 'balanceBelow', threshold: 1234.49 });
		expect((await quietPoll(above)).items).toEqual([]);
	},
);

test('a balance that the panel gets wrong for one answer is no fall', async () => {
	const balances = ['9', '0', '9', '0', '9', '4', '3'];
	const { poller } = await watchAnswers(() => ({ balance: balances.shift() }), { event: 'balanceBelow', threshold: 5 });
	for (const _ of [1, 2, 3]) expect((await quietPoll(poller)).items).toEqual([]);
	expect((await quietPoll(poller)).items.map(({ json }) => json.balance)).toEqual(['3']);
	expect(balances).toEqual([]);
});

test('a balance that the panel gets wrong for one answer is no rise, so the same fall is told once', async () => {
	const balances = ['4', '4', '900', '4', '4', '900', '900', '3', '3'];
	const { poller } = await watchAnswers(() => ({ balance: balances.shift() }), { event: 'balanceBelow', threshold: 5 });
	const told: unknown[] = [];
	for (let poll = 0; balances.length > 0; poll++) told.push((await quietPoll(poller)).items.map(({ json }) => json.balance));
	expect(told).toEqual([['4'], [], [], [], ['3']]);
});

test.each([
	['as errors', 100, (unknown: boolean) => (unknown ? { error: 'Incorrect order ID' } : DONE)],
	['not at all', 200, (unknown: boolean) => (unknown ? undefined : DONE)],
])(
	'of 10,000 ids 100 are unknown, and the list names them %s: each is told once, the rest is silent, and the state stays small',
	async (_, expected, entry) => {
		const ids = Array.from({ length: 10_000 }, (__, index) => String(100_000 + index));
		const isUnknown = (id: string) => Number(id) % 100 === 7;
		const { poller, calls } = await watchAnswers(
			(fields) => {
				if (fields.orders === undefined) return isUnknown(fields.order ?? '') ? { error: 'Incorrect order ID' } : DONE;
				return Object.fromEntries(idsIn(fields).map((id) => [id, entry(isUnknown(id))]));
			},
			ordersOf(ids.join(), { states: ['pending'], options: { reportUnknown: true } }),
		);
		expect(await eventIds(poller)).toEqual([]);
		expect(calls).toHaveLength(expected);
		expect(await eventIds(poller)).toEqual(ids.filter(isUnknown).map((id) => `${id}:notFound`));
		const { items, changed, staticData } = await quietPoll(poller);
		expect([items, changed]).toEqual([[], false]);
		expect(JSON.stringify(staticData).length).toBeLessThan(200_000);
		expect(logs.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
	},
	60_000,
);

describe('a watch list with odd entries', () => {
	const placed = [{ orderId: 1 }, { orderId: '2' }, { order: null, orderId: 3 }, { order: '', orderId: ' #4 ' }, { orderId: 1 }, '#5', 6];
	const toCome = [null, '', { orderId: null }, { orderId: '' }];
	const odd = [{}, { customer: 5 }, { orderId: { value: 7 } }, { orderId: 'undefined' }, { orderId: true }, true];

	test.each([
		[
			'on the web',
			async () => {
				const { origin } = await startServer((_request, response) => sendJson(response, [...placed, ...toCome, ...odd]));
				return { event: 'orderStatus', watch: 'url', watchUrl: origin };
			},
		],
		['of an expression', async () => ordersOf(`={{ ${JSON.stringify([...placed, ...toCome, ...odd]).replaceAll('}}', '} }')} }}`)],
	])('%s watches the ids, waits for those to come, and says how many are none', async (_, parameters) => {
		const { poller } = await watchAnswers((fields) => forEach(fields, DONE), { ...(await parameters()), states: ['completed'] });
		expect(await eventIds(poller)).toEqual(['1', '2', '3', '4', '5', '6'].map((id) => `${id}:completed`));
		expect(logs.lines.join('\n')).toContain('6 entries of the watch list are no ids and are left out');
	});

	test('in which no order is placed yet is an empty one', async () => {
		const { origin } = await startServer((_request, response) => sendJson(response, [{ order: null }, { order: '' }]));
		const { poller } = await watchAnswers(() => ({ balance: '5' }), { event: 'orderStatus', watch: 'url', watchUrl: origin });
		expect((await quietPoll(poller)).items).toEqual([]);
		expect(logs.lines.join('\n')).toContain('it watches 0 orders');
	});
});
