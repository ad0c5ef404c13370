import './environment';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { Agent, fetch } from 'undici';
import { resources } from '../../nodes/SmmPanel/actions';
import { createEnvironment } from '../../nodes/SmmPanel/actions/environment';
import { describeResources } from '../../nodes/SmmPanel/framework/describe';
import { runOperation } from '../../nodes/SmmPanel/framework/runOperation';
import { runNode } from '../support';
import { median, timed } from './measure';

// What jest's environment gives to the tests' contexts.
Object.assign(globalThis, { requireOnce: require });

const ORDERS = 1000;
const ANSWER_MS = 50;
const AT_ONCE = [10, 100];
const ROUNDS = 1;
const KEY = 'bench-key';
const ids = Array.from({ length: ORDERS }, (_, index) => String(1_000_001 + index));

/** The node as the bench needs it: tsx resolves the node's file name to the .json beside it. */
function node(execute: INodeType['execute']): INodeType {
	return {
		description: {
			displayName: 'SMM Panel',
			name: 'smmPanel',
			group: ['transform'],
			version: 1,
			description: 'Stands for the node',
			defaults: { name: 'SMM Panel' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'smmPanelApi', required: true }],
			properties: describeResources(resources, 'order'),
		},
		...(execute ? { execute } : {}),
	};
}

async function side<T>(work: (id: string) => Promise<T>, atOnce: number): Promise<void> {
	const queue = ids.values();
	const lane = async () => {
		for (const id of queue) await work(id);
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Asks for 1,000 orders of a panel that takes one id a call: this package, n8n's helper without any node, and undici, in turn. */
async function main(): Promise<void> {
	const child = fork(join(__dirname, 'statusProcess.ts'), [String(ANSWER_MS)], { execArgv: ['--import', 'tsx'] });
	const [started]: unknown[] = await once(child, 'message');
	const url = typeof started === 'object' && started !== null && 'url' in started ? String(started.url) : '';
	const credentials = { smmPanelApi: { baseUrl: url, apiKey: KEY } };
	const bodyOf = (order: string) => new URLSearchParams({ key: KEY, action: 'status', order }).toString();
	const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
	const ours = async (callsAtOnce: number) => {
		const type = node(async function (this: IExecuteFunctions) {
			return await runOperation(this, resources, createEnvironment);
		});
		const parameters = { resource: 'order', operation: 'getStatus', orderIds: ids.join(), options: { callsAtOnce } };
		const { items, error } = await runNode({ type, credentials, parameters });
		if (error || items[0]?.length !== ORDERS) throw error ?? new Error(`${items[0]?.length} items`);
	};
	const helper = async (atOnce: number) => {
		const type = node(async function (this: IExecuteFunctions) {
			await side(async (id) => {
				const text: unknown = await this.helpers.httpRequest({ method: 'POST', url, headers, body: bodyOf(id), encoding: 'text' });
				JSON.parse(String(text));
			}, atOnce);
			return [[]];
		});
		const { error } = await runNode({ type, credentials, parameters: { resource: 'account', operation: 'getBalance' } });
		if (error) throw error;
	};
	const raw = async (atOnce: number) => {
		const dispatcher = new Agent();
		await side(async (id) => {
			const reply = await fetch(url, { method: 'POST', headers, body: bodyOf(id), dispatcher });
			JSON.parse(await reply.text());
		}, atOnce);
		await dispatcher.close();
	};
	for (const atOnce of AT_ONCE) {
		const times = { ours: new Array<number>(), helper: new Array<number>(), raw: new Array<number>() };
		for (const [name, work] of [
			['raw', raw],
			['helper', helper],
			['ours', ours],
		] as const) {
			await work(atOnce);
			for (let round = 0; round < ROUNDS; round++) times[name].push(await timed(async () => await work(atOnce)));
		}
		const [own, bare, fastest] = [median(times.ours), median(times.helper), median(times.raw)];
		process.stdout.write(
			`${ORDERS} orders, ${atOnce} at once, ${ANSWER_MS} ms an answer: this package ${own.toFixed(0)} ms, n8n helper alone ${bare.toFixed(0)} ms, undici ${fastest.toFixed(0)} ms (${(own / fastest).toFixed(2)} times undici, ${(own / bare).toFixed(2)} times the helper)\n`,
		);
	}
	child.disconnect();
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
	process.exitCode = 1;
});
