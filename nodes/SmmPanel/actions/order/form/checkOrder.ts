import type { ServiceRow } from '../../../catalog/serviceRow';
import { invalidInput, type PanelError } from '../../../panel/errors';
import { getField, ORDER_FIELDS, type OrderFieldName } from './orderFields';
import { FORM_OF_AUTOMATIC, typeFieldsField } from './orderForm';
import { getForm, type OrderType, type OrderTypeChoice } from './orderTypes';
import type { FieldProblems, OrderFields } from './parseFields';

/** The facts of a catalog row that an order is compared with. */
type CheckedService = Pick<ServiceRow, 'service' | 'min' | 'max' | 'stock' | 'dripfeed'>;

/**
 * Compares an order with the catalog row of its service before anything is sent.
 * @throws for a quantity outside the limits, or a drip-feed that the service does not offer
 */
export function checkAgainstService(row: CheckedService, orderType: OrderType, { pieces, runs }: OrderFields): void {
	const { counted } = getForm(orderType);
	if (row.stock === 0)
		throw invalidInput(
			`Service ${row.service} is sold out: the catalog of the panel shows a stock of 0`,
			'Try again later, or choose another service.',
		);
	if (pieces !== undefined) {
		const what = counted === undefined ? `'Quantity' is ${pieces}` : `'${getField(counted).label}' has ${pieces} lines`;
		const { min, max } = readLimits(row);
		const remedy = `Service ${row.service} takes ${showLimits(min, max)}. Correct the number, or choose another service.`;
		// Some panels check the limits for each run, some for all runs together, so only what both refuse is refused.
		if (max !== undefined && pieces > max) throw invalidInput(`${what}, above the maximum of ${max}`, remedy);
		if (min !== undefined && pieces * runs < min) throw invalidInput(`${what}, below the minimum of ${min}`, remedy);
	}
	if (runs > 1 && row.dripfeed === false)
		throw invalidInput(
			`Service ${row.service} offers no drip-feed, but 'Runs' is ${runs}`,
			"Remove 'Drip-Feed', or choose another service.",
		);
}

/** The limits to compare with. A minimum above the maximum is a mistake of the panel, which then has to decide itself. */
function readLimits({ min, max }: CheckedService): Pick<CheckedService, 'min' | 'max'> {
	return min !== undefined && max !== undefined && min > max ? { min: undefined, max: undefined } : { min, max };
}

function showLimits(min: number | undefined, max: number | undefined): string {
	if (min === undefined) return `at most ${max}`;
	return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}

/** The error of fields that a type needs or does not take: all of them at once, and where they stand. */
export function describeProblems(
	{ missing, unfit }: FieldProblems,
	{ orderType, choice, service }: { orderType: OrderType; choice: OrderTypeChoice; service: string },
): PanelError {
	const { name, counted } = getForm(orderType);
	const isAutomatic = choice === 'automatic';
	const zeros = missing.some((field) => ['count', 'number'].includes(getField(field).kind)) ? ' or 0' : '';
	const wrong = [
		...(missing.length === 0
			? []
			: [
					`${quote(missing)} ${pick(missing, 'is', 'are')} empty${zeros}, but orders of the type '${name}' need ${pick(missing, 'it', 'them')}`,
				]),
		...(unfit.length === 0
			? []
			: [`${quote(unfit)} ${pick(unfit, 'is', 'are')} set, but orders of the type '${name}' do not take ${pick(unfit, 'it', 'them')}`]),
	];
	const lines = unfit.includes('quantity') && counted ? ` The number of lines in '${getField(counted).label}' is the quantity.` : '';
	const traffic = unfit.some((field) => getField(field).onlyWith) ? " Another 'Type of Traffic' takes it." : '';
	const remedies = [
		...(isAutomatic ? [`The panel names this type for service ${service}.`] : []),
		...(missing.length === 0 ? [] : [`Fill in ${quote(missing)}${isAutomatic ? showPlace(missing) : ''}.`]),
		...(unfit.length === 0 ? [] : [`Clear ${quote(unfit)}.${lines}${traffic}`]),
		isAutomatic ? 'Or choose another service.' : "Or choose another 'Order Type'.",
	];
	return invalidInput(wrong.join('; '), remedies.join(' '));
}

/** While the panel decides about the type, most fields stand in the form only where the service was chosen from the list. */
function showPlace(missing: readonly OrderFieldName[]): string {
	const added = missing.filter((name) => !FORM_OF_AUTOMATIC.includes(name));
	return added.length === 0 ? '' : `; what the form does not show is below '${typeFieldsField.displayName}'`;
}

function quote(names: readonly OrderFieldName[]): string {
	const labels = names.map((name) => `'${ORDER_FIELDS[name].label}'`);
	return labels.length < 2 ? labels.join() : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
}

function pick(names: readonly unknown[], one: string, several: string): string {
	return names.length === 1 ? one : several;
}
