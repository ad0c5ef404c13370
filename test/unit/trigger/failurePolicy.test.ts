import { PanelError } from '../../../nodes/SmmPanel/panel/errors';
import { InvalidInputError } from '../../../nodes/SmmPanel/framework/errors';
import { classify, onFailure, onPartialFailure } from '../../../nodes/SmmPanel/trigger/failurePolicy';

const REPORTED = [undefined, 'transient', 'permanent'] as const;

test.each([
	// mode, failure, verdict when the user was told of: nothing, trouble that passes, trouble that stays
	['durable', 'transient', ['throw', 'throw', 'throw']],
	['durable', 'permanent', ['throw', 'throw', 'throw']],
	['published', 'transient', ['log', 'log', 'log']],
	['published', 'permanent', ['throw', 'throw', 'throw']],
	['started', 'transient', ['log', 'log', 'log']],
	['started', 'permanent', ['log', 'log', 'log']],
	['scheduled', 'transient', ['throw', 'log', 'log']],
	['scheduled', 'permanent', ['throw', 'throw', 'log']],
] as const)('a %s poll with a %s failure makes error executions as n8n needs them', (mode, failure, verdicts) => {
	expect(REPORTED.map((outage) => onFailure(failure, mode, { outage }))).toEqual(verdicts);
});

test.each([
	['invalidKey', 'permanent'],
	['badAddress', 'permanent'],
	['badInput', 'permanent'],
	['notOffered', 'permanent'],
	['timeout', 'transient'],
	['rateLimited', 'transient'],
	['serverError', 'transient'],
	['refused', 'transient'],
] as const)('%s counts as %s', (kind, expected) => {
	expect(classify(new PanelError({ kind, message: '', nextStep: '', effect: 'none' }))).toBe(expected);
});

test('a wrong setting and an error of our own count as permanent', () => {
	expect([classify(new InvalidInputError('', '')), classify(new TypeError('x'))]).toEqual(['permanent', 'permanent']);
});

test('ids that fail for ten polls are told once, in a poll without events and outside of an outage', () => {
	const told = { outage: undefined, partial: false, partlyFailedPolls: 10 } as const;
	expect(onPartialFailure(0, told)).toBe('throw');
	expect(onPartialFailure(0, { ...told, partlyFailedPolls: 9 })).toBe('emit');
	expect(onPartialFailure(1, told)).toBe('emit');
	expect(onPartialFailure(0, { ...told, partial: true })).toBe('emit');
	expect(onPartialFailure(0, { ...told, outage: 'transient' })).toBe('emit');
});
