import { readState } from '../../nodes/SmmPanel/panel/values/states';
import { auditBooks } from '../e2e/queue/books';
import type { Row } from '../e2e/queue/table';
import type { Postgres } from '../host/postgres';
import type { Mischief } from './chaos';
import type { Operator, Sample } from './operator';
import type { Handed, Receiver } from './receiver';
import type { Counter, Shop } from './shop';

/** How much more memory the last third of the run may take at its peak than the middle one; the first is for warming up. */
const MOST_GROWTH = 1.5;
/** Bytes; a trigger of this shop watches some hundred orders, and a node remembers at most ten thousand entries. */
const LARGEST_STATE = 100_000;
const LARGEST_MEMORY = 400_000;

const none = (what: string, found: readonly string[], of: number, unit: string): Row => ({
	what,
	measured: `${found.length} of ${of} ${unit}${found.length === 0 ? '' : `: ${found.slice(0, 5).join(', ')}`}`,
	wanted: '0',
	ok: found.length === 0 && of > 0,
});

function ordersOf(shop: Shop, counter: Counter): Row[] {
	const reported = shop.reportedAt(counter);
	const wishes = shop.wishes.filter((wish) => wish.counter === counter);
	const audit = auditBooks(counter.panel, reported);
	const heard = new Set(reported.map(({ link }) => link));
	const count = (outcome: string) => new Set(reported.filter((item) => item.outcome === outcome).map(({ link }) => link)).size;
	const outcomes = ['bought', 'duplicate', 'unknown', 'refused', 'notSent'].map((outcome) => `${count(outcome)} ${outcome}`).join(', ');
	const name = `${counter.name}, ${wishes.length} purchases (${outcomes})`;
	return [
		none(`${name}: bought twice`, audit.twice, audit.booked, 'orders'),
		none(`${counter.name}: booked, and reported by nobody`, audit.lost, audit.booked, 'orders'),
		none(`${counter.name}: reported, and not booked`, audit.invented, reported.length, 'items'),
		none(`${counter.name}: wrong "could not be recorded"`, audit.notRecorded, reported.length, 'items'),
		none(
			`${counter.name}: own keys without an answer`,
			wishes.filter(({ own, subject }) => own && !heard.has(subject)).map(({ subject }) => subject),
			wishes.filter(({ own }) => own).length,
			'keys',
		),
	];
}

/** The first execution of a row of retries. */
async function originOf(postgres: Pick<Postgres, 'query'>): Promise<(id: string) => string> {
	const lines = (await postgres.query('select id, "retryOf" from execution_entity where "retryOf" is not null')).split('\n');
	const earlier = new Map(lines.map((line) => line.split('|')).map(([id = '', of = '']) => [id, of]));
	const origin = (id: string): string => {
		const of = earlier.get(id);
		return of === undefined ? id : origin(of);
	};
	return origin;
}

interface Events {
	trigger: string;
	/** Ids that were reported to the shop and have come to their end. */
	due: readonly string[];
	isTrue(item: Record<string, unknown>): boolean;
}

function eventsOf(handed: readonly Handed[], origin: (id: string) => string, { trigger, due, isTrue }: Events): Row[] {
	const events = handed.filter(({ workflow }) => workflow === trigger);
	const seen = new Set(events.map(({ item }) => String(item.order)));
	const executions = new Map<string, Set<string>>();
	for (const { item, execution } of events) {
		const id = String(item.order);
		executions.set(id, (executions.get(id) ?? new Set()).add(origin(execution)));
	}
	return [
		none(
			`${trigger}: never emitted`,
			due.filter((id) => !seen.has(id)),
			due.length,
			'ids',
		),
		none(
			`${trigger}: emitted by two polls`,
			[...executions].filter(([, of]) => of.size > 1).map(([id]) => id),
			seen.size,
			'ids',
		),
		none(
			`${trigger}: emitted, and not true`,
			events.filter(({ item }) => !isTrue(item)).map(({ item }) => String(item.eventId)),
			events.length,
			'events',
		),
	];
}

function readsOf({ handed }: Receiver, counter: Counter): Row[] {
	const books = new Map(counter.panel.orders().map((order) => [String(order.id), order]));
	const services = new Set(counter.panel.services().map(({ service }) => String(service)));
	const of = (kind: string) => handed.filter(({ workflow, item }) => workflow === `${kind}-${counter.name}` && item.error === undefined);
	const wrong = (items: readonly Handed[], isRight: (item: Record<string, unknown>) => boolean) =>
		items.filter(({ item }) => !isRight(item)).map(({ item }) => JSON.stringify(item).slice(0, 200));
	const ids = [...of('status'), ...of('code')];
	return [
		none(
			`${counter.name}: statuses and codes of unknown orders`,
			wrong(ids, ({ order, found }) => found !== false && books.has(String(order))),
			ids.length,
			'items',
		),
		none(
			`${counter.name}: services that are not for sale`,
			wrong(of('catalog'), ({ service }) => services.has(String(service))),
			of('catalog').length,
			'items',
		),
	];
}

function growthOf(samples: readonly Sample[], name: Sample['name'], most: number | undefined): Row {
	const bytes = samples.filter((sample) => sample.name === name).map((sample) => sample.bytes);
	const third = Math.floor(bytes.length / 3);
	const [middle, last] = [Math.max(0, ...bytes.slice(third, 2 * third)), Math.max(0, ...bytes.slice(-third))];
	const unit = most === undefined ? 1e6 : 1e3;
	const shown = (value: number) => (value / unit).toFixed(unit === 1e6 ? 0 : 1);
	return {
		what: most === undefined ? `memory of ${name === 'main' ? 'the main process' : 'a worker'}` : `largest ${name}`,
		measured: `at most ${shown(middle)} ${unit === 1e6 ? 'MB' : 'kB'} in the middle third, ${shown(last)} in the last (${bytes.length} samples)`,
		wanted: most === undefined ? `at most ${MOST_GROWTH} times as much` : `at most ${most / 1000} kB`,
		ok: third > 0 && (most === undefined ? last <= middle * MOST_GROWTH : Math.max(...bytes) <= most),
	};
}

/** Compares the books of the panels with everything that came out of n8n. */
export async function judge(parts: {
	shop: Shop;
	receiver: Receiver;
	operator: Operator;
	mischief: Mischief;
	/** Executions that n8n emptied, for the reader: what was lost with them is in the other rows. */
	emptied: number;
	postgres: Pick<Postgres, 'query'>;
}): Promise<Row[]> {
	const { shop, receiver, operator, mischief, emptied, postgres } = parts;
	const origin = await originOf(postgres);
	const rows = shop.counters.flatMap((counter) => {
		const books = new Map(counter.panel.orders().map((order) => [String(order.id), order]));
		const stateOf = (id: unknown) => readState(books.get(String(id))?.status ?? '');
		const orderEvents = { trigger: `events-${counter.name}`, due: shop.idsAt(counter, false) };
		const codeEvents = { trigger: `codes-${counter.name}`, due: shop.idsAt(counter, true) };
		return [
			...ordersOf(shop, counter),
			...eventsOf(receiver.handed, origin, { ...orderEvents, isTrue: ({ order, state }) => state === stateOf(order) }),
			...(codeEvents.due.length === 0
				? []
				: eventsOf(receiver.handed, origin, { ...codeEvents, isTrue: ({ order, code }) => code === books.get(String(order))?.code })),
			...readsOf(receiver, counter),
		];
	});
	return [
		{
			what: 'what was done to it',
			measured: `${mischief.faults} faults, ${mischief.workersKilled} workers and ${mischief.mainKilled} main processes killed; ${operator.retried.size} executions retried, ${shop.resent} purchases sent again, ${emptied} executions emptied by n8n`,
			wanted: 'a worker and main killed',
			ok: mischief.workersKilled > 0 && mischief.mainKilled > 0,
		},
		...rows,
		growthOf(operator.samples, 'main', undefined),
		growthOf(operator.samples, 'worker', undefined),
		growthOf(operator.samples, 'trigger state', LARGEST_STATE),
		growthOf(operator.samples, 'order memory', LARGEST_MEMORY),
	];
}
