// Everything that the fuzz takes from the package stands here, so that a change of the reading changes one file.
import { getBalance } from '../../../nodes/SmmPanel/panel/api/account';
import { forgetBatchModes } from '../../../nodes/SmmPanel/panel/api/batchSupport';
import { customCall } from '../../../nodes/SmmPanel/panel/api/custom';
import type { IdResult } from '../../../nodes/SmmPanel/panel/api/idBatches';
import {
	addOrderCall,
	getOrderStatuses,
	getRefillStatuses,
	requestCancels,
	requestRefills,
} from '../../../nodes/SmmPanel/panel/api/orders';
import { getPage } from '../../../nodes/SmmPanel/panel/api/pages';
import { addNumbersCall, getSmsCodes } from '../../../nodes/SmmPanel/panel/api/sms';
import { PanelError } from '../../../nodes/SmmPanel/panel/errors';
import { createPanelClient, type PanelClient } from '../../../nodes/SmmPanel/panel/transport/client';
import type { MadeReply } from './replies';

const KEY = 'k3y-of-the-fuzz-0123456789abcdef';

/** What a reader made of a reply: its items, or a clear error. */
export interface Outcome {
	items: ReadonlyArray<Readonly<Record<string, unknown>>>;
	errors: readonly PanelError[];
}

function panelThatAnswers({ body, http }: MadeReply): PanelClient {
	return createPanelClient({
		address: { url: 'https://panel.test/api/v2', unencrypted: false },
		apiKey: KEY,
		accountId: 'fuzz',
		sleep: async () => {},
		http: async () => ({ status: http, headers: {}, body }),
	});
}

type Reader = (panel: PanelClient) => Promise<Outcome>;

const one =
	(read: (panel: PanelClient) => Promise<object | object[]>): Reader =>
	async (panel) => {
		const items = await read(panel);
		return { items: (Array.isArray(items) ? items : [items]).map((item: object) => ({ ...item })), errors: [] };
	};
const byIds =
	(ids: readonly string[], read: (panel: PanelClient, ids: readonly string[]) => Promise<Map<string, IdResult>>): Reader =>
	async (panel) => {
		const results = await read(panel, ids);
		const all = ids.map((id) => results.get(id));
		return {
			items: all.flatMap((result) => (result && 'item' in result ? [result.item] : [])),
			errors: all.flatMap((result) => (result === undefined ? [] : 'failure' in result ? [result.failure] : [])),
		};
	};

/** The readers, and what they may claim. */
export const READERS: ReadonlyArray<{ name: string; claims: 'order' | 'acceptance' | 'end' | 'nothing'; ids: number; read: Reader }> = [
	{
		name: 'order',
		claims: 'order',
		ids: 0,
		read: one(async (panel) => (await panel.call(addOrderCall({ service: '1' }))).map(({ order }) => ({ order }))),
	},
	{ name: 'numbers', claims: 'order', ids: 0, read: one(async (panel) => await panel.call(addNumbersCall({ project_id: '65f' }))) },
	{ name: 'custom', claims: 'nothing', ids: 0, read: one(async (panel) => await panel.call(customCall('x', {}, true))) },
	{ name: 'cancel', claims: 'acceptance', ids: 1, read: byIds(['5'], requestCancels) },
	{ name: 'cancels', claims: 'acceptance', ids: 2, read: byIds(['5', '6'], requestCancels) },
	{ name: 'refill', claims: 'acceptance', ids: 1, read: byIds(['5'], requestRefills) },
	{ name: 'status', claims: 'end', ids: 1, read: byIds(['5'], getOrderStatuses) },
	{ name: 'statuses', claims: 'end', ids: 2, read: byIds(['5', '6'], getOrderStatuses) },
	{ name: 'refill status', claims: 'end', ids: 1, read: byIds(['5'], getRefillStatuses) },
	{ name: 'code', claims: 'end', ids: 1, read: byIds(['5'], getSmsCodes) },
	{ name: 'balance', claims: 'nothing', ids: 0, read: one(getBalance) },
	{ name: 'catalog', claims: 'nothing', ids: 0, read: one(async (panel) => (await getPage(panel, 'services', {})).rows) },
];

/** Reads a reply. Anything but a typed result or a PanelError is thrown. */
export async function readAs(reader: (typeof READERS)[number], reply: MadeReply): Promise<Outcome> {
	forgetBatchModes();
	try {
		return await reader.read(panelThatAnswers(reply));
	} catch (failure) {
		if (failure instanceof PanelError) return { items: [], errors: [failure] };
		throw failure;
	}
}
