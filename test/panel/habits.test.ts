import { forgetHabit, forgetHabits, knownHabit, rememberHabit } from '../../nodes/SmmPanel/panel/api/batchSupport';

beforeEach(forgetHabits);

test('remembers each action of each panel on its own', () => {
	rememberHabit('a', 'status', 'list');
	rememberHabit('a', 'refill', 'one');
	rememberHabit('b', 'status', 'one');
	expect([
		knownHabit('a', 'status'),
		knownHabit('a', 'refill'),
		knownHabit('b', 'status'),
		knownHabit('b', 'refill'),
		knownHabit('__proto__', 'constructor'),
	]).toEqual(['list', 'one', 'one', undefined, undefined]);
	forgetHabit('a', 'status');
	forgetHabit('unknown', 'status');
	expect([knownHabit('a', 'status'), knownHabit('a', 'refill')]).toEqual([undefined, 'one']);
});

test('learns anew after an hour, because panels change their software', () => {
	rememberHabit('a', 'status', 'one', 1000);
	expect([knownHabit('a', 'status', 1000 + 3_599_999), knownHabit('a', 'status', 1000 + 3_600_000)]).toEqual(['one', undefined]);
});

test('keeps a bounded number of panels, and forgets the one that was not seen for longest', () => {
	for (let panel = 0; panel < 200; panel++) rememberHabit(`panel ${panel}`, 'status', 'list');
	rememberHabit('panel 0', 'status', 'one');
	rememberHabit('one more', 'status', 'list');
	expect([knownHabit('panel 0', 'status'), knownHabit('panel 1', 'status'), knownHabit('panel 2', 'status')]).toEqual([
		'one',
		undefined,
		'list',
	]);
});
