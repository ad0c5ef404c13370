import { optionsField } from '../../framework/operation';
import { invalidInput } from '../../panel/errors';

const intervalField = {
	displayName: 'Check Every (Seconds)',
	name: 'interval',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3600 },
	default: 10,
	description: 'How often to ask the panel, every 1 to 3600 seconds',
} as const;

const timeoutField = {
	displayName: 'Wait at Most (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3600 },
	default: 300,
	description:
		'When to give up, after 1 to 3600 seconds. The execution keeps running meanwhile; for hours and days use the SMM Panel Trigger.',
} as const;

const onTimeoutField = {
	displayName: 'On Timeout',
	name: 'onTimeout',
	type: 'options',
	default: 'error',
	description: 'What to do when the time is over, or when what you wait for can no longer happen',
	options: [
		{ name: 'Continue With What Is Known', value: 'continue' },
		{ name: 'Fail the Item', value: 'error' },
	],
} as const;

/** The options of waiting operations. Times are in seconds. */
export const waitOptions = [intervalField, onTimeoutField, timeoutField] as const;
export const waitOptionsField = optionsField(...waitOptions);

interface WaitOptions {
	readonly interval?: number;
	readonly timeout?: number;
	readonly onTimeout?: 'error' | 'continue';
}

/** Reads the options of a wait. A value out of range is refused by the name of its field. */
export function readWaitOptions({ interval = 10, timeout = 300, onTimeout = 'error' }: WaitOptions): {
	intervalMs: number;
	timeoutMs: number;
	onTimeout: 'error' | 'continue';
} {
	if (!(interval >= 1 && interval <= 3600))
		throw invalidInput(`'Check Every (Seconds)' is ${interval}, but has to be between 1 and 3600`, 'Enter seconds, e.g. 10.');
	if (!(timeout >= 1 && timeout <= 3600))
		throw invalidInput(
			`'Wait at Most (Seconds)' is ${timeout}, but has to be between 1 and 3600`,
			'Enter seconds, e.g. 300. To wait longer, use the SMM Panel Trigger.',
		);
	return { intervalMs: interval * 1000, timeoutMs: timeout * 1000, onTimeout };
}
