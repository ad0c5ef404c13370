import { forgetBatchMode, forgetBatchModes, getBatchMode, rememberBatchMode } from '../../../nodes/SmmPanel/panel/api/batchSupport';

beforeEach(forgetBatchModes);

test('remembers each action of each panel on its own', () => {
	rememberBatchMode('a', 'status', 'list');
	rememberBatchMode('a', 'refill', 'one');
	rememberBatchMode('b', 'status', 'one');
	expect([
		getBatchMode('a', 'status'),
		getBatchMode('a', 'refill'),
		getBatchMode('b', 'status'),
		getBatchMode('b', 'refill'),
		getBatchMode('__proto__', 'constructor'),
	]).toEqual(['list', 'one', 'one', undefined, undefined]);
	forgetBatchMode('a', 'status');
	forgetBatchMode('unknown', 'status');
	expect([getBatchMode('a', 'status'), getBatchMode('a', 'refill')]).toEqual([undefined, 'one']);
});

test('learns anew after an hour, because panels change their software', () => {
	rememberBatchMode('a', 'status', 'one', 1000);
	expect([getBatchMode('a', 'status', 1000 + 3_599_999), getBatchMode('a', 'status', 1000 + 3_600_000)]).toEqual(['one', undefined]);
});

test('keeps a bounded number of panels, and forgets the one that was not seen for longest', () => {
	for (let panel = 0; panel < 200; panel++) rememberBatchMode(`panel ${panel}`, 'status', 'list');
	rememberBatchMode('panel 0', 'status', 'one');
	rememberBatchMode('one more', 'status', 'list');
	expect([getBatchMode('panel 0', 'status'), getBatchMode('panel 1', 'status'), getBatchMode('panel 2', 'status')]).toEqual([
		'one',
		undefined,
		'list',
	]);
});
