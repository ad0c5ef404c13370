import { moneySchema, type PanelRecord } from '../panel/api/records';

/** One service of a catalog, cut down to what choosing and checking need; descriptions and pictures are left out. */
export interface ServiceRow {
	/** The service number, as the panel's `add` takes it. */
	readonly service: string;
	readonly name: string;
	readonly type: string;
	readonly category: string;
	/** The price as the string that came; per 1000, per package or per unit, which panels do not say. */
	readonly rate: string;
	readonly min: number | undefined;
	readonly max: number | undefined;
	/** Undefined where the panel does not say. */
	readonly dripfeed: boolean | undefined;
	readonly refill: boolean | undefined;
	readonly cancel: boolean | undefined;
	readonly entityType: string | undefined;
	readonly stock: number | undefined;
	/** HstockPlus' second id, 24 hexadecimal digits. */
	readonly id: string | undefined;
}

/** Other panels put numbers of their own into `id`, which must not be taken for the number of a service. */
const SECOND_ID = /^[0-9a-f]{24}$/i;

/**
 * Cuts rows down. Types and categories repeat thousands of times, so equal ones share one string. Rows without a
 * service number are left out, because they cannot be ordered.
 */
export function compactRows(records: readonly PanelRecord[]): ServiceRow[] {
	const shareType = sharedTexts();
	const shareCategory = sharedTexts();
	const shareEntity = sharedTexts();
	const rows: ServiceRow[] = [];
	for (const record of records) {
		const service = readText(record.service).trim();
		if (service === '') continue;
		rows.push({
			service,
			name: readText(record.name),
			type: shareType(readText(record.type)),
			category: shareCategory(readText(record.category)),
			rate: readRate(record.rate),
			min: readCount(record.min),
			max: readMaximum(record.max),
			dripfeed: readFlag(record.dripfeed),
			refill: readFlag(record.refill),
			cancel: readFlag(record.cancel),
			entityType: record.entityType === undefined ? undefined : shareEntity(readText(record.entityType)),
			stock: readCount(record.stock),
			id: typeof record.id === 'string' && SECOND_ID.test(record.id) ? record.id : undefined,
		});
	}
	return rows;
}

/** Gives the first of equal texts each time. Neighbours are mostly equal, and comparing two is faster than a map. */
function sharedTexts(): (text: string) => string {
	const known = new Map<string, string>();
	let last = '';
	return (text) => {
		if (text === last) return last;
		last = known.get(text) ?? text;
		known.set(last, last);
		return last;
	};
}

function readText(value: unknown): string {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function readRate(value: unknown): string {
	if (typeof value === 'string') return value;
	const money = moneySchema.safeParse(value);
	return money.success ? money.data : '';
}

/**
 * Reads a count: 50, "50", "1 000", "1,000", "10.00", "10k". Undefined for what is none, and for "1.000", which is one on
 * some panels and a thousand on others.
 */
function readCount(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
	if (typeof value !== 'string') return undefined;
	const [, digits = '', unit = ''] = /^(\d{1,3}(?:[\s,']\d{3})+|\d{1,15}(?:\.\d{1,2})?)\s*([km]?)$/i.exec(value.trim()) ?? [];
	if (digits === '') return undefined;
	return Number(digits.replace(/[\s,']/g, '')) * (unit === '' ? 1 : unit.toLowerCase() === 'k' ? 1_000 : 1_000_000);
}

/** A maximum of 0 is no limit: what is sold out has a stock of 0. */
function readMaximum(value: unknown): number | undefined {
	const maximum = readCount(value);
	return maximum === 0 ? undefined : maximum;
}

/** Panels write flags as booleans, as 1 and 0, or as "1" and "2", where 2 means off. */
export function readFlag(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim().toLowerCase();
	if (['1', 'true', 'yes', 'on'].includes(text)) return true;
	return ['0', '2', 'false', 'no', 'off'].includes(text) ? false : undefined;
}
