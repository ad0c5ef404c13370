import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { DedupStore, runNode, type NodeRun } from '../support';
import type { CorpusRow, Operation } from './row';
import type { CorpusServer } from './server';

/** One row with one of its operations and one of its lists of ids. */
export interface Case {
	row: CorpusRow;
	operation: Operation;
	ids: readonly string[];
	title: string;
}

/** What a case came to, in the words of `becomes`, and everything that the user could read. */
export interface Played {
	became: string;
	read: string;
}

const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };
const PURCHASES: ReadonlySet<Operation> = new Set(['order.create', 'smsNumber.create']);
const BY_IDS: ReadonlySet<Operation> = new Set([
	'order.cancel',
	'order.getStatus',
	'order.refill',
	'refill.getStatus',
	'smsNumber.getCode',
]);

export function casesOf(rows: readonly CorpusRow[]): Case[] {
	return rows.flatMap((row) => {
		const operations = typeof row.to === 'string' ? [row.to] : row.to;
		const lists = row.ids ?? ['5'];
		return operations.flatMap((operation) =>
			lists.map((list) => ({ row, operation, ids: list.split(','), title: titleOf(row, operation, list) })),
		);
	});
}

function titleOf({ reply, listReply, http, parameters, becomes }: CorpusRow, operation: Operation, list: string): string {
	const shown = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? '')).slice(0, 140);
	const lists = listReply === undefined ? '' : `, to a list ${shown(listReply)}`;
	const set = parameters === undefined ? '' : ` ${JSON.stringify(parameters)}`;
	return `${operation}${set}${BY_IDS.has(operation) ? ` ${list}` : ''} <- ${http === undefined ? '' : `${http} `}${shown(reply)}${lists} => ${becomes}`;
}

/** Plays a case in real executions over real HTTP. */
export async function play(server: CorpusServer, { row, operation, ids }: Case): Promise<Played> {
	const panel = server.open(row);
	const isPaid = PURCHASES.has(operation) || (operation === 'customAction.call' && row.parameters?.paid !== false);
	const [resource = '', name = ''] = operation.split('.');
	const dedup = new DedupStore();
	const run = async (node: Partial<INode> = {}, keys = ['key']) =>
		await runNode({
			credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: 'k3y-of-the-corpus-0123456789' } },
			parameters: { resource, operation: name, ...parametersOf(operation, ids, isPaid), ...row.parameters },
			items: keys.map((key) => ({ json: { key } })),
			node,
			dedup,
		});
	const first = await run();
	if (panel.calls.length === 0) throw new Error(`Nothing was sent: ${readable(first)}`);
	if (!isPaid) {
		// n8n drops the output of a node that stops, so what was answered beside a failure shows with On Error: Continue.
		const whole = first.error !== undefined && ids.length > 1 ? await run(CONTINUE) : first;
		return { became: describeUnpaid(operation, ids, whole, failureOf(first)), read: readable(first) + readable(whole) };
	}
	const sent = panel.calls.length;
	await run();
	const isKeyFree = panel.calls.length > sent;
	const became = describePaid(operation, first, isKeyFree);
	if (became !== 'refused') return { became, read: readable(first) };
	// Whether the panel is out of funds shows at the item behind: it is not sent.
	const before = panel.calls.length;
	await run(CONTINUE, ['key of one', 'key of two']);
	return { became: panel.calls.length - before === 1 ? 'out of funds' : became, read: readable(first) };
}

function parametersOf(operation: Operation, ids: readonly string[], isPaid: boolean): INodeParameters {
	const orderKey = isPaid ? { orderKey: '={{ $json.key }}' } : {};
	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	switch (operation) {
		case 'order.create':
			return {
				service: byId('1'),
				orderType: 'default',
				link: 'https://instagram.com/username',
				quantity: 100,
				// The reply of a row is that to the order, so the catalog is not asked for.
				options: { useChosenType: true },
				...orderKey,
			};
		case 'smsNumber.create':
			return { project: byId('65f'), country: 'us', quantity: 2, ...orderKey };
		case 'refill.getStatus':
			return { refillIds: ids.join(',') };
		case 'service.getAll':
			return { returnAll: true };
		default:
			return BY_IDS.has(operation) ? { orderIds: ids.join(',') } : orderKey;
	}
}

function jsonsOf(run: NodeRun): IDataObject[] {
	// n8n puts the text of a failed item into its json.
	return (run.items[0] ?? []).map(({ json }) => json).filter(({ error }) => error === undefined);
}

function readable({ error, items, hints }: NodeRun): string {
	return [JSON.stringify(items), error?.message, error?.description, ...hints.map(({ message }) => message)].join('\n');
}

function describePaid(operation: Operation, run: NodeRun, isKeyFree: boolean): string {
	if (run.error === undefined) {
		const records = jsonsOf(run);
		const bought = operation === 'customAction.call' ? withoutKey(records) : `bought ${listOrders(records)}`;
		return isKeyFree ? `${bought}, but its key is free` : bought;
	}
	if (isKeyFree) return 'refused';
	const named = /\border (\w*\d\w*)/.exec(`${run.error.message}\n${String(run.error.description)}`)?.[1];
	return named === undefined ? 'unknown' : `unknown naming ${named}`;
}

function listOrders(records: readonly IDataObject[]): string {
	return records
		.map(({ order }) => order)
		.filter((order) => order !== undefined)
		.map(String)
		.join(', ');
}

/** What the panel said: an item without what the node adds to a purchase, with its fields in one order. */
function withoutKey(records: readonly IDataObject[]): string {
	return JSON.stringify(
		records.map(({ orderKey, bought, action, panel, order, ...record }) => ({ ...record, ...(order === undefined ? {} : { order }) })),
	);
}

function describeUnpaid(operation: Operation, ids: readonly string[], run: NodeRun, failed: string): string {
	const records = jsonsOf(run);
	if (BY_IDS.has(operation)) {
		const each = ids.map((id) => {
			const record = records.find(({ order, refill }) => String(operation === 'refill.getStatus' ? refill : order) === id);
			return record === undefined ? failed : describeRecord(record);
		});
		return new Set(each).size === 1 ? (each[0] ?? '') : each.map((became, position) => `${ids[position]} ${became}`).join('; ');
	}
	if (run.error !== undefined) return failed;
	if (operation === 'customAction.call') return withoutKey(records);
	if (operation === 'service.getAll') return `${records.filter(({ service }) => service !== undefined).length} services`;
	return records
		.map(({ balance, currency }) => `balance ${String(balance)}${currency === undefined ? '' : ` ${String(currency)}`}`)
		.join('; ');
}

function failureOf({ error }: NodeRun): string {
	const failure: unknown = error && 'failure' in error ? error.failure : undefined;
	const cause = typeof failure === 'object' && failure !== null && 'cause' in failure ? failure.cause : undefined;
	return cause === 'credential-invalid' ? 'wrong key' : 'failed';
}

function describeRecord({ found, accepted, state, final, code }: IDataObject): string {
	if (found === false) return 'not found';
	if (accepted !== undefined) return accepted === true ? 'accepted' : 'not accepted';
	return `${String(state)}${final === true ? ', final' : ''}${code === undefined || code === null || code === '' ? '' : `, code ${String(code)}`}`;
}
