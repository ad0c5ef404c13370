import { mapConcurrent } from '../../../nodes/SmmPanel/panel/api/mapConcurrent';

test('keeps the order of the entries whatever finishes first, and never runs more than allowed', async () => {
	let running = 0;
	let most = 0;
	const results = await mapConcurrent([1, 2, 3, 4, 5, 6, 7], 3, async (entry) => {
		most = Math.max(most, ++running);
		for (let turn = 0; turn < 8 - entry; turn++) await Promise.resolve();
		running--;
		return entry * 10;
	});
	expect(results).toEqual([10, 20, 30, 40, 50, 60, 70]);
	expect(most).toBe(3);
});

test('begins nothing more after a defect, and leaves no rejection unhandled', async () => {
	const unhandled: unknown[] = [];
	const note = (reason: unknown) => unhandled.push(reason);
	process.on('unhandledRejection', note);
	const begun: number[] = [];
	const work = mapConcurrent([1, 2, 3, 4, 5, 6, 7, 8], 2, async (entry) => {
		begun.push(entry);
		await Promise.resolve();
		throw new Error(`defect ${entry}`);
	});
	await expect(work).rejects.toThrow('defect 1');
	await new Promise(setImmediate);
	process.off('unhandledRejection', note);
	expect(begun).toEqual([1, 2]);
	expect(unhandled).toEqual([]);
});

test('gives nothing for nothing', async () => {
	expect(await mapConcurrent([], 5, async () => 1)).toEqual([]);
});
