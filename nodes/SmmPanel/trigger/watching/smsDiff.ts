import type { IDataObject } from 'n8n-workflow';
import { shortHash } from '../hash';

/** One number as the panel shows it in this poll. */
export interface SmsSight {
	/** The item of `sms_code`: the code and the full text, or that none came yet. */
	readonly item: IDataObject;
	/** The item of `sms_status`, with phone and `expires_at`; left out where it was not needed or not to be had. */
	readonly details?: IDataObject;
	/** True where the panel does not offer `sms_status`, so that nobody asks again. */
	readonly noDetails?: boolean;
}

/** Clocks differ, and a code may reach the panel at the last moment; after this the number is not asked any more. */
const GRACE_MS = 2 * 60_000;
/** The zone that is the longest behind UTC. */
const WESTERNMOST_MS = 12 * 3_600_000;

/**
 * Compares numbers with what is remembered of them. Pure.
 *
 * In: the marks, the numbers as the panel shows them now, whether an id that the panel does not know is told, the time
 * now in epoch milliseconds. Out: an event for every code that was not told yet, also for a second one on the same
 * number, and the new marks.
 */
export function compareNumbers(
	marks: ReadonlyMap<string, string>,
	sights: ReadonlyArray<readonly [string, SmsSight]>,
	reportUnknown: boolean,
	now: number,
): { events: IDataObject[]; marks: Map<string, string> } {
	const events: IDataObject[] = [];
	const next = new Map<string, string>();
	for (const [order, sight] of sights) {
		const before = readSmsMark(marks.get(order));
		const event = eventOf(order, before, sight, reportUnknown);
		if (event) events.push(event);
		// What is not told is not marked as told: the user may switch the report on later.
		const isSilent = sight.item.found === false && !reportUnknown;
		next.set(order, writeSmsMark(isSilent ? before : markAfter(order, before, sight, now)));
	}
	return { events, marks: next };
}

/** True where the code in the item was not told yet. */
export function hasNewCode(order: string, mark: SmsMark, item: IDataObject): boolean {
	const code = codeOf(item);
	return code !== '' && codeMark(order, code) !== mark.code;
}

function eventOf(order: string, before: SmsMark, { item, details }: SmsSight, reportUnknown: boolean): IDataObject | undefined {
	if (item.found === false) return before.flag === 'unknown' || !reportUnknown ? undefined : smsEvent(`${order}:notFound`, item, details);
	return hasNewCode(order, before, item) ? smsEvent(`${order}:sms:${codeOf(item)}`, item, details) : undefined;
}

/** The item of an SMS event: phone, charge and end of the number, then the code and the full text. */
export function smsEvent(eventId: string, item: IDataObject, details: IDataObject | undefined): IDataObject {
	const own = { eventId, event: 'smsCode' };
	return { ...own, ...details, ...item, ...own };
}

function markAfter(order: string, before: SmsMark, { item, details, noDetails }: SmsSight, now: number): SmsMark {
	if (item.found === false) return { ...before, flag: 'unknown' };
	const code = codeOf(item);
	const told = code === '' ? before.code : codeMark(order, code);
	const expires = noDetails === true ? 'never' : (expiryOf(details) ?? before.expires);
	const mark: SmsMark = { code: told, ...(expires === undefined ? {} : { expires }) };
	return isPast(mark, now) ? { ...mark, flag: 'done' } : mark;
}

/** A number whose end is not known is done with its first code; otherwise it would be asked for ever. */
function isPast({ code, expires }: SmsMark, now: number): boolean {
	return expires === 'never' ? code !== '' : expires !== undefined && now > expires + GRACE_MS;
}

/** True where no code can come any more. A number that was given up while the clock of this n8n was wrong is asked again. */
export function isOver(mark: SmsMark, now: number): boolean {
	return mark.flag === 'done' && isPast(mark, now);
}

function expiryOf(details: IDataObject | undefined): number | 'never' | undefined {
	if (details === undefined || details.found === false) return undefined;
	const moment = momentOf(details.expires_at);
	return Number.isNaN(moment) ? 'never' : moment;
}

/** A moment in epoch milliseconds, as JSON, as seconds or milliseconds, or as a text without a zone: then the latest that it can be. */
function momentOf(value: unknown): number {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (/^\d{9,13}$/.test(text)) return Number(text) * (text.length > 10 ? 1 : 1000);
	if (/(z|gmt|utc|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text);
	return Date.parse(`${text.replace(' ', 'T')}Z`) + WESTERNMOST_MS;
}

function codeOf(item: IDataObject): string {
	return typeof item.code === 'string' ? item.code.trim() : typeof item.code === 'number' ? String(item.code) : '';
}

/** What is remembered of one rented number. */
export interface SmsMark {
	/** Fingerprint of the last code that was told. */
	readonly code: string;
	/** When the number ends, in epoch milliseconds; 'never' where the panel does not say; undefined: not asked yet. */
	readonly expires?: number | 'never';
	/** 'unknown' where the panel did not know the id and this was told; 'done' where no code can come any more. */
	readonly flag?: 'unknown' | 'done';
}

/** Reads a mark. In: its text, undefined for a number that was never seen. */
export function readSmsMark(text: string | undefined): SmsMark {
	const [code = '', expires = '', flag = ''] = (text ?? '').split('.');
	const seconds = Number.parseInt(expires, 36);
	return {
		code,
		...(expires === '-' ? { expires: 'never' } : Number.isNaN(seconds) ? {} : { expires: seconds * 1000 }),
		...(flag === 'x' ? { flag: 'unknown' } : flag === 'd' ? { flag: 'done' } : {}),
	};
}

/** Writes a mark, e.g. "Ab3_x9.t2k9f0": the code that was told, and when the number ends. */
export function writeSmsMark({ code, expires, flag }: SmsMark): string {
	const moment = expires === undefined ? '' : expires === 'never' ? '-' : Math.floor(expires / 1000).toString(36);
	const letter = flag === undefined ? '' : flag === 'unknown' ? 'x' : 'd';
	return [code, moment, letter].join('.').replace(/\.+$/, '');
}

/** Fingerprint of a code; the code itself is never stored. */
export function codeMark(order: string, code: string): string {
	return shortHash(`${order}\n${code}`, 6);
}
