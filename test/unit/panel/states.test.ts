import { ALL_STATES, isFinal, readState } from '../../../nodes/SmmPanel/panel/values/states';

// Every spelling that was seen.
const SPELLINGS: Record<string, string[]> = {
	pending: ['Pending', 'PENDING', ' pending ', 'In queue', 'AWAITING'],
	inProgress: ['In progress', 'In Progress', 'Inprogress', 'In progess', 'in_progress', 'IN_PROGRESS'],
	processing: ['Processing'],
	completed: ['Completed', 'Complete', 'completed', 'code_received', 'Done', 'Delivered'],
	partial: ['Partial', 'PARTIALLY-COMPLETED'],
	canceled: ['Canceled', 'Cancelled', 'cancel', 'Cancelled by the customer'],
	failed: ['Fail', 'FAIL', 'Failed', 'Error', 'error', 'Rejected'],
	refunded: ['Refunded'],
	active: ['Active', 'active', 'waiting'],
	paused: ['Paused', 'On hold', 'on_hold'],
	expired: ['Expired'],
	unknown: ['', 'Success', 'Something new', 'constructor', '__proto__', '104', 'завершено'],
};

test.each(Object.entries(SPELLINGS))('reads %s from all its spellings', (state, spellings) => {
	expect(spellings.map(readState)).toEqual(spellings.map(() => state));
});

test.each([[undefined], [null], [200], [true], [{}], [['Completed']]])('does not take %j for a state', (status) => {
	expect(readState(status)).toBe('unknown');
});

test('is final where nothing changes any more, and never for a state that nobody knows', () => {
	expect(ALL_STATES.filter(isFinal)).toEqual(['completed', 'partial', 'canceled', 'failed', 'refunded', 'expired']);
	expect(Object.keys(SPELLINGS).sort()).toEqual([...ALL_STATES].sort());
});
