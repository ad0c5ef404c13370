import { PanelError, type ErrorKind } from '../../../nodes/SmmPanel/panel/errors';
import { InvalidInputError } from '../../../nodes/SmmPanel/framework/errors';
import {
	addFailure,
	addReport,
	classify,
	endFailures,
	isReportDue,
	NO_FAILURES,
	onFailure,
	type FailureClass,
} from '../../../nodes/SmmPanel/trigger/failurePolicy';
import { DAY } from './support';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const failure = (kind: ErrorKind) => new PanelError({ kind, message: '', nextStep: '', effect: 'none' });

test.each([
	// mode, class, verdict where no report is due, and where one is
	['durable', 'transient', ['throw', 'throw']],
	['durable', 'permanent', ['throw', 'throw']],
	['durable', 'partial', ['log', 'throw']],
	['published', 'transient', ['log', 'log']],
	['published', 'permanent', ['throw', 'throw']],
	['published', 'partial', ['log', 'log']],
	['started', 'transient', ['log', 'log']],
	['started', 'permanent', ['log', 'log']],
	['started', 'partial', ['log', 'log']],
	['scheduled', 'transient', ['log', 'throw']],
	['scheduled', 'permanent', ['log', 'throw']],
	['scheduled', 'partial', ['log', 'throw']],
] as const)('a %s poll with a %s failure makes error executions as n8n needs them', (mode, kind, verdicts) => {
	expect([false, true].map((isDue) => onFailure(kind, mode, isDue))).toEqual(verdicts);
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
	expect(classify(failure(kind))).toBe(expected);
});

test('a wrong setting and an error of our own count as permanent', () => {
	expect([classify(new InvalidInputError('', '')), classify(new TypeError('x'))]).toEqual(['permanent', 'permanent']);
});

/** What polls meet: nothing, trouble that passes, some ids, or a permanent failure of a kind. */
type Poll = 'ok' | 'down' | 'part' | 'badInput' | 'invalidKey';

/** At which polls, so many milliseconds apart, the user is told. */
function reports(polls: readonly Poll[], apart: number): number[] {
	let record = NO_FAILURES;
	return polls.flatMap((poll, index) => {
		const now = index * apart;
		if (poll === 'ok') record = endFailures(record);
		if (poll === 'ok') return [];
		const kind: FailureClass = poll === 'down' ? 'transient' : poll === 'part' ? 'partial' : 'permanent';
		const thrown = failure(poll === 'badInput' || poll === 'invalidKey' ? poll : 'timeout');
		record = addFailure(record, now);
		if (!isReportDue(record, kind, thrown, now)) return [];
		record = addReport(record, kind, thrown, now);
		return [index];
	});
}

const times = <T>(count: number, ...values: T[]): T[] => Array.from({ length: count }, () => values).flat();

test.each<[string, Poll[], number, number[]]>([
	['a hiccup is told to nobody', times(20, 'down', 'ok'), MINUTE, []],
	['an outage is told from the third poll on, once', times(300, 'down'), MINUTE, [2]],
	['two polls far apart are enough', ['down', 'down'], HOUR, [1]],
	['an outage that lasts for days is told once a day', times(72, 'down'), HOUR, [1, 25, 49]],
	['outages one after the other are told once an hour', times(30, 'down', 'down', 'down', 'ok'), MINUTE, [2, 62]],
	[
		'a lasting fault is told at once, and once a day',
		times(14, 'invalidKey'),
		DAY,
		times(1, ...Array.from({ length: 14 }, (_, day) => day)),
	],
	['a lasting fault is told once a day, not once a minute', times(1450, 'invalidKey'), MINUTE, [0, 1440]],
	['a lasting fault behind an outage is told at once', ['down', 'down', 'down', 'invalidKey', 'invalidKey'], MINUTE, [2, 3]],
	['another lasting fault is told within the hour', ['badInput', ...times(70, 'invalidKey' as const)], MINUTE, [0, 60]],
	['ids that fail are told after ten polls, once', times(60, 'part'), MINUTE, [9]],
	['an outage among them is not told a second time', [...times(12, 'part' as const), ...times(40, 'down' as const)], MINUTE, [9]],
])('%s', (_, polls, apart, expected) => {
	expect(reports(polls, apart)).toEqual(expected);
});

test('a clock that is set back does not hide trouble for as long as it was set back', () => {
	const record = addReport(addFailure(NO_FAILURES, 5 * DAY), 'permanent', failure('invalidKey'), 5 * DAY);
	expect(isReportDue(addFailure(record, 0), 'permanent', failure('invalidKey'), 0)).toBe(true);
});
