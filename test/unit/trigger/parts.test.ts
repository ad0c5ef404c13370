import { eventsFor } from '../../../nodes/SmmPanel/framework/event';
import type { IdResult } from '../../../nodes/SmmPanel/panel/api/idBatches';
import { PanelError, type ErrorKind } from '../../../nodes/SmmPanel/panel/errors';
import {
	compareOrders,
	decodeSnapshot,
	encodeSnapshot,
	findNewAccounts,
	fingerprintAccounts,
	readPhase,
} from '../../../nodes/SmmPanel/trigger/watching/orderDiff';
import { ID_BUDGET } from '../../../nodes/SmmPanel/trigger/budget';
import { pollIds } from '../../../nodes/SmmPanel/trigger/watching/idRotation';
import { PollSession } from '../../../nodes/SmmPanel/trigger/session';
import { encodeHour, decodeHour, FINISHED, isDue, QUIET } from '../../../nodes/SmmPanel/trigger/watching/quietOrders';
import { readWatchState, watchStateSchema, writeWatchState } from '../../../nodes/SmmPanel/trigger/watching/watchState';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function failed(kind: ErrorKind): IdResult {
	return { failure: new PanelError({ kind, message: kind, nextStep: '', effect: 'none' }) };
}

describe('asking in turn', () => {
	const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
	const never = new AbortController().signal;

	async function ask(
		session: PollSession,
		size: number,
		answer: (id: string) => IdResult,
		signal = never,
	): Promise<{ asked: string[]; complete: boolean; failures: string[] }> {
		const asked: string[] = [];
		const { complete, failures } = await pollIds(
			ids,
			() => size,
			async (slice) => {
				asked.push(...slice);
				return new Map(slice.map((id) => [id, answer(id)]));
			},
			{ session, signal },
		);
		return { asked, complete, failures: [...failures.keys()] };
	}

	test('asks everybody when there is time', async () => {
		expect(await ask(new PollSession(), 3, (order) => ({ item: { order } }))).toEqual({ asked: ids, complete: true, failures: [] });
	});

	test('goes on where the time ended, so that everybody is asked before anyone is asked twice', async () => {
		const session = new PollSession();
		const turns: string[] = [];
		for (let tick = 0; tick < 7; tick++) {
			const end = new AbortController();
			const { asked } = await ask(
				session,
				3,
				(order) => {
					end.abort();
					return { item: { order } };
				},
				end.signal,
			);
			turns.push(...asked);
		}
		expect(turns.join('')).toBe('abcdefgabcdefgabcdefg');
	});

	test('goes on with the first id that was cut off', async () => {
		const session = new PollSession();
		const cut = await ask(session, 7, (order) => (order < 'c' ? { item: { order } } : failed('stopped')));
		expect(cut).toMatchObject({ complete: false, failures: [] });
		expect((await ask(session, 7, (order) => ({ item: { order } }))).asked.join('')).toBe('cdefgab');
	});

	test('is not held up by ids that fail', async () => {
		const session = new PollSession();
		const { failures, complete } = await ask(session, 3, (order) => (order === 'a' ? failed('refused') : { item: { order } }));
		expect({ failures, complete }).toEqual({ failures: ['a'], complete: true });
		expect([...session.failedIds]).toEqual(['a']);
	});

	test('remembers an id that failed until it answers, also when a poll does not reach it', async () => {
		const session = new PollSession();
		session.failedIds = new Set(['g', 'left-the-list']);
		await ask(session, 2, (order) => (order === 'b' ? failed('rateLimited') : { item: { order } }));
		expect([...session.failedIds].sort()).toEqual(['b', 'g']);
		await ask(session, 7, (order) => ({ item: { order } }));
		expect([...session.failedIds]).toEqual([]);
	});

	test('stops at once when the panel wants no more calls, and after two slices without an answer', async () => {
		expect((await ask(new PollSession(), 2, (order) => (order === 'b' ? failed('rateLimited') : { item: { order } }))).asked).toEqual([
			'a',
			'b',
		]);
		const session = new PollSession();
		expect((await ask(session, 2, () => failed('timeout'))).asked).toEqual(['a', 'b', 'c', 'd']);
		expect((await ask(session, 2, () => failed('timeout'))).asked).toEqual(['e', 'f', 'g', 'a']);
	});

	test('does not lose its place when the list changes', async () => {
		const session = new PollSession();
		session.nextId = 'gone';
		expect((await ask(session, 9, (order) => ({ item: { order } }))).asked).toEqual(ids);
	});
});

describe('asking quiet orders less often', () => {
	const now = Date.UTC(2026, 0, 5, 10);
	const due = (id: string, quietSince: number | undefined, lastRoundAt: number | undefined, at: number, steps = QUIET) =>
		isDue(id, { quietSince, lastRoundAt, now: at, steps });
	const asks = (quietFor: number, minutes: number) => {
		let count = 0;
		for (let minute = 1; minute <= minutes; minute++)
			if (due('23501', now + minute * MINUTE - quietFor, now + (minute - 1) * MINUTE, now + minute * MINUTE)) count += 1;
		return count;
	};

	test.each([
		['less than an hour', 10 * MINUTE, 60],
		['an hour', HOUR, 12],
		['a day', DAY, 2],
	])('asks an order that was quiet for %s this often in an hour', (_, quietFor, times) => {
		expect(asks(quietFor, 60)).toBe(times);
	});

	test('asks after a week four times a day', () => {
		expect(asks(8 * DAY, 24 * 60)).toBe(4);
	});

	test('asks everybody in the first poll of a process, and everybody whose moment fell into a pause', () => {
		expect(due('1', now - DAY, undefined, now)).toBe(true);
		expect(due('1', now - DAY, now - 40 * MINUTE, now)).toBe(true);
		expect(due('1', undefined, now - MINUTE, now)).toBe(true);
	});

	test('asks an order that is over every half hour for a day, then four times a day', () => {
		const asksIn = (hours: number, quietFor: number) =>
			Array.from({ length: hours * 60 }, (_, index) => now + index * MINUTE).filter((at) =>
				due('7', now - quietFor, at - MINUTE, at, FINISHED),
			);
		expect(asksIn(12, 0)).toHaveLength(24);
		expect(asksIn(24, 2 * DAY)).toHaveLength(4);
	});

	test('spreads the orders evenly', () => {
		const asked = Array.from({ length: 10_000 }, (_, index) => String(23501 + index)).filter((id) => due(id, now - DAY, now - MINUTE, now));
		expect(asked.length).toBeGreaterThan(200);
		expect(asked.length).toBeLessThan(500);
	});

	test('writes a moment in three characters, never earlier than it was', () => {
		expect(encodeHour(now)).toHaveLength(3);
		expect(decodeHour(encodeHour(now))).toBe(now);
		expect(decodeHour(encodeHour(now + MINUTE))).toBe(now + HOUR);
		expect(decodeHour('')).toBeUndefined();
	});

	test('counts the quiet time from the last change', () => {
		const watch = { states: new Set<string>(), reportUnknown: true, dated: true };
		const item = (state: string) => ({ order: '1', state });
		const first = compareOrders(new Map(), [['1', item('pending')]], watch, now).snapshots;
		const quiet = compareOrders(first, [['1', item('pending')]], watch, now + DAY).snapshots;
		expect(quiet).toEqual(first);
		expect(compareOrders(quiet, [['1', item('inProgress')]], watch, now + DAY).snapshots.get('1')).toBe(`pi.${encodeHour(now + DAY)}`);
	});
});

describe('the snapshot of an order', () => {
	test('is a few characters and comes back as it was', () => {
		const snapshot = { emitted: 'pi', seen: 'c', accounts: '2~abc123', flag: 'open' as const, since: 'ab1', dropped: 7, word: 'Ab1_' };
		expect(decodeSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot);
		expect(encodeSnapshot(decodeSnapshot('pic'))).toBe('pic');
		expect(encodeSnapshot(decodeSnapshot(undefined))).toBe('');
	});

	test('is over with a final state, told or only seen, but not where that may not be the end', () => {
		const phases = ['pc', 'p...x', 'i', '', 'c..reported', 'c..open', '..missing'].map((text) => readPhase(decodeSnapshot(text)));
		expect(phases).toEqual(['over', 'over', 'open', 'open', 'unsettled', 'unsettled', 'unsettled']);
	});

	test('finds the new accounts wherever the panel puts them, and rather tells one twice than never', () => {
		const told = fingerprintAccounts(['a', 'b']);
		expect(findNewAccounts('', ['a'])).toEqual(['a']);
		expect(findNewAccounts(told, ['b', 'a'])).toEqual([]);
		expect(findNewAccounts(told, ['a', 'b', 'c'])).toEqual(['c']);
		expect(findNewAccounts(told, ['c', 'b', 'a'])).toEqual(['c']);
		expect(findNewAccounts(told, ['x', 'y'])).toEqual(['x', 'y']);
	});
});

describe('the stored state', () => {
	const now = Date.UTC(2026, 0, 5);
	/** Watches order 1, which is pending, and shows what it knew before. */
	const event = eventsFor<undefined, never>()({
		name: '',
		value: '',
		description: '',
		budget: ID_BUDGET,
		properties: [],
		state: watchStateSchema,
		scope: () => ({ base: 'base', settings: 'settings' }),
		poll: async (_parameters, _environment, stored) => {
			const before = readWatchState(stored, ['1'], (snapshot) => snapshot, now);
			const state = writeWatchState(before, new Map([['1', 'p']]));
			return { items: [...before.snapshots.keys()].map((order) => ({ order })), state };
		},
		preview: async () => [],
	});

	test('is written only when something differs', async () => {
		const { state } = await event.poll({}, undefined, undefined);
		expect(state).toEqual({ v: 1, scope: 'base.settings', snapshots: { p: '1' } });
		expect((await event.poll({}, undefined, state)).state).toBeUndefined();
	});

	test.each([
		undefined,
		null,
		'text',
		[],
		{ v: 2 },
		{ v: 1, scope: 5, snapshots: {} },
		{ v: 1, scope: 'other.settings', snapshots: { p: '1' } },
	])('starts afresh from %j', async (stored) => {
		expect((await event.poll({}, undefined, stored)).items).toEqual([]);
	});
});

describe('the guard against overlapping polls', () => {
	test('gives way again when a poll never came back', () => {
		const session = new PollSession();
		expect(session.tryLock(0)).toBeDefined();
		expect(session.tryLock(5 * MINUTE)).toBeUndefined();
		const late = session.tryLock(11 * MINUTE);
		expect(late).toBeDefined();
		late?.();
		expect(session.tryLock(11 * MINUTE)).toBeDefined();
	});
});
