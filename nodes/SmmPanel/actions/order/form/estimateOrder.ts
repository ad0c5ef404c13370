import { CHOOSE_BASIS, estimateCharge, type Estimate } from '../../../purchases/estimate';
import { findOrderType, getForm } from './orderTypes';
import type { OrderParameters, ParsedOrder } from './parseOrder';

/** What the order should cost. */
export function estimateOrder({ row, order, orderType, amountField, absence }: ParsedOrder, { options }: OrderParameters): Estimate {
	if (amountField !== undefined)
		return {
			basis: 'unknown',
			reason: `'Additional Fields' holds "${amountField}", which can change how much is ordered`,
			remedy: "Remove it and choose the 'Order Type' that has it as a field of its own.",
		};
	if (absence !== undefined) return { basis: 'unknown', reason: absence };
	const basis = options.priceBasis ?? 'automatic';
	const estimate = estimateCharge(row, order, basis);
	if (row === undefined || basis !== 'automatic' || estimate.basis === 'unknown') return estimate;
	// Where the user trusts the chosen type more than the panel's, only one of them knows what the price is for.
	const type = getForm(orderType).name;
	const asChosen = estimateCharge({ ...row, type, entityType: orderType === 'product' ? 'product' : undefined }, order, basis);
	if (asChosen.basis === estimate.basis) return estimate;
	const ofService = findOrderType(row.type, row.entityType);
	return {
		basis: 'unknown',
		reason: `the panel labels the service '${ofService ? getForm(ofService).name : row.type.slice(0, 40)}', but it is ordered as '${type}', which is priced in another way`,
		remedy: CHOOSE_BASIS,
	};
}
