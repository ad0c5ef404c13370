import { getBalanceOperation as getBalanceAccount } from './account/getBalance.operation';
import { getAllOperation as getAllCategory } from './category/getAll.operation';
import { callOperation as callCustomAction } from './customAction/call.operation';
import { cancelOperation as cancelOrder } from './order/cancel.operation';
import { createOperation as createOrder } from './order/create.operation';
import { estimateOperation as estimateOrder } from './order/estimate.operation';
import { getChangedOperation as getChangedOrder } from './order/getChanged.operation';
import { getStatusOperation as getStatusOrder } from './order/getStatus.operation';
import { refillOperation as refillOrder } from './order/refill.operation';
import { waitForStatusOperation as waitForStatusOrder } from './order/waitForStatus.operation';
import { getAllOperation as getAllProduct } from './product/getAll.operation';
import { getStatusOperation as getStatusRefill } from './refill/getStatus.operation';
import { waitForStatusOperation as waitForStatusRefill } from './refill/waitForStatus.operation';
import { getAllOperation as getAllService } from './service/getAll.operation';
import { getInventoryOperation as getInventoryService } from './service/getInventory.operation';
import { getAllOperation as getAllShop } from './shop/getAll.operation';
import { getAllOperation as getAllSmsCountry } from './smsCountry/getAll.operation';
import { createOperation as createSmsNumber } from './smsNumber/create.operation';
import { getCodeOperation as getCodeSmsNumber } from './smsNumber/getCode.operation';
import { getStatusOperation as getStatusSmsNumber } from './smsNumber/getStatus.operation';
import { waitForCodeOperation as waitForCodeSmsNumber } from './smsNumber/waitForCode.operation';
import { getAllOperation as getAllSmsProject } from './smsProject/getAll.operation';
import { getOperation as getSubcategory } from './subcategory/get.operation';
import type { PanelResource } from './environment';

/** The menu of the node: every resource with its operations. What stands here appears in the editor. */
export const resources: readonly PanelResource[] = [
	{ name: 'Account', value: 'account', operations: [getBalanceAccount] },
	{ name: 'Category', value: 'category', operations: [getAllCategory] },
	{ name: 'Custom API Call', value: 'customAction', operations: [callCustomAction] },
	{
		name: 'Order',
		value: 'order',
		operations: [createOrder, estimateOrder, getStatusOrder, refillOrder, cancelOrder, getChangedOrder, waitForStatusOrder],
	},
	{ name: 'Product', value: 'product', operations: [getAllProduct] },
	{ name: 'Refill', value: 'refill', operations: [getStatusRefill, waitForStatusRefill] },
	{ name: 'Service', value: 'service', operations: [getAllService, getInventoryService] },
	{ name: 'Shop', value: 'shop', operations: [getAllShop] },
	{ name: 'SMS Country', value: 'smsCountry', operations: [getAllSmsCountry] },
	{ name: 'SMS Number', value: 'smsNumber', operations: [createSmsNumber, getCodeSmsNumber, getStatusSmsNumber, waitForCodeSmsNumber] },
	{ name: 'SMS Project', value: 'smsProject', operations: [getAllSmsProject] },
	{ name: 'Subcategory', value: 'subcategory', operations: [getSubcategory] },
];
