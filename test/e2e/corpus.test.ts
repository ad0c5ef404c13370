import { CORPUS } from '../corpus/rows';
import { casesOf, type Case } from '../corpus/play';
import { startCorpusServer, type CorpusServer } from '../corpus/server';
import type { Execution } from '../host/execution';
import type { N8nClient } from '../host/rest';
import type { StoredCredential, WorkflowInput } from '../host/restShapes';
import { ACTION_NODE, connect, credentialFor } from './support';

// One workflow, in which each reply comes once around a loop: its item says at which address its panel is.

jest.setTimeout(300_000);

type Json = Record<string, unknown>;

/** What each operation is asked; the ids come with the item. */
const PARAMETERS: Readonly<Record<string, Json>> = {
	'account.getBalance': {},
	'order.cancel': { orderIds: '={{ $json.ids }}' },
	'order.create': {
		service: { __rl: true, mode: 'id', value: '1' },
		orderType: 'default',
		link: 'https://instagram.com/username',
		quantity: 100,
		options: { onNotBought: 'returnItem' },
	},
	'order.getStatus': { orderIds: '={{ $json.ids }}' },
	'order.refill': { orderIds: '={{ $json.ids }}' },
	'refill.getStatus': { refillIds: '={{ $json.ids }}' },
	'smsNumber.create': {
		project: { __rl: true, mode: 'id', value: '65f' },
		country: 'us',
		quantity: 2,
		options: { onNotBought: 'returnItem' },
	},
	'smsNumber.getCode': { orderIds: '={{ $json.ids }}' },
};
const OPERATIONS = Object.keys(PARAMETERS);
const START = 'Start';
const LOOP = 'Loop';
const SWITCH = 'Switch';

/** Questions that meet passing trouble are repeated with real waits, one after the other here; the unit tests have them. */
function waits({ row, operation }: Case): boolean {
	const isPaid = operation === 'order.create' || operation === 'smsNumber.create';
	return !isPaid && ((row.http ?? 200) >= 429 || (row.listHttp ?? 200) >= 429 || row.reply === '' || row.listReply === '');
}

const CASES = casesOf(CORPUS).filter((each) => OPERATIONS.includes(each.operation) && !waits(each));

function workflowOf(server: CorpusServer, credential: StoredCredential): WorkflowInput & { pinData: unknown } {
	const items = CASES.map(({ row, operation, ids }) => ({
		json: { url: server.open(row).url, operation, ids: ids.join(',') },
	}));
	const panels = OPERATIONS.map((name, position): WorkflowInput['nodes'][number] => {
		const [resource, operation] = name.split('.');
		return {
			name,
			type: ACTION_NODE,
			typeVersion: 1,
			position: [660, position * 160],
			parameters: { resource, operation, ...PARAMETERS[name] },
			onError: 'continueRegularOutput',
			credentials: { [credential.type]: { id: credential.id, name: credential.name } },
		};
	});
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	return {
		name: 'Play the corpus',
		nodes: [
			{ name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{ name: LOOP, type: 'n8n-nodes-base.splitInBatches', typeVersion: 3, position: [220, 0], parameters: { batchSize: 1 } },
			{
				name: SWITCH,
				type: 'n8n-nodes-base.switch',
				typeVersion: 3,
				position: [440, 0],
				parameters: {
					mode: 'expression',
					numberOutputs: OPERATIONS.length,
					output: `={{ ${JSON.stringify(OPERATIONS)}.indexOf($json.operation) }}`,
				},
			},
			...panels,
		],
		connections: {
			[START]: { main: [to(LOOP)] },
			[LOOP]: { main: [[], to(SWITCH)] },
			[SWITCH]: { main: OPERATIONS.map(to) },
			...Object.fromEntries(OPERATIONS.map((name) => [name, { main: [to(LOOP)] }])),
		},
		pinData: { [START]: items },
	};
}

/** What every turn of an operation gave, in the order of its cases. */
function turnsOf({ data }: Execution, operation: string): Json[][] {
	const runs = data?.resultData.runData[operation] ?? [];
	return runs.map((run) => (run.data?.main?.[0] ?? []).map(({ json, error }) => (error === undefined ? json : { ...json, error })));
}

/** What a turn came to, in the words of the corpus. */
function describeTurn({ operation, ids }: Case, records: readonly Json[]): string {
	if (operation === 'order.create' || operation === 'smsNumber.create') return describePurchase(records);
	const failure = records.find(({ error }) => error !== undefined);
	const failed = /does not accept the API key/.test(JSON.stringify(failure)) ? 'wrong key' : 'failed';
	if (operation === 'account.getBalance') {
		return failure ? failed : records.map(({ balance, currency }) => ['balance', balance, currency].filter(Boolean).join(' ')).join();
	}
	const each = ids.map((id) => {
		const record = records.find(({ order, refill, error }) => error === undefined && [order, refill].includes(id));
		return record ? describeRecord(record) : failed;
	});
	return new Set(each).size === 1 ? String(each[0]) : each.map((became, position) => `${ids[position]} ${became}`).join('; ');
}

function describeRecord({ found, accepted, state, final, code }: Json): string {
	if (found === false) return 'not found';
	if (accepted !== undefined) return accepted === true ? 'accepted' : 'not accepted';
	return `${String(state)}${final === true ? ', final' : ''}${code === undefined || code === '' ? '' : `, code ${String(code)}`}`;
}

function describePurchase(records: readonly Json[]): string {
	const [first = {}] = records;
	if (first.bought === false) {
		const isFunds = first.kind === 'notEnoughFunds' && first.outcome === 'refused';
		return `${isFunds ? 'out of funds' : String(first.outcome)}${first.order === undefined ? '' : ` naming ${String(first.order)}`}`;
	}
	return `bought ${records.flatMap(({ order }) => (order === undefined ? [] : [String(order)])).join(', ')}`;
}

let client: N8nClient;
let server: CorpusServer;

beforeAll(async () => {
	client = await connect();
	server = await startCorpusServer();
});

afterAll(async () => await server.close());

test(`the real n8n reads ${CASES.length} replies of the corpus as the unit tests do`, async () => {
	const credential = await credentialFor(client, '={{ $json.url }}', 'k3y-of-the-corpus-0123456789');
	const { id } = await client.createWorkflow(workflowOf(server, credential));
	const execution = await client.runWorkflow(id, START, 240_000);
	expect(execution.status).toBe('success');
	const wrong = OPERATIONS.flatMap((operation) => {
		const turns = turnsOf(execution, operation);
		const cases = CASES.filter((each) => each.operation === operation);
		expect([operation, turns.length]).toEqual([operation, cases.length]);
		return cases.flatMap((each, position) => {
			const records = turns[position] ?? [];
			const became = describeTurn(each, records);
			const isShown = JSON.stringify(records).includes(JSON.stringify(each.row.says ?? '').slice(1, -1));
			return became === each.row.becomes && isShown ? [] : [`${each.title}: ${became} ${JSON.stringify(records).slice(0, 300)}`];
		});
	});
	expect(wrong).toEqual([]);
});
