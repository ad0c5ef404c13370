import { createCache } from '../../../nodes/SmmPanel/catalog/cache';
import { PanelError, type ErrorKind } from '../../../nodes/SmmPanel/panel/errors';

const MINUTE = 60_000;

class Clock {
	time = 1_000_000;
	now = () => this.time;
}

function cacheWith(limits: { maxEntries?: number; maxRows?: number } = {}) {
	const clock = new Clock();
	const cache = createCache<{ name: string; size: number }>({
		ttlMs: 10 * MINUTE,
		maxEntries: 10,
		maxRows: 1000,
		...limits,
		now: clock.now,
	});
	const loads: string[] = [];
	const get = async (key: string, size = 10) => {
		const { name } = await cache.get(key, async () => {
			loads.push(key);
			return { name: `${key}${loads.length}`, size };
		});
		return name;
	};
	const fails = async (key: string, kind: ErrorKind, retryAfterMs?: number) => {
		const { name } = await cache.get(key, async () => {
			loads.push(`${key} ${kind}`);
			throw new PanelError({ kind, effect: 'none', message: kind, nextStep: '', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
		});
		return name;
	};
	return { clock, cache, loads, get, fails };
}

test('a copy is given for ten minutes and loaded anew after that', async () => {
	const { clock, cache, get, loads } = cacheWith();
	expect(await get('a')).toBe('a1');
	clock.time += 10 * MINUTE - 1;
	expect(await get('a')).toBe('a1');
	expect(cache.peek('a')?.name).toBe('a1');
	clock.time += 1;
	expect(cache.peek('a')).toBeUndefined();
	expect(await get('a')).toBe('a2');
	expect(loads).toEqual(['a', 'a']);
});

test('callers at once share one load, and a failed load is not kept', async () => {
	const { get, fails, loads } = cacheWith();
	expect(await Promise.all([get('a'), get('a'), get('a')])).toEqual(['a1', 'a1', 'a1']);
	const failed = await Promise.allSettled([fails('b', 'invalidKey'), fails('b', 'invalidKey')]);
	expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(await get('b')).toBe('b3');
	expect(loads).toEqual(['a', 'b invalidKey', 'b']);
});

test('whoever shares the load of a stopped execution loads on its own', async () => {
	const { get, fails, loads } = cacheWith();
	const [stopped, other] = await Promise.allSettled([fails('a', 'stopped'), get('a')]);
	expect(stopped.status).toBe('rejected');
	expect(other).toEqual({ status: 'fulfilled', value: 'a2' });
	expect(loads).toEqual(['a stopped', 'a']);
});

test.each<ErrorKind>(['rateLimited', 'unreachable', 'timeout', 'dropped', 'serverError', 'html', 'empty', 'notJson'])(
	'with %s the last good copy is given however old it is, and the panel is left alone for a minute',
	async (kind) => {
		const { clock, cache, get, fails, loads } = cacheWith();
		await get('a');
		clock.time += 24 * 60 * MINUTE;
		expect(await fails('a', kind)).toBe('a1');
		expect(cache.peek('a')).toBeUndefined();
		clock.time += MINUTE - 1;
		expect(await get('a')).toBe('a1');
		expect(loads).toEqual(['a', `a ${kind}`]);
		clock.time += 1;
		expect(await get('a')).toBe('a3');
	},
);

test('a panel that names the time is left alone until then, but never longer than an hour', async () => {
	const { clock, get, fails } = cacheWith();
	await get('a');
	clock.time += 10 * MINUTE;
	await fails('a', 'rateLimited', 20 * MINUTE);
	clock.time += 20 * MINUTE - 1;
	expect(await get('a')).toBe('a1');
	clock.time += 1;
	await fails('a', 'rateLimited', 24 * 60 * MINUTE);
	clock.time += 60 * MINUTE;
	expect(await get('a')).toBe('a4');
});

test('a wrong key is told although there is an old copy', async () => {
	const { clock, get, fails } = cacheWith();
	await get('a');
	clock.time += 10 * MINUTE;
	await expect(fails('a', 'invalidKey')).rejects.toThrow('invalidKey');
});

test('the copies used longest ago go first, by number and by memory', async () => {
	const byNumber = cacheWith({ maxEntries: 2 });
	for (const key of ['a', 'b', 'a', 'c']) await byNumber.get(key);
	expect(['a', 'b', 'c'].map((key) => byNumber.cache.peek(key)?.name)).toEqual(['a1', undefined, 'c3']);

	const byMemory = cacheWith({ maxRows: 100 });
	await byMemory.get('a', 60);
	await byMemory.get('b', 40);
	await byMemory.get('c', 30);
	expect(['a', 'b', 'c'].map((key) => byMemory.cache.peek(key)?.name)).toEqual([undefined, 'b2', 'c3']);
	expect(await byMemory.get('huge', 101)).toBe('huge4');
	expect(['b', 'c', 'huge'].map((key) => byMemory.cache.peek(key)?.name)).toEqual(['b2', 'c3', undefined]);
});
