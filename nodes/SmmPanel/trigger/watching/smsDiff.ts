import type { Item } from '../../panel/api/records';
import { addDetails } from '../../panel/api/sms';
import { readMessage } from '../../panel/api/smsMessage';
import { readMoment } from '../../panel/values/dates';
import { readState, type State } from '../../panel/values/states';
import { DAY, HOUR } from './quietOrders';
import { addMessage } from './smsMessage';
import { flagUnknown } from './unknownIds';

/** What is stored of one bought number. */
export interface SmsSnapshot {
	/** Fingerprints of the messages that were emitted, oldest first. */
	readonly emitted: string;
	/** When the number ends, in epoch milliseconds; undefined: not asked yet. */
	readonly expires?: number;
	/** True where the panel does not say when the number ends, or does not know it: then it is given a day. */
	readonly estimated?: boolean;
	readonly flag?: Flag | undefined;
}

/** 'missing' where the panel does not know the id, 'reported' once this was emitted; 'past' by date, 'ended' by the panel's word. */
const FLAGS = ['missing', 'reported', 'past', 'ended'] as const;
type Flag = (typeof FLAGS)[number];

/** What is emitted beside codes. */
interface SmsWatch {
	/** An id that the panel does not know in two polls. */
	readonly reportUnknown: boolean;
	/** A number that ends without a code. */
	readonly reportEnded: boolean;
}

/** One number as the panel shows it in this poll. */
export interface SmsReading {
	/** The item of `sms_code`: the code and the full text, or that none came yet. */
	readonly item: Item;
	/** The item of `sms_status`, with phone and `expires_at`; left out where it was not needed or not to be had. */
	readonly details?: Item;
	/** True where the panel does not offer `sms_status`, so that it is not asked again. */
	readonly noDetails?: boolean;
}

/** Clocks differ, and a code may reach the panel at the last moment; after this the number is not asked any more. */
const GRACE_MS = 2 * 60_000;

/** Words of the panel after which no code can come. */
const ENDED: ReadonlySet<State> = new Set<State>(['expired', 'canceled', 'refunded']);

/** @param text - undefined for a number that was never seen */
export function decodeSnapshot(text: string | undefined): SmsSnapshot {
	const [emitted = '', moment = '', flag = ''] = (text ?? '').split('.');
	const seconds = Number.parseInt(moment.replace('~', ''), 36);
	return {
		emitted,
		...(Number.isNaN(seconds) ? {} : { expires: seconds * 1000, estimated: moment.startsWith('~') }),
		flag: FLAGS.find((name) => name === flag),
	};
}

/** E.g. "Ab3_xQ2w9-.t2k9f0": the message that was emitted, and when the number ends. */
function encodeSnapshot({ emitted, expires, estimated, flag }: SmsSnapshot): string {
	const moment = expires === undefined ? '' : `${estimated === true ? '~' : ''}${Math.floor(expires / 1000).toString(36)}`;
	return [emitted, moment, flag].join('.').replace(/\.+$/, '');
}

/**
 * Compares numbers with their snapshots. Pure; `now` in epoch milliseconds.
 * @returns an event for every message that was not emitted yet, also for a second one on the same number
 */
export function compareNumbers(
	snapshots: ReadonlyMap<string, string>,
	readings: ReadonlyArray<readonly [string, SmsReading]>,
	watch: SmsWatch,
	now: number,
): { events: Item[]; snapshots: Map<string, string> } {
	const events: Item[] = [];
	const next = new Map<string, string>();
	for (const [order, reading] of readings) {
		const before = decodeSnapshot(snapshots.get(order));
		const { event, snapshot } =
			reading.item.found === false ? compareUnknown(order, before, reading, watch) : compareKnown(order, before, reading);
		if (event) events.push(event);
		const dated = { ...snapshot, ...readEnd(before, reading, now) };
		const after = isPast(dated, now) && dated.flag !== 'ended' ? { ...dated, flag: 'past' as const } : dated;
		// Panels forget numbers soon; one whose date is known has ended all the same.
		const isKnown = reading.item.found !== false || after.estimated === false;
		const isEnd = isEnded(after) && !isOver(before, now) && after.emitted === '' && isKnown;
		if (isEnd && watch.reportEnded) events.push(toEndEvent(order, reading));
		next.set(order, encodeSnapshot(after));
	}
	return { events, snapshots: next };
}

interface Step {
	readonly snapshot: SmsSnapshot;
	readonly event?: Item;
}

function compareUnknown(order: string, before: SmsSnapshot, { item, details }: SmsReading, { reportUnknown }: SmsWatch): Step {
	const flag = flagUnknown(item, before.flag, reportUnknown);
	if (flag === undefined) return { snapshot: before };
	const snapshot = { ...before, flag };
	return flag === 'missing' ? { snapshot } : { snapshot, event: toSmsEvent(`${order}:notFound`, item, details) };
}

function compareKnown(order: string, before: SmsSnapshot, { item, details }: SmsReading): Step {
	const flag = ENDED.has(readState(item.status)) ? ('ended' as const) : undefined;
	const message = readMessage(item);
	if (!message) return { snapshot: { ...before, flag } };
	const { emitted, newKey } = addMessage(before.emitted, order, message);
	const event = newKey === undefined ? {} : { event: toSmsEvent(`${order}:sms:${newKey}`, item, details) };
	return { snapshot: { ...before, emitted, flag }, ...event };
}

/** True where the message in the item was not emitted yet. */
export function hasNewMessage(order: string, { emitted }: SmsSnapshot, item: Item): boolean {
	const message = readMessage(item);
	return message !== undefined && addMessage(emitted, order, message).newKey !== undefined;
}

/** The item of an SMS event: phone, charge and end of the number, then the code and the full text. */
export function toSmsEvent(eventId: string, item: Item, details: Item | undefined): Item {
	const own = { eventId, event: 'smsCode' };
	return { ...own, ...details, ...addDetails(item, details), ...own };
}

function toEndEvent(order: string, { item, details }: SmsReading): Item {
	const word = readState(item.status);
	return toSmsEvent(`${order}:ended`, { ...item, state: ENDED.has(word) ? word : 'expired', final: true }, details);
}

function readEnd(before: SmsSnapshot, { item, details, noDetails }: SmsReading, now: number): Pick<SmsSnapshot, 'expires' | 'estimated'> {
	const expires = readMoment(details?.expires_at) ?? readMoment(item.expires_at);
	if (expires !== undefined) return { expires, estimated: false };
	const isAnswered = details !== undefined || noDetails === true || item.found === false;
	return before.expires === undefined && isAnswered ? { expires: now + DAY, estimated: true } : {};
}

export function isPast({ expires }: SmsSnapshot, now: number): boolean {
	return expires !== undefined && now > expires + GRACE_MS;
}

/** After so long no panel that has trouble holds a code back that is still of use. */
export function endedLongAgo({ expires }: SmsSnapshot, now: number): boolean {
	return expires !== undefined && now - expires > HOUR;
}

function isEnded({ flag }: SmsSnapshot): boolean {
	return flag === 'past' || flag === 'ended';
}

/** True where no code can come any more. A number that was given up while the clock of this n8n was wrong is asked again. */
export function isOver(snapshot: SmsSnapshot, now: number): boolean {
	return snapshot.flag === 'ended' || (snapshot.flag === 'past' && isPast(snapshot, now));
}
