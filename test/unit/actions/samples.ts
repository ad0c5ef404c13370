import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Dialect } from '../../sandbox';
import { byId, records, startPanel } from './support';

/** What an operation really gave. */
export interface Sample {
	/** Resource and operation, e.g. "order.getStatus". */
	operation: string;
	dialect: Dialect;
	record: IDataObject;
}

const link = 'https://example.com/p';
const order = { service: byId(1), link, quantity: 100 };

/** Operations that all three panels offer, in an order in which each finds what it needs. */
const EVERYWHERE: ReadonlyArray<[string, INodeParameters]> = [
	['account.getBalance', {}],
	['category.getAll', {}],
	['service.getAll', { returnAll: true }],
	['order.estimate', order],
	['order.estimate', { ...order, quantity: 1 }],
	['order.create', { ...order, orderKey: 'k1' }],
	['order.create', order],
	['order.getStatus', { orderIds: '23501, 99' }],
	['order.getChanged', { orderIds: '23501, 99', lastKnownStatus: 'Pending' }],
	['order.waitForStatus', { orderId: '23501' }],
	['customAction.call', { action: 'balance', paid: false }],
];

const REFILLS: ReadonlyArray<[string, INodeParameters]> = [
	['order.refill', { orderIds: '23501, 99' }],
	['order.refill', { orderIds: '23501' }],
	['order.cancel', { orderIds: '23502, 99' }],
	['refill.getStatus', { refillIds: '1, 12345, 99' }],
	['refill.waitForStatus', { refillId: '99', options: { interval: 1, onTimeout: 'continue' } }],
];

const HSTOCKPLUS: ReadonlyArray<[string, INodeParameters]> = [
	['order.create', { service: byId(2), orderType: 'product', quantity: 2 }],
	['order.getStatus', { orderIds: '23503' }],
	['subcategory.get', { subcategoryId: '674a1f77bcf86cd799439099' }],
	['shop.getAll', { returnAll: true }],
	['product.getAll', { returnAll: true }],
	['service.getInventory', { service: byId(1) }],
	['service.getInventory', { service: byId(2) }],
	['smsCountry.getAll', {}],
	['smsProject.getAll', {}],
];

const NUMBERS: ReadonlyArray<[string, INodeParameters]> = [
	['smsNumber.getCode', { orderIds: '23504, 99' }],
	['smsNumber.getStatus', { orderIds: '23504, 99' }],
	['smsNumber.waitForCode', { orderId: '23504' }],
];

/** Runs every operation that a panel offers. */
export async function samplesOf(dialect: Dialect): Promise<Sample[]> {
	const panel = await startPanel(dialect);
	const samples: Sample[] = [];
	const take = async (operation: string, parameters: INodeParameters) => {
		for (const record of await records(panel, operation, parameters)) samples.push({ operation, dialect, record });
	};
	for (const [operation, parameters] of EVERYWHERE) await take(operation, parameters);
	if (dialect !== 'hstockplus') {
		for (const [operation, parameters] of REFILLS) await take(operation, parameters);
		return samples;
	}
	for (const [operation, parameters] of HSTOCKPLUS) await take(operation, parameters);
	const project = samples.find(({ operation }) => operation === 'smsProject.getAll')?.record.project_id;
	await take('smsNumber.create', { project: byId(String(project)), quantity: 1 });
	for (const [operation, parameters] of NUMBERS) await take(operation, parameters);
	return samples;
}
