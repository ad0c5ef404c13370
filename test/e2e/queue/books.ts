import type { Execution } from '../../host/execution';
import type { SandboxPanel } from '../../sandbox';
import { bought } from '../buying';

/** What n8n reported of one order: an item of the node that buys. */
export interface Reported {
	/** The link of an order; of an SMS number its phone, which is its order key too. */
	link: string;
	/** bought, duplicate, unknown, refused or notSent. */
	outcome: string;
	/** The order's number where the item has it. */
	order: string;
	reason: string;
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** Reads an item of a purchase that returns what it did not buy as data too. */
export function toReported(json: Record<string, unknown>): Reported {
	return {
		link: text(json.link ?? json.phone ?? json.orderKey),
		outcome: json.bought === true ? (json.duplicate === true ? 'duplicate' : 'bought') : text(json.outcome),
		order: text(json.order),
		reason: text(json.reason),
	};
}

/** Everything that an execution of a buyer reported. */
export function readReported(execution: Execution): Reported[] {
	return bought(execution).map(toReported);
}

/** Where the books of the panel and the items of n8n do not agree; lists of links. */
export interface Audit {
	/** Orders that the panel booked. */
	booked: number;
	/** Booked more than once. */
	twice: string[];
	/** Booked, and no item says bought, duplicate or unknown. */
	lost: string[];
	/** Reported as bought and not booked, or with the number of another order. */
	invented: string[];
	/** Reported unknown in the end. */
	unknown: string[];
	/** Refused because the database of n8n did not take the record. */
	notRecorded: string[];
}

const ACCOUNTED = ['bought', 'duplicate', 'unknown'];

/** Compares what the panel booked with everything that was reported, whatever came first. */
export function auditBooks(panel: SandboxPanel, reported: readonly Reported[]): Audit {
	const books = panel.orders().map(({ id, fields }) => ({ id: String(id), link: fields.link ?? fields.phone ?? '' }));
	const links = books.map(({ link }) => link);
	const unique = [...new Set(links)];
	const outcomes = new Map<string, Set<string>>();
	for (const { link, outcome } of reported) outcomes.set(link, (outcomes.get(link) ?? new Set()).add(outcome));
	const says = (link: string, ...wanted: string[]) => wanted.some((outcome) => outcomes.get(link)?.has(outcome) === true);
	const isBooked = ({ link, order }: Reported) => books.some((entry) => entry.link === link && (order === '' || entry.id === order));
	return {
		booked: links.length,
		twice: unique.filter((link) => links.indexOf(link) !== links.lastIndexOf(link)),
		lost: unique.filter((link) => !says(link, ...ACCOUNTED)),
		invented: reported.filter((item) => /^(bought|duplicate)$/.test(item.outcome) && !isBooked(item)).map(({ link }) => link),
		unknown: [...outcomes.keys()].filter((link) => says(link, 'unknown') && !says(link, 'bought', 'duplicate')),
		notRecorded: reported.filter(({ reason }) => reason.includes('could not be recorded')).map(({ link }) => link),
	};
}
