import type { IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../panel/api/records';
import { toNotBoughtItem } from '../purchases/outcomeItems';
import { purchaseAll } from '../purchases/purchaseAll';
import type { InvalidPurchase, PaidOptions, Purchase, UnpaidCall } from '../purchases/purchase';
import type { ItemCall, ItemOutcome } from '../framework/operation';
import { CREDENTIAL_TYPE, requireSameAccount } from '../panel/transport/connect';
import type { PanelEnvironment } from './environment';
import { refuseValuesOfModel, requireGuardValues, requireLineage } from './shared/purchaseGuards';

/** The parameters that say what is bought, wherever an operation has them. */
const FACTS = ['service', 'project', 'action', 'link', 'username', 'country', 'phone', 'quantity', 'runs'];

/**
 * Makes the paid calls of all items: first every item is checked, then the calls are sent.
 * @param prepare - throws for bad input
 * @returns one outcome per item; those behind a failure that ends the node are empty
 */
export function runPurchases<P extends { readonly options: PaidOptions }>(
	calls: ReadonlyArray<ItemCall<P>>,
	environment: PanelEnvironment,
	prepare: (call: ItemCall<P>) => Promise<Purchase | UnpaidCall>,
): Promise<readonly ItemOutcome[]> {
	return purchaseAll(
		environment,
		calls.map((call) => async () => await tryPrepare(environment, call, prepare)),
	);
}

async function tryPrepare<P extends { readonly options: PaidOptions }>(
	{ context, panel }: PanelEnvironment,
	call: ItemCall<P>,
	prepare: (call: ItemCall<P>) => Promise<Purchase | UnpaidCall>,
): Promise<Purchase | UnpaidCall | InvalidPurchase> {
	try {
		refuseValuesOfModel(context, call.itemIndex);
		await requireSameAccount(context, panel, call.itemIndex);
		const prepared = await prepare(call);
		if ('summary' in prepared) {
			requireGuardValues(context, prepared.itemIndex);
			if (prepared.orderKey === '') requireLineage(context);
		}
		return prepared;
	} catch (failure) {
		const values = new Map<string, unknown>(Object.entries(call.parameters));
		return { failure, options: call.parameters.options, facts: pickFacts((name) => values.get(name)) };
	}
}

/**
 * The item of a purchase whose parameters, or whose credential, cannot be read, where the user wants that as data; what
 * can be read of it is in it.
 */
export async function unreadableToRecord(context: IExecuteFunctions, itemIndex: number, failure: unknown): Promise<Item | undefined> {
	const read = (name: string) => context.getNodeParameter(name, itemIndex, '', { extractValue: true });
	if (attempt(() => read('options.onNotBought')) !== 'returnItem') return undefined;
	const orderKey = attempt(() => read('orderKey'));
	return toNotBoughtItem(failure, {
		outcome: 'notSent',
		facts: pickFacts(read),
		orderKey: typeof orderKey === 'string' && orderKey !== '' ? orderKey : undefined,
		panel: await readHost(context, itemIndex),
	});
}

/** What is bought, as far as it was given and can be read. */
export function pickFacts(read: (name: string) => unknown): Item {
	const facts: Item = {};
	for (const name of FACTS) {
		const value = attempt(() => read(name));
		if ((typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0)) facts[name] = value;
	}
	return facts;
}

function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

async function readHost(context: IExecuteFunctions, itemIndex: number): Promise<string | undefined> {
	try {
		const { baseUrl } = await context.getCredentials(CREDENTIAL_TYPE, itemIndex);
		return typeof baseUrl === 'string' ? new URL(baseUrl).host : undefined;
	} catch {
		return undefined;
	}
}
