import { executionError, outputItems } from '../host/execution';
import { exampleNames, NODE_PREFIX, readExample } from '../start/examples';
import { importExample, jsonOf, textsOf } from './playing';
import { useSharedN8n } from './support';

describe('the example workflows, imported and run', () => {
	const shared = useSharedN8n();

	test('set no parameter that the node does not have', async () => {
		const types = await shared.client().nodeTypes();
		const knows = (type: string, parameter: string) =>
			types.find(({ name }) => name === type)?.properties.some(({ name }) => name === parameter) === true;
		for (const name of await exampleNames()) {
			const own = (await readExample(name)).nodes.filter(({ type }) => type.startsWith(NODE_PREFIX));
			expect(own).not.toHaveLength(0);
			for (const { type, parameters } of own) expect(Object.keys(parameters).filter((parameter) => !knows(type, parameter))).toEqual([]);
		}
	});

	test('Buy and watch an order: buys once, waits, and says why where it does not', async () => {
		const { credential, sandbox } = shared.panels().of('hassanStore');
		const quick = { 'Wait until It Is Finished': { options: { interval: 1 } } };
		const played = await importExample(shared.client(), 'buy-and-watch-an-order', { credential, parameters: quick });
		const execution = await played.run();
		expect(executionError(execution)).toBeUndefined();
		expect(jsonOf(execution, 'Wait until It Is Finished')).toMatchObject([{ state: 'completed', charge: expect.any(String) }]);
		expect(jsonOf(execution, 'Balance After')).toMatchObject([{ balance: expect.any(String) }]);
		// A second click, an order that does not fit, a panel that refuses.
		expect(textsOf(await played.run(), 'Not Ordered')).toEqual([expect.stringContaining('An earlier run already made this purchase')]);
		expect(sandbox.orders()).toHaveLength(1);
		const what = { orderNumber: 'order-2', service: '1', link: 'https://example.com/p', quantity: 1000, maxCharge: '5' };
		const play = async (change: Record<string, unknown>) => {
			const other = await importExample(shared.client(), 'buy-and-watch-an-order', {
				credential,
				pinned: { 'What to Order': { ...what, ...change } },
			});
			return textsOf(await other.run(), 'Not Ordered');
		};
		expect(await play({ quantity: 1 })).toEqual([expect.stringContaining('below the minimum')]);
		expect(await play({ maxCharge: '0.01' })).toEqual([expect.stringContaining("'Maximum Charge'")]);
		sandbox.setBalance('0.01');
		expect(await play({})).toEqual([expect.stringContaining('The balance does not suffice')]);
		sandbox.setBalance('100');
		expect(sandbox.orders()).toHaveLength(1);
	});

	test('Read balance and services', async () => {
		const played = await importExample(shared.client(), 'read-balance-and-services', {
			credential: shared.panels().of('hstockplus').credential,
		});
		const execution = await played.run();
		expect(executionError(execution)).toBeUndefined();
		expect(jsonOf(execution, 'Read the Balance')).toMatchObject([{ balance: '100.00' }]);
		expect(jsonOf(execution, 'Find Services').length).toBeGreaterThan(0);
	});

	test('Check many orders: finished, open and unknown ones are told apart', async () => {
		const { credential, sandbox } = shared.panels().of('hassanStore');
		const [finished] = sandbox.orders();
		const played = await importExample(shared.client(), 'check-many-orders', {
			credential,
			pinned: { 'Orders to Check': { orders: `${String(finished?.id)}, 99999` } },
		});
		const execution = await played.run();
		expect(executionError(execution)).toBeUndefined();
		expect(textsOf(execution, 'Finished Orders')).toEqual([expect.stringMatching(/^Order \d+: Completed, [\d.]+ USD$/)]);
		expect(outputItems(execution, 'Open or Unknown Orders')).toMatchObject([{ json: { text: expect.stringMatching(/^Order 99999: /) } }]);
		expect(sandbox.calls.every(({ keyOk }) => keyOk)).toBe(true);
	});
});
