import { invalidInput, type PanelError } from '../../../panel/errors';
import { getField, ORDER_FIELDS, type OrderFieldName } from './orderFields';
import { FORM_OF_AUTOMATIC, typeFieldsField } from './orderForm';
import { getForm, type OrderType, type OrderTypeChoice } from './orderTypes';
import type { FieldProblems } from './parseFields';

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
