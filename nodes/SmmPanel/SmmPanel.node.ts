import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { resources } from './actions';
import { getOrderTypes } from './actions/order/form/orderTypeList';
import { createEnvironment, startRun } from './actions/environment';
import { listSearch, loadOptions } from './methods';
import { smmPanelApiTest } from './methods/credentialTest';
import { describeResources, hintForPaid, operationSubtitle } from './framework/describe';
import { runOperation } from './framework/runOperation';

/**
 * The action node. It is programmatic and not declarative, because paid calls need their own order of steps (record,
 * send once, judge, write down), ids travel in batches, and waits ask the panel more than once an item.
 */
export class SmmPanel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SMM Panel',
		name: 'smmPanel',
		icon: { light: 'file:../../icons/smmPanel.svg', dark: 'file:../../icons/smmPanel.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(resources),
		// n8n shows one entry for both nodes, so both say the same.
		description: 'Buy followers, likes, accounts and SMS numbers at any SMM panel, and start workflows when orders change or codes arrive',
		defaults: { name: 'SMM Panel' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'smmPanelApi', required: true, testedBy: 'smmPanelApiTest' }],
		hints: [
			hintForPaid(
				resources,
				'Spends real money: every run and every click on Execute step buys once more. Order: Estimate is free.',
				'warning',
			),
			hintForPaid(
				resources,
				'With an Order Key, e.g. an invoice number, the same purchase is not made again by another run or click.',
				'info',
			),
		],
		properties: describeResources(resources, 'order'),
	};

	methods = { credentialTest: { smmPanelApiTest }, listSearch, loadOptions: { ...loadOptions, getOrderTypes } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		startRun(this);
		return await runOperation(this, resources, createEnvironment);
	}
}
