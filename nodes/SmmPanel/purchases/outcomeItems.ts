import type { Item } from '../panel/api/records';
import { saysNotBought, PanelError } from '../panel/errors';
import { findOrderNumber } from '../panel/transport/orderNumber';
import { showDecimal } from '../panel/values/money';
import type { Estimate } from './estimate';
import type { NotBought, Purchase } from './purchase';

/** What an item says of a purchase beside the panel's own fields. */
interface Surroundings {
	/** Host of the panel. */
	panel: string;
	orderKey: string;
	estimate?: Estimate | undefined;
	currency?: string | undefined;
	/** True where other records of the same call name orders. */
	besideOrders?: boolean;
}

/** The item of an order: what was bought, then the panel's own fields, which never replace it. */
export function toBoughtItem(record: Item, { facts, orders }: Purchase, around: Surroundings): Item {
	const { order } = record;
	const amount = around.estimate?.each ?? around.estimate?.amount;
	const added: Item = {
		...(order === undefined ? {} : { order }),
		...judgeRecord(record, orders !== undefined, around.besideOrders === true),
		...facts,
		...(orders === undefined ? {} : { quantity: 1 }),
		...(amount === undefined ? {} : { estimate: showDecimal(amount) }),
		...(around.currency === undefined ? {} : { currency: around.currency }),
		panel: around.panel,
		orderKey: around.orderKey,
	};
	return { ...added, ...record, ...added };
}

/** What the panel could not give stands among what it gave, with its reason and without an order. */
function judgeRecord(record: Item, isNumber: boolean, besideOrders: boolean): { bought: boolean; outcome?: NotBought } {
	if (isNumber) return record.order === undefined ? { bought: false, outcome: 'refused' } : { bought: true };
	const { reason } = record;
	if (!besideOrders || typeof reason !== 'string' || findOrderNumber(record) !== undefined) return { bought: true };
	return { bought: false, outcome: saysNotBought(reason) ? 'refused' : 'unknown' };
}

/** The item of a purchase that was made before in this execution, by another item or another call of an AI model. */
export function toRepeatedItem(item: Item): Item {
	if (item.bought !== true) return item;
	const { order, bought, ...rest } = item;
	const names = typeof order === 'string' || typeof order === 'number' ? ` It is order ${order}.` : '';
	return {
		...(order === undefined ? {} : { order }),
		bought,
		duplicate: true,
		note: `This purchase was already made in this execution. Nothing was sent now, and there is no second order.${names} To buy the same once more, use a new Order Key.`,
		...rest,
	};
}

/** The item of a purchase that an earlier execution made. n8n keeps no more than a hash of it. */
export function toDuplicateItem({ facts }: Purchase, { panel, orderKey }: Surroundings): Item {
	return {
		bought: true,
		duplicate: true,
		note: 'An earlier run already made this purchase. Nothing was sent now; its order stands in the order list of your account at the panel.',
		...facts,
		panel,
		orderKey,
	};
}

/** The orders that items name. */
export function listOrders(items: readonly Item[]): string[] {
	return items.flatMap(({ order }) => (typeof order === 'string' || typeof order === 'number' ? [String(order)] : []));
}

/** What was wanted where it was not bought; the key and the panel are not known of every item. */
interface Wanted {
	outcome: NotBought;
	facts: Item;
	/** The same for people. */
	summary?: string | undefined;
	panel?: string | undefined;
	orderKey?: string | undefined;
}

/** The item that says why nothing was bought, for workflows that decide by it. */
export function toNotBoughtItem(failure: unknown, { outcome, facts, panel, orderKey }: Wanted): Item {
	const known = failure instanceof PanelError ? failure : undefined;
	return {
		...(known?.order === undefined ? {} : { order: known.order }),
		bought: false,
		outcome,
		kind: known?.kind ?? 'badInput',
		reason: failure instanceof Error ? failure.message : 'It could not be read',
		nextStep: readNextStep(failure),
		...facts,
		...(panel === undefined ? {} : { panel }),
		...(orderKey === undefined ? {} : { orderKey }),
	};
}

function readNextStep(failure: unknown): string {
	if (failure instanceof Error && 'nextStep' in failure && typeof failure.nextStep === 'string') return failure.nextStep;
	return 'Correct the fields of this item. Nothing was sent for it.';
}

const OUTCOMES: Record<NotBought, string> = {
	refused: 'refused, so nothing was bought',
	notSent: 'not sent, so nothing was bought by it',
	unknown: 'unknown, it may have been bought',
};

/** The same facts as a sentence, for errors. What the error says already is not said again. */
export function describeNotBought(failure: unknown, { outcome, facts, panel, orderKey, summary }: Wanted): unknown {
	if (!(failure instanceof PanelError)) return failure;
	const what = summary ?? listFacts(facts);
	const parts = [
		`Outcome: ${OUTCOMES[outcome]}.`,
		...(what === '' || failure.nextStep.includes(what) ? [] : [`The order: ${what}.`]),
		...(orderKey === undefined ? [] : [`Order key: ${orderKey}.`]),
		...(panel === undefined ? [] : [`Panel: ${panel}.`]),
	];
	return failure.extended(`${failure.nextStep === '' ? '' : ' '}${parts.join(' ')}`);
}

function listFacts(facts: Item): string {
	return Object.entries(facts)
		.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
		.join(', ');
}
