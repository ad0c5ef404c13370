import { openLedger } from '../../../nodes/SmmPanel/purchases/ledger';
import type { LedgerContext } from '../../../nodes/SmmPanel/purchases/entryStore';

interface Store {
	workflowId?: string;
	/** What n8n does when entries are recorded: it throws, or says which of them are new. */
	record: (entries: string[]) => string[];
}

let nodes = 0;

/** A ledger on a store of its own, in which nothing has to be waited for. */
function open({ workflowId = 'workflow', record }: Store) {
	const removed: string[] = [];
	const node = `node ${(nodes += 1)}`;
	const context: LedgerContext = {
		getWorkflow: () => ({ id: workflowId, active: true }),
		getNode: () => ({ id: node, name: 'Buy', type: 'smmPanel', typeVersion: 1, position: [0, 0], parameters: {} }),
		helpers: {
			checkProcessedAndRecord: async (items) => ({ new: record(items.map(String)), processed: [] }),
			async removeProcessed(items) {
				removed.push(...items.map(String));
			},
		},
	};
	return { ledger: openLedger(context, async () => {}), removed };
}

const fails = (thrown: unknown) => () => {
	throw thrown;
};
const key = { ids: ['invoice-7'] as const, isUserKey: true, contentId: 'content', dayIds: [] };
const derived = { ids: ['place', 'content'] as const, isUserKey: false, dayIds: [] };

const WITHOUT = 'Without the record a repeated run could buy twice.';
const WHEN_IT_ANSWERS = `Run it again when the database of n8n answers. ${WITHOUT}`;

test.each<[string, Store, reason: string, nextStep: string]>([
	[
		'the database is down',
		{ record: fails(new Error('connect ECONNREFUSED')) },
		'the database says: connect ECONNREFUSED',
		WHEN_IT_ANSWERS,
	],
	[
		'two workers insert the first entries at every try',
		{ record: fails(new Error('duplicate key value violates unique constraint "PK_1"\n  at insert')) },
		'the database says: duplicate key value violates unique constraint "PK_1"',
		WHEN_IT_ANSWERS,
	],
	['the database says a lot', { record: fails(new Error('x'.repeat(900))) }, `the database says: ${'x'.repeat(200)}`, WHEN_IT_ANSWERS],
	['something else than an error is thrown', { record: fails('down') }, 'the database says: nothing', WHEN_IT_ANSWERS],
	[
		'the workflow has no id yet',
		{ workflowId: '', record: fails(new Error('The expression evaluated to a falsy value: assert.ok(id)')) },
		'the workflow was never saved',
		`Save it, then run it again. ${WITHOUT}`,
	],
	[
		'every write is lost to another worker at once',
		{ record: (entries) => entries },
		'other workers wrote to the record of this node at every moment',
		`Run it again when less is bought at once. If its outcome is then called unknown, nothing was sent by this try, and 'Release Order Key' sends it. ${WITHOUT}`,
	],
])('where %s, that is what a purchase under a key of the user is refused for', async (_name, store, reason, nextStep) => {
	const { ledger, removed } = open(store);
	await expect(ledger.claim(key)).rejects.toMatchObject({
		kind: 'stopped',
		effect: 'none',
		message: `Nothing was sent, because this purchase could not be recorded in the database of n8n first: ${reason}`,
		nextStep,
	});
	// By now the entries may be those of the worker that won.
	expect(removed).toEqual([]);
});

test('a release that cannot be recorded says why, too', async () => {
	const { ledger } = open({ record: fails(new Error('database is down')) });
	await expect(ledger.release(key, 1)).rejects.toMatchObject({
		message:
			'Nothing was sent, because this purchase could not be recorded in the database of n8n first: the database says: database is down',
	});
});

test('one failure is not told: the record is written a moment later', async () => {
	const failures = [new Error('duplicate key value violates unique constraint')];
	const record = (entries: string[]) => {
		const failure = failures.pop();
		if (failure) throw failure;
		return entries;
	};
	expect(await open({ record }).ledger.claim(derived)).toBe('claimed');
	expect(failures).toEqual([]);
});
