import type { IDataObject } from 'n8n-workflow';
import type { IdResult } from '../../nodes/SmmPanel/panel/batches';
import { PanelFailure, type FailureKind } from '../../nodes/SmmPanel/panel/failures';
import { compareOrders } from '../../nodes/SmmPanel/trigger/events/orderChanges';
import { accountsMark, isDone, newAccounts, readMark, writeMark } from '../../nodes/SmmPanel/trigger/events/orderMark';
import { askInTurn } from '../../nodes/SmmPanel/trigger/inTurn';
import { begin, freshMemory, type Memory } from '../../nodes/SmmPanel/trigger/memory';
import { hourMark, hourOf, isDue } from '../../nodes/SmmPanel/trigger/slowDown';
import { forgetOthers, readWatched, writeWatched } from '../../nodes/SmmPanel/trigger/watched';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function failed(kind: FailureKind): IdResult {
	return { failure: new PanelFailure({ kind, message: kind, nextStep: '', acted: 'no' }) };
}

describe('asking in turn', () => {
	const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
	const never = new AbortController().signal;

	async function ask(
		memory: Memory,
		size: number,
		answer: (id: string) => IdResult,
		signal = never,
	): Promise<{ asked: string[]; complete: boolean; failures: string[] }> {
		const asked: string[] = [];
		const { complete, failures } = await askInTurn(
			ids,
			() => size,
			async (slice) => {
				asked.push(...slice);
				return new Map(slice.map((id) => [id, answer(id)]));
			},
			memory,
			signal,
		);
		return { asked, complete, failures: [...failures.keys()] };
	}

	test('asks everybody when there is time', async () => {
		expect(await ask(freshMemory(), 3, (order) => ({ item: { order } }))).toEqual({ asked: ids, complete: true, failures: [] });
	});

	test('goes on where the time ended, so that everybody is asked before anyone is asked twice', async () => {
		const memory = freshMemory();
		const turns: string[] = [];
		for (let tick = 0; tick < 7; tick++) {
			const end = new AbortController();
			const { asked } = await ask(
				memory,
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
		const memory = freshMemory();
		const cut = await ask(memory, 7, (order) => (order < 'c' ? { item: { order } } : failed('stopped')));
		expect(cut).toMatchObject({ complete: false, failures: [] });
		expect((await ask(memory, 7, (order) => ({ item: { order } }))).asked.join('')).toBe('cdefgab');
	});

	test('is not held up by ids that fail', async () => {
		const memory = freshMemory();
		const { failures, complete } = await ask(memory, 3, (order) => (order === 'a' ? failed('refused') : { item: { order } }));
		expect({ failures, complete }).toEqual({ failures: ['a'], complete: true });
		expect([...memory.failed]).toEqual(['a']);
	});

	test('remembers an id that failed until it answers, also when a poll does not reach it', async () => {
		const memory: Memory = { ...freshMemory(), failed: new Set(['g', 'left-the-list']) };
		await ask(memory, 2, (order) => (order === 'b' ? failed('rateLimited') : { item: { order } }));
		expect([...memory.failed].sort()).toEqual(['b', 'g']);
		await ask(memory, 7, (order) => ({ item: { order } }));
		expect([...memory.failed]).toEqual([]);
	});

	test('stops at once when the panel wants no more calls, and after two slices without an answer', async () => {
		expect((await ask(freshMemory(), 2, (order) => (order === 'b' ? failed('rateLimited') : { item: { order } }))).asked).toEqual([
			'a',
			'b',
		]);
		const memory = freshMemory();
		expect((await ask(memory, 2, () => failed('timeout'))).asked).toEqual(['a', 'b', 'c', 'd']);
		expect((await ask(memory, 2, () => failed('timeout'))).asked).toEqual(['e', 'f', 'g', 'a']);
	});

	test('does not lose its place when the list changes', async () => {
		const memory: Memory = { ...freshMemory(), next: 'gone' };
		expect((await ask(memory, 9, (order) => ({ item: { order } }))).asked).toEqual(ids);
	});
});

describe('asking quiet orders less often', () => {
	const now = Date.UTC(2026, 0, 5, 10);
	const asks = (quietFor: number, minutes: number) => {
		let count = 0;
		for (let minute = 1; minute <= minutes; minute++)
			if (isDue('23501', now + minute * MINUTE - quietFor, now + (minute - 1) * MINUTE, now + minute * MINUTE)) count += 1;
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
		expect(isDue('1', now - DAY, undefined, now)).toBe(true);
		expect(isDue('1', now - DAY, now - 40 * MINUTE, now)).toBe(true);
		expect(isDue('1', undefined, now - MINUTE, now)).toBe(true);
	});

	test('spreads the orders evenly', () => {
		const due = Array.from({ length: 10_000 }, (_, index) => String(23501 + index)).filter((id) => isDue(id, now - DAY, now - MINUTE, now));
		expect(due.length).toBeGreaterThan(200);
		expect(due.length).toBeLessThan(500);
	});

	test('writes a moment in four characters, never earlier than it was', () => {
		expect(hourMark(now)).toHaveLength(4);
		expect(hourOf(hourMark(now))).toBe(now);
		expect(hourOf(hourMark(now + MINUTE))).toBe(now + HOUR);
		expect(hourOf('')).toBeUndefined();
	});

	test('counts the quiet time from the last change', () => {
		const watch = { states: new Set<string>(), reportUnknown: true, dated: true };
		const item = (state: string): IDataObject => ({ order: '1', state });
		const first = compareOrders(new Map(), [['1', item('pending')]], watch, now).marks;
		const quiet = compareOrders(first, [['1', item('pending')]], watch, now + DAY).marks;
		expect(quiet).toEqual(first);
		expect(compareOrders(quiet, [['1', item('inProgress')]], watch, now + DAY).marks.get('1')).toBe(`pi....${hourMark(now + DAY)}`);
	});
});

describe('the mark of an order', () => {
	test('is a few characters and comes back as it was', () => {
		const mark = { told: 'pi', seen: 'c', accounts: '2~abc123', unknown: true, since: 'ab12', dropped: 7 };
		expect(readMark(writeMark(mark))).toEqual(mark);
		expect(writeMark(readMark('pic'))).toBe('pic');
		expect(writeMark(readMark(undefined))).toBe('');
	});

	test('is done with a final state, told or only seen, but not while the panel does not know the id', () => {
		expect(['pc', 'p.x', 'i', '', 'c...x'].map((text) => isDone(readMark(text)))).toEqual([true, true, false, false, false]);
	});

	test('finds the new accounts wherever the panel puts them, and rather tells one twice than never', () => {
		const told = accountsMark(['a', 'b']);
		expect(newAccounts('', ['a'])).toEqual(['a']);
		expect(newAccounts(told, ['b', 'a'])).toEqual([]);
		expect(newAccounts(told, ['a', 'b', 'c'])).toEqual(['c']);
		expect(newAccounts(told, ['c', 'b', 'a'])).toEqual(['c']);
		expect(newAccounts(told, ['x', 'y'])).toEqual(['x', 'y']);
	});
});

describe('the stored state', () => {
	const scope = { base: 'base', settings: 'settings' };
	const keep = (mark: string) => mark;

	test('is written only when something differs', () => {
		const stored = writeWatched(readWatched(undefined, scope, keep), readWatched(undefined, scope, keep), new Map([['1', 'p']]), scope);
		expect(stored).toEqual({ v: 1, scope: 'base.settings', marks: { 1: 'p' } });
		const state = readWatched(stored, scope, keep);
		expect(writeWatched(state, forgetOthers(state, ['1']), new Map([['1', 'p']]), scope)).toBeUndefined();
	});

	test.each([undefined, null, 'text', [], { v: 2 }, { v: 1, scope: 5, marks: {} }, { v: 1, scope: 'other.settings', marks: { 1: 'p' } }])(
		'starts afresh from %j',
		(stored) => {
			expect([...readWatched(stored, scope, keep).marks]).toEqual([]);
		},
	);
});

describe('the guard against overlapping polls', () => {
	test('gives way again when a poll never came back', () => {
		const memory = freshMemory();
		expect(begin(memory, 0)).toBeDefined();
		expect(begin(memory, 5 * MINUTE)).toBeUndefined();
		const late = begin(memory, 11 * MINUTE);
		expect(late).toBeDefined();
		late?.();
		expect(begin(memory, 11 * MINUTE)).toBeDefined();
	});
});
