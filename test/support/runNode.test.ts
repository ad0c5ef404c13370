import { NodeOperationError, sleep } from 'n8n-workflow';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { z } from './zod';
import { SECRET, credentials, probe } from './__fixtures__/probe';
import { DedupStore, runNode } from './index';

const dataShape = z.object({ $execution: z.object({ resumeUrl: z.string(), id: z.string() }), $runIndex: z.number() });

function failing(times: number): { type: INodeType; tries: () => number } {
	let tries = 0;
	return {
		tries: () => tries,
		type: probe(async function (this: IExecuteFunctions) {
			tries += 1;
			const memory = this.getContext('node');
			memory.tries = Number(memory.tries ?? 0) + 1;
			if (tries <= times) throw new NodeOperationError(this.getNode(), `try ${tries}`);
			return [[{ json: { tries, memory: memory.tries } }]];
		}),
	};
}

describe('runNode', () => {
	test('resolves expressions, defaults, credentials and item pairing with the engine', async () => {
		const type = probe(async function (this: IExecuteFunctions) {
			const { apiKey } = await this.getCredentials('smmPanelApi');
			return [
				this.getInputData().map((item, index) => ({
					json: { text: this.getNodeParameter('text', index), length: String(apiKey).length, n: item.json.n },
				})),
			];
		});
		const run = await runNode({
			type,
			credentials,
			parameters: { text: "={{ 'n' + $json.n + $('Start').item.json.n }}" },
			items: [{ json: { n: 1 } }, { json: { n: 2 } }],
		});
		expect(run.status).toBe('success');
		expect(run.items[0]?.map(({ json }) => json.text)).toEqual(['n11', 'n22']);
		expect(run.items[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(run.items[0]?.[0]?.json.length).toBe(SECRET.length);
		expect(run.wholeJson).not.toContain(SECRET);
		expect((await runNode({ type, credentials, parameters: {} })).items[0]?.[0]?.json.text).toBe('from default');
	});

	test('Retry On Fail runs the whole node again and keeps its context', async () => {
		const node = failing(2);
		const run = await runNode({
			type: node.type,
			parameters: {},
			node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});
		expect(node.tries()).toBe(3);
		expect(run.error).toBeUndefined();
		expect(run.items[0]?.[0]?.json).toEqual({ tries: 3, memory: 3 });
	});

	test('Retry On Fail also repeats a node whose first item carries json.error', async () => {
		let tries = 0;
		const type = probe(async () => [[{ json: { error: `refused ${(tries += 1)}` } }]]);
		await runNode({ type, parameters: {}, node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } });
		expect(tries).toBe(2);
	});

	test('a failing node stops the run, or goes on with On Error', async () => {
		const stopped = await runNode({ type: failing(9).type, parameters: {} });
		expect([stopped.status, stopped.error?.message, stopped.items]).toEqual(['error', 'try 1', []]);

		const continued = await runNode({
			type: failing(9).type,
			parameters: {},
			items: [{ json: { n: 1 } }],
			node: { onError: 'continueRegularOutput' },
		});
		// n8n calls an execution whose last node failed an error, even where On Error let its items pass.
		expect([continued.status, continued.error?.message]).toEqual(['error', 'try 1']);
		expect(continued.items[0]?.[0]?.json).toEqual({ n: 1 });
	});

	test('an item with `error` leaves through the error output', async () => {
		const type = probe(async function (this: IExecuteFunctions) {
			const error = new NodeOperationError(this.getNode(), 'no such order');
			return [
				[
					{ json: { ok: 1 }, pairedItem: 0 },
					{ json: {}, error, pairedItem: { item: 0 } },
				],
			];
		});
		const run = await runNode({ type, parameters: {}, node: { onError: 'continueErrorOutput' } });
		expect(run.items.map((output) => output.map(({ json }) => json))).toEqual([[{ ok: 1 }], [{ error: 'no such order' }]]);
	});

	test('hints, run index, execution id and signature reach the node and the result', async () => {
		const type = probe(async function (this: IExecuteFunctions) {
			this.addExecutionHints({ message: 'the list was cut', location: 'outputPane' });
			const { $execution, $runIndex } = dataShape.parse(this.getWorkflowDataProxy(0));
			return [[{ json: { url: $execution.resumeUrl, id: $execution.id, run: $runIndex, mode: this.getMode() } }]];
		});
		const run = await runNode({ type, parameters: {}, runIndex: 2, executionId: '77', signature: 'lineage' });
		const json = run.items[0]?.[0]?.json;
		expect(json).toMatchObject({ id: '77', run: 2, mode: 'trigger' });
		const url = new URL(String(json?.url));
		expect([url.pathname, url.searchParams.get('signature')]).toEqual(['/webhook-waiting/77', 'lineage']);
		expect(run.hints).toMatchObject([{ message: 'the list was cut' }]);

		const [one, two] = [await runNode({ type, parameters: {} }), await runNode({ type, parameters: {} })];
		expect(one.signature).toBeTruthy();
		expect(one.signature).not.toBe(two.signature);
		expect(one.executionId).not.toBe(two.executionId);
	});

	test('"Retry execution" restores context, input and signature under a new execution id, each time from the same state', async () => {
		const node = failing(2);
		const options = { type: node.type, parameters: {}, items: [{ json: { n: 5 } }] };
		const failed = await runNode(options);
		const again = await runNode({ ...options, retryOf: failed });
		expect([again.error?.message, again.run.mode]).toEqual(['try 2', 'retry']);
		expect(again.contextData['node:Probe']).toEqual({ tries: 2 });
		expect(again.signature).toBe(failed.signature);
		expect(again.executionId).not.toBe(failed.executionId);
		expect(again.dedup).toBe(failed.dedup);

		const third = await runNode({ ...options, retryOf: failed });
		expect([third.status, third.items[0]?.[0]?.json]).toEqual(['success', { tries: 3, memory: 2 }]);
	});

	test('aborting the signal stops the execution and reaches the node', async () => {
		const stop = new AbortController();
		let cancelled = false;
		const type = probe(async function (this: IExecuteFunctions) {
			const signal = this.getExecutionCancelSignal();
			setTimeout(() => stop.abort(), 5);
			await sleep(5000, signal).catch(() => {
				cancelled = true;
			});
			return [[]];
		});
		const run = await runNode({ type, parameters: {}, signal: stop.signal });
		expect([cancelled, run.status]).toEqual([true, 'canceled']);
	});

	test('a missing required parameter keeps the workflow from starting, as in n8n', async () => {
		await expect(runNode({ type: failing(0).type, parameters: { must: '' } })).rejects.toThrow(/issues/);
	});
});

describe('the de-duplication store', () => {
	const recording = probe(async function (this: IExecuteFunctions) {
		const keys = this.getInputData().map(({ json }) => String(json.key));
		const { new: fresh, processed } = await this.helpers.checkProcessedAndRecord(keys, 'node', {
			mode: 'entries',
			maxEntries: 3,
		});
		return [[{ json: { fresh, processed } }]];
	});
	const record = async (dedup: DedupStore, keys: string[], node?: { id: string }) =>
		(await runNode({ type: recording, parameters: {}, dedup, node, items: keys.map((key) => ({ json: { key } })) })).items[0]?.[0]?.json;

	test('remembers over executions, per node, and drops the oldest', async () => {
		const dedup = new DedupStore();
		expect(await record(dedup, ['a', 'b'])).toEqual({ fresh: ['a', 'b'], processed: [] });
		expect(await record(dedup, ['b', 'c'])).toEqual({ fresh: ['c'], processed: ['b'] });
		expect(await record(dedup, ['a'], { id: 'other' })).toEqual({ fresh: ['a'], processed: [] });
		expect(dedup.size).toBe(4);
		expect(await record(dedup, ['d'])).toEqual({ fresh: ['d'], processed: [] });
		expect(await record(dedup, ['a', 'b'])).toEqual({ fresh: ['a'], processed: ['b'] });
		expect(await record(new DedupStore(), ['b'])).toEqual({ fresh: ['b'], processed: [] });
	});

	test('is not atomic, as in n8n: concurrent calls both see a new value', async () => {
		const dedup = new DedupStore();
		const both = await Promise.all([record(dedup, ['x']), record(dedup, ['x'])]);
		expect(both.map((json) => json?.fresh)).toEqual([['x'], ['x']]);
	});

	test('can be unreachable', async () => {
		const dedup = new DedupStore();
		dedup.outage = new Error('SQLITE_BUSY');
		const run = await runNode({ type: recording, parameters: {}, dedup, items: [{ json: { key: 'a' } }] });
		expect(run.error?.message).toBe('SQLITE_BUSY');
	});
});
