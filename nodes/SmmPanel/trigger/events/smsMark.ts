import { shortHash } from '../hash';

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
