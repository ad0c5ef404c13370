import type { Item } from '../panel/api/records';
import type { INodeListSearchItems } from 'n8n-workflow';
import type { ServiceRow } from './serviceRow';

const SEPARATOR = ' · ';

/** A page or an object in the place of a name or price must not fill the dropdown. */
const LONGEST_NAME = 200;
const LONGEST_PRICE = 20;

/**
 * Services as lines of a dropdown. What decides stands first, because n8n cuts a line at the edge of its panel and shows
 * nothing else of an entry: id, price, what the service can do, then the whole name.
 */
export function serviceEntries(rows: readonly ServiceRow[]): INodeListSearchItems[] {
	return rows.map((row) => ({
		name: joinParts([row.service, showPrice(row), ...showFacts(row), showText(row.name), showLimits(row)]),
		value: row.service,
	}));
}

/** A project of the SMS lists as one line: `name · price each · country`. */
export function projectEntry(project: Item): INodeListSearchItems {
	const price = showText(toText(project.price), LONGEST_PRICE);
	const parts = [showText(toText(project.name)), price && `${price} each`, toText(project.country_title ?? project.country_id)];
	return { name: joinParts(parts), value: toText(project.project_id) };
}

function joinParts(parts: readonly string[]): string {
	return parts.filter((part) => part !== '').join(SEPARATOR);
}

/** The price with its unit where the kind of service implies it. HstockPlus does not say what its SMM prices are for. */
function showPrice({ rate, type, entityType }: ServiceRow): string {
	const price = showText(rate, LONGEST_PRICE);
	if (price === '' || entityType === 'smm') return price;
	if (entityType === 'product') return `${price} each`;
	return /package/i.test(type) ? `${price} in all` : `${price} per 1000`;
}

function showFacts({ type, entityType, refill, dripfeed }: ServiceRow): string[] {
	const isDefault = entityType === 'product' || /^default$/i.test(type);
	return [isDefault ? '' : showText(type), refill === true ? 'refill' : '', dripfeed === true ? 'drip-feed' : ''];
}

function showLimits({ min, max }: ServiceRow): string {
	if (min !== undefined && max !== undefined) return `${min}–${max}`;
	if (min !== undefined) return `from ${min}`;
	return max === undefined ? '' : `up to ${max}`;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]/;
const LEFT_TO_RIGHT_MARK = '\u200e';

/** Line breaks, control characters, halves of characters, and embedded directions, which would reach beyond the text. */
const UNFIT = /[\s\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu;

/** A panel's text on one line. Behind one in Arabic or Hebrew the limits would be reversed: "10000–50" for 50–10000. */
function showText(text: string, maxLength = LONGEST_NAME): string {
	const points = Array.from(
		text
			.slice(0, 2 * maxLength + 1)
			.replace(UNFIT, ' ')
			.trim(),
	);
	const line = points.length > maxLength ? `${points.slice(0, maxLength).join('')}…` : points.join('');
	return RIGHT_TO_LEFT.test(line) ? line + LEFT_TO_RIGHT_MARK : line;
}

/** An id, name or price of a panel's list as text; empty where there is none. */
export function toText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** A value of a panel's list by the first name that is there; panels name ids differently. */
export function findFirst(item: Item, names: readonly string[]): unknown {
	return names.map((name) => item[name]).find((value) => value !== undefined && value !== null && value !== '');
}
