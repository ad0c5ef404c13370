import { createServer } from 'node:http';

import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ICredentialTestFunction, IExecuteFunctions, INodeType, IPollFunctions } from 'n8n-workflow';

import { SECRET, credentials, description, probe } from './__fixtures__/probe';
import { captureLogs, credentialTest, listSearch, loadOptions, openPoller, runAsTool, runNode, runPolls } from './index';

describe('polling', () => {
	const polling: INodeType = {
		description: {
			...description,
			inputs: [],
			polling: true,
			group: ['trigger'],
			usableAsTool: undefined,
			properties: [{ displayName: 'Emit', name: 'emit', type: 'json', default: '[]' }],
		},
		async poll(this: IPollFunctions) {
			const state = this.getWorkflowStaticData('node');
			state.polls = Number(state.polls ?? 0) + 1;
			const emit = [this.getNodeParameter('emit')].flat();
			if (this.getMode() !== 'manual' && !emit.includes(state.polls)) return null;
			return [[{ json: { polls: state.polls, activation: this.getActivationMode(), budget: this.getPollBudgetMs() } }]];
		},
	};

	test('polls share one state object, and a silent poll is lost on a restart', async () => {
		const poller = await openPoller({ type: polling, parameters: { emit: [3] } });
		const results = [await poller.poll(), await poller.poll()];
		expect(results.map(({ output, changed, staticData }) => [output, changed, staticData])).toEqual([
			[null, true, { polls: 1 }],
			[null, true, { polls: 2 }],
		]);
		expect(poller.saved).toEqual({ polls: 1 });
		expect((await poller.poll()).items[0]?.json).toEqual({ polls: 3, activation: 'activate', budget: 300_000 });
		expect(poller.saved).toEqual({ polls: 3 });

		await poller.poll();
		poller.restart();
		const afterRestart = await poller.poll();
		expect(afterRestart.staticData).toEqual({ polls: 4 });
	});

	test('manual polls see the stored state and save nothing', async () => {
		const results = await runPolls({
			type: polling,
			parameters: {},
			mode: 'manual',
			polls: 2,
			staticData: { polls: 7 },
			pollBudgetMs: 36_000,
		});
		expect(results.map(({ items }) => items[0]?.json)).toEqual([
			{ polls: 8, activation: 'manual', budget: 36_000 },
			{ polls: 8, activation: 'manual', budget: 36_000 },
		]);
	});

	test('a poll that throws or changes nothing is reported as such', async () => {
		const poll: INodeType['poll'] = async function (this: IPollFunctions) {
			const state = this.getWorkflowStaticData('node');
			if (state.stop === true) throw new NodeApiError(this.getNode(), { message: 'Invalid API key' });
			return null;
		};
		const type = { ...polling, poll };
		const [quiet] = await runPolls({ type, parameters: {}, polls: 1 });
		expect([quiet?.changed, quiet?.error]).toEqual([false, undefined]);
		const [failed] = await runPolls({ type, parameters: {}, polls: 1, staticData: { stop: true } });
		expect(failed?.error).toBeInstanceOf(NodeApiError);
	});
});

describe('loaders, credential test and tool', () => {
	let url = '';
	const server = createServer((_request, response) => response.end('{"balance":"1.50"}'));
	beforeAll(async () => {
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		if (typeof address === 'object' && address !== null) url = `http://127.0.0.1:${address.port}`;
	});
	afterAll(() => server.close());

	const test_key: ICredentialTestFunction = async function ({ data }) {
		const body: unknown = await this.helpers.request({ uri: String(data?.baseUrl), method: 'POST', form: {} });
		return { status: 'OK', message: String(body) };
	};
	const type = probe(async () => [[]], {
		loadOptions: {
			async names() {
				const { apiKey } = await this.getCredentials('smmPanelApi');
				return [{ name: String(this.getCurrentNodeParameter('text')), value: String(apiKey).length }];
			},
		},
		listSearch: {
			async services(filter, token) {
				return { results: [{ name: `${filter}`, value: 1 }], paginationToken: String(Number(token ?? 0) + 1) };
			},
		},
		credentialTest: { test_key },
	});

	test('dropdowns see parameters, credentials, filter and page', async () => {
		expect(await loadOptions('names', { type, credentials, parameters: { text: 'now' } })).toEqual([{ name: 'now', value: SECRET.length }]);
		expect(await listSearch('services', { type, filter: 'likes', token: '4' })).toEqual({
			results: [{ name: 'likes', value: 1 }],
			paginationToken: '5',
		});
		await expect(listSearch('other', { type })).rejects.toThrow('no listSearch method "other"');
	});

	test('a credential test reaches the panel with the legacy helper', async () => {
		const result = await credentialTest('test_key', { baseUrl: url, apiKey: SECRET }, { type });
		expect(result).toEqual({ status: 'OK', message: '{"balance":"1.50"}' });
	});

	test('requests work from execute()', async () => {
		const requesting = probe(async function (this: IExecuteFunctions) {
			const body: unknown = await this.helpers.httpRequest({ url, method: 'POST', body: {}, encoding: 'text' });
			return [[{ json: { body: String(body) } }]];
		});
		const run = await runNode({ type: requesting, parameters: {} });
		expect(run.items[0]?.[0]?.json.body).toBe('{"balance":"1.50"}');
	});

	test('an AI agent calls the node as a tool, with its retries and its errors', async () => {
		const seen: string[] = [];
		const tool = probe(async function (this: IExecuteFunctions) {
			const text = String(this.getNodeParameter('text', 0));
			seen.push(text);
			if (text === 'bad') throw new NodeOperationError(this.getNode(), 'refused', { description: 'Choose another' });
			return [[{ json: { text } }]];
		});
		const run = await runAsTool({
			type: tool,
			credentials,
			parameters: { text: "={{ $fromAI('what', 'what to say', 'string') }}", toolDescription: 'Says it' },
			calls: [{ what: 'hello' }, { what: 'bad' }],
			node: { name: 'Say It', retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		});
		expect([run.name, run.description, run.argumentNames]).toEqual(['Say_It', 'Says it', ['what']]);
		expect(run.answers[0]?.text).toBe('[{"text":"hello"}]');
		expect(run.answers[1]?.error?.message).toContain('Details: Choose another');
		expect(seen).toEqual(['hello', 'bad', 'bad']);
	});

	test('the log of a node can be read', async () => {
		const logs = captureLogs();
		const logging = probe(async function (this: IExecuteFunctions) {
			this.logger.warn('panel is slow', { after: 30 });
			return [[]];
		});
		await runNode({ type: logging, parameters: {} });
		logs.restore();
		expect(logs.lines).toContain('warn: panel is slow {"after":30}');
	});
});

test('what Node itself throws is an Error in tests too, and subclasses keep their own meaning', () => {
	class Own extends TypeError {}
	const thrownBy = (act: () => void): unknown => {
		try {
			act();
		} catch (error) {
			return error;
		}
		return undefined;
	};
	const badUrl = thrownBy(() => new URL('no address'));
	expect([badUrl instanceof Error, badUrl instanceof TypeError, badUrl instanceof RangeError]).toEqual([true, true, false]);
	expect(badUrl instanceof Own).toBe(false);
	expect(thrownBy(() => AbortSignal.abort().throwIfAborted()) instanceof Error).toBe(true);
});
