import { sleep, type ILoadOptionsFunctions, type INodePropertyOptions } from 'n8n-workflow';
import { getCatalog } from '../../../catalog/catalog';
import { isRecord } from '../../../panel/transport/parseReply';
import { connectPanel, CREDENTIAL_TYPE } from '../../../panel/transport/connect';
import { PanelError } from '../../../panel/errors';
import { getField } from './orderFields';
import { describeAbsence } from './chooseType';
import { automaticChoice, typeChoices } from './orderForm';
import { findOrderType, getForm } from './orderTypes';

/**
 * The types of order, for the Order Type field. The first entry, which is chosen at first, says of which type the chosen
 * service is and what it needs; where that cannot be read it says so, because the types are there all the same.
 */
export async function getOrderTypes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [{ ...automaticChoice, ...(await describeService(this)) }, ...typeChoices.map((choice) => ({ ...choice }))];
}

async function describeService(context: ILoadOptionsFunctions): Promise<Partial<INodePropertyOptions>> {
	const service = readChosenService(context);
	// A new node has no credential yet when the editor asks for the first time.
	if (service === '' || context.getNode().credentials?.[CREDENTIAL_TYPE] === undefined) return {};
	try {
		const catalog = await getCatalog(await connectPanel(context, { sleep, limits: { retries: 1, longestWaitMs: 2_000 } }));
		const row = catalog.findRow(service);
		const absence = describeAbsence(service, catalog);
		if (absence !== undefined)
			return {
				name: 'Automatic: Not in the Part of the Catalog That Was Sent',
				description: `S${absence.slice(1)}. Choose the type by hand.`,
			};
		if (!row)
			return { name: 'Automatic: No Such Service', description: `The catalog of the panel has no service ${service}. Check the ID.` };
		const orderType = findOrderType(row.type, row.entityType);
		if (orderType === undefined)
			return { name: 'Automatic: Unknown Type', description: `The panel calls the type '${row.type.slice(0, 40)}'. Choose one of these.` };
		const { name, required } = getForm(orderType);
		const needed = required.map((field) => getField(field).label).join(', ');
		return { name: `Automatic: ${name} (${needed})`, description: `The type that the panel names for service ${service}` };
	} catch (failure) {
		if (!(failure instanceof PanelError)) return {};
		return { description: `The type of the service could not be read: ${failure.message.replace(/\.$/, '')}. ${failure.nextStep}`.trim() };
	}
}

/** The service that is chosen in the editor; none where it is an expression, which has no value there. */
function readChosenService(context: ILoadOptionsFunctions): string {
	const chosen: unknown = context.getCurrentNodeParameter('service');
	const value = isRecord(chosen) ? chosen.value : chosen;
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	return text.startsWith('=') ? '' : text;
}
