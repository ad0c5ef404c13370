import type { IDataObject } from 'n8n-workflow';
import { shortHash } from '../hash';

/** What is stored of one rented number. */
export interface SmsSnapshot {
	/** Fingerprint of the last code that was emitted. */
	readonly code: string;
	/** When the number ends, in epoch milliseconds; 'never' where the panel does not say; undefined: not asked yet. */
	readonly expires?: number | 'never';
	/** 'unknown' where the panel did not know the id and this was emitted; 'done' where no code can come any more. */
	readonly flag?: 'unknown' | 'done';
}

/** One number as the panel shows it in this poll. */
export interface SmsReading {
	/** The item of `sms_code`: the code and the full text, or that none came yet. */
	readonly item: IDataObject;
	/** The item of `sms_status`, with phone and `expires_at`; left out where it was not needed or not to be had. */
	readonly details?: IDataObject;
	/** True where the panel does not offer `sms_status`, so that it is not asked again. */
	readonly noDetails?: boolean;
}

/** Clocks differ, and a code may reach the panel at the last moment; after this the number is not asked any more. */
const GRACE_MS = 2 * 60_000;
/** The zone that is the longest behind UTC. */
const WESTERNMOST_MS = 12 * 3_600_000;

/** @param text undefined for a number that was never seen */
export function decodeSnapshot(text: string | undefined): SmsSnapshot {
	const [code = '', expires = '', flag = ''] = (text ?? '').split('.');
	const seconds = Number.parseInt(expires, 36);
	return {
		code,
		...(expires === '-' ? { expires: 'never' } : Number.isNaN(seconds) ? {} : { expires: seconds * 1000 }),
		...(flag === 'x' ? { flag: 'unknown' } : flag === 'd' ? { flag: 'done' } : {}),
	};
}

/** E.g. "Ab3_x9.t2k9f0": the code that was emitted, and when the number ends. */
function encodeSnapshot({ code, expires, flag }: SmsSnapshot): string {
	const moment = expires === undefined ? '' : expires === 'never' ? '-' : Math.floor(expires / 1000).toString(36);
	const letter = flag === undefined ? '' : flag === 'unknown' ? 'x' : 'd';
	return [code, moment, letter].join('.').replace(/\.+$/, '');
}

/** The code itself is never stored. */
function fingerprintCode(order: string, code: string): string {
	return shortHash(`${order}\n${code}`, 6);
}

/**
 * Compares numbers with their snapshots. Pure; `now` in epoch milliseconds.
 * @returns an event for every code that was not emitted yet, also for a second one on the same number
 */
export function compareNumbers(
	snapshots: ReadonlyMap<string, string>,
	readings: ReadonlyArray<readonly [string, SmsReading]>,
	reportUnknown: boolean,
	now: number,
): { events: IDataObject[]; snapshots: Map<string, string> } {
	const events: IDataObject[] = [];
	const next = new Map<string, string>();
	for (const [order, reading] of readings) {
		const before = decodeSnapshot(snapshots.get(order));
		const event = findEvent(order, before, reading, reportUnknown);
		if (event) events.push(event);
		// What is not emitted is not noted as emitted: the user may switch the report on later.
		const isSilent = reading.item.found === false && !reportUnknown;
		next.set(order, encodeSnapshot(isSilent ? before : updateSnapshot(order, before, reading, now)));
	}
	return { events, snapshots: next };
}

/** True where the code in the item was not emitted yet. */
export function hasNewCode(order: string, snapshot: SmsSnapshot, item: IDataObject): boolean {
	const code = readCode(item);
	return code !== '' && fingerprintCode(order, code) !== snapshot.code;
}

function findEvent(order: string, before: SmsSnapshot, { item, details }: SmsReading, reportUnknown: boolean): IDataObject | undefined {
	if (item.found === false) return before.flag === 'unknown' || !reportUnknown ? undefined : toSmsEvent(`${order}:notFound`, item, details);
	return hasNewCode(order, before, item) ? toSmsEvent(`${order}:sms:${readCode(item)}`, item, details) : undefined;
}

/** The item of an SMS event: phone, charge and end of the number, then the code and the full text. */
export function toSmsEvent(eventId: string, item: IDataObject, details: IDataObject | undefined): IDataObject {
	const own = { eventId, event: 'smsCode' };
	return { ...own, ...details, ...item, ...own };
}

function updateSnapshot(order: string, before: SmsSnapshot, { item, details, noDetails }: SmsReading, now: number): SmsSnapshot {
	if (item.found === false) return { ...before, flag: 'unknown' };
	const code = readCode(item);
	const emitted = code === '' ? before.code : fingerprintCode(order, code);
	const expires = noDetails === true ? 'never' : (readExpiry(details) ?? before.expires);
	const snapshot: SmsSnapshot = { code: emitted, ...(expires === undefined ? {} : { expires }) };
	return isPast(snapshot, now) ? { ...snapshot, flag: 'done' } : snapshot;
}

/** A number whose end is not known is done with its first code; otherwise it would be asked for ever. */
function isPast({ code, expires }: SmsSnapshot, now: number): boolean {
	return expires === 'never' ? code !== '' : expires !== undefined && now > expires + GRACE_MS;
}

/** True where no code can come any more. A number that was given up while the clock of this n8n was wrong is asked again. */
export function isOver(snapshot: SmsSnapshot, now: number): boolean {
	return snapshot.flag === 'done' && isPast(snapshot, now);
}

function readExpiry(details: IDataObject | undefined): number | 'never' | undefined {
	if (details === undefined || details.found === false) return undefined;
	const moment = parseMoment(details.expires_at);
	return Number.isNaN(moment) ? 'never' : moment;
}

/** A moment in epoch milliseconds, as JSON, as seconds or milliseconds, or as a text without a zone: then the latest that it can be. */
function parseMoment(value: unknown): number {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (/^\d{9,13}$/.test(text)) return Number(text) * (text.length > 10 ? 1 : 1000);
	if (/(z|gmt|utc|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text);
	return Date.parse(`${text.replace(' ', 'T')}Z`) + WESTERNMOST_MS;
}

function readCode(item: IDataObject): string {
	return typeof item.code === 'string' ? item.code.trim() : typeof item.code === 'number' ? String(item.code) : '';
}
