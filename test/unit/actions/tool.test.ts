import type { INodeParameters } from 'n8n-workflow';

import { runAsTool } from '../../support';
import { byId, callsBesideCatalog, closePanels, credentialsOf, placeOrders, startPanel } from './support';
import type { SandboxPanel } from '../../sandbox';

afterEach(closePanels);

const ask = (key: string, type = 'string') => `={{ $fromAI('${key}', '', '${type}') }}`;
const call = async (panel: SandboxPanel, parameters: INodeParameters, calls: Array<Record<string, string | number | boolean>>) =>
	await runAsTool({ parameters, calls, credentials: credentialsOf(panel) });

const order: INodeParameters = {
	resource: 'order',
	operation: 'create',
	service: byId(ask('service')),
	link: ask('link'),
	quantity: ask('quantity', 'number'),
};

test('a model orders a service by its id and reads its status', async () => {
	const panel = await startPanel('hmSocialMedia');
	const { answers, argumentNames } = await call(panel, order, [{ service: '1', link: 'https://a.b', quantity: 100 }]);
	expect(argumentNames).toEqual(['service', 'link', 'quantity']);
	expect(answers).toEqual([{ text: expect.stringContaining('"order":"23501"') }]);
	const status = await call(panel, { resource: 'order', operation: 'getStatus', orderIds: ask('ids') }, [{ ids: '23501, 7' }]);
	expect(status.answers[0]?.text).toMatch(/"state":"completed".*"found":false/);
});

test('a model that repeats a purchase within one execution gets the same order; another content is another order', async () => {
	const panel = await startPanel('hmSocialMedia');
	const same = { service: '1', link: 'https://a.b', quantity: 100 };
	const { answers } = await call(panel, order, [same, same, { ...same, quantity: 200 }]);
	expect(answers.map(({ text }) => /"order":"(\d+)"/.exec(text ?? '')?.[1])).toEqual(['23501', '23501', '23502']);
	expect(panel.orders()).toHaveLength(2);
});

test('what a model gets wrong comes back in words that tell it how to go on', async () => {
	const panel = await startPanel('hmSocialMedia');
	const { answers } = await call(panel, order, [
		{ service: 'followers please', link: 'https://a.b', quantity: 100 },
		{ service: '1', link: 'https://a.b', quantity: 1.5 },
	]);
	const texts = answers.map(({ text, error }) => `${text ?? ''}${error?.message ?? ''}`);
	expect(texts[0]).toMatch(/'Service ID' is .*followers please.*which is not a service ID/);
	expect(texts[1]).toMatch(/'Quantity' is 1.5, but has to be a whole number above 0/);
	expect(callsBesideCatalog(panel)).toEqual([]);
});

test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
	'a model reads why and what to do next where On Error is %s',
	async (onError) => {
		const panel = await startPanel('hmSocialMedia');
		const { answers } = await runAsTool({
			parameters: { ...order, maxCharge: '0.05' },
			calls: [{ service: '1', link: 'https://a.b', quantity: 100 }],
			credentials: credentialsOf(panel),
			node: { onError },
		});
		const told = answers[0]?.text ?? answers[0]?.error?.message ?? '';
		expect(told).toMatch(
			/the estimate of 0\.09 is above 'Maximum Charge', which is 0\.05 \[item 0\]\. Order less, or raise the maximum\. .*Outcome: not sent, so nothing was bought by it\./,
		);
		expect(told.split('Order less')).toHaveLength(2);
		expect(panel.orders()).toEqual([]);
	},
);

test('the key of the panel never reaches the model', async () => {
	const panel = await startPanel('hassanStore');
	await placeOrders(panel, 1);
	panel.fail({ kind: 'body', body: JSON.stringify({ error: `Key ${panel.apiKey} is blocked for this` }), action: 'status' });
	const { wholeJson, answers } = await call(panel, { resource: 'order', operation: 'getStatus', orderIds: ask('ids') }, [{ ids: '23501' }]);
	expect(wholeJson).not.toContain(panel.apiKey);
	expect(answers).toHaveLength(1);
});

describe("what protects the money is not the model's to set", () => {
	const priced = { service: '1', link: 'https://a.b', quantity: 100, free: '999' };
	test.each([
		['Maximum Charge', { maxCharge: ask('free') }],
		['Maximum Charge', { maxCharge: "={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('free', ``, 'string') }}" }],
		['Maximum Total', { options: { maxTotal: '={{ $fromai("free") }}' } }],
		['Release Order Key', { options: { releaseOrderKey: ask('free') } }],
	])('%s left to the model sends nothing and says what to do', async (label, parameters) => {
		const panel = await startPanel('hmSocialMedia');
		const { answers } = await call(panel, { ...order, ...parameters }, [priced]);
		expect(answers[0]?.text ?? answers[0]?.error?.message).toMatch(
			new RegExp(`Nothing was sent: '${label}' is left to the AI model.*Set '${label}' in the node yourself`, 's'),
		);
		expect(panel.calls).toEqual([]);
	});

	test('nor is the word that an action is free', async () => {
		const panel = await startPanel('hmSocialMedia');
		const parameters = {
			resource: 'customAction',
			operation: 'call',
			action: 'add',
			fields: '{"service":1}',
			paid: ask('free', 'boolean'),
		};
		const { answers } = await call(panel, parameters, [{ free: false }]);
		expect(answers[0]?.text ?? answers[0]?.error?.message).toContain("'Costs Money' is left to the AI model");
		expect(panel.calls).toEqual([]);
	});

	test.each([
		["={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('Order_Key', ``, 'string') }}", false],
		["={{ $fromAI('Order_Key') }}", false],
		["={{ $fromAI('Order_Key', 'a new text for each new purchase', 'string') }}", true],
	])('an order key is: %s, if the model is told what it is', async (orderKey, isTold) => {
		const panel = await startPanel('hmSocialMedia');
		const { answers } = await call(panel, { ...order, orderKey }, [{ ...priced, Order_Key: 'k1' }]);
		expect(answers[0]?.text ?? answers[0]?.error?.message).toMatch(
			isTold ? /"orderKey":"k1"/ : /'Order Key' is left to the AI model, but nothing tells it what the key is.*describe it to the model/s,
		);
		expect(panel.orders()).toHaveLength(isTold ? 1 : 0);
	});

	test('a limit of the user holds whatever the model wants', async () => {
		const panel = await startPanel('hmSocialMedia');
		const { answers } = await call(panel, { ...order, maxCharge: '0.05' }, [{ service: '1', link: 'https://a.b', quantity: 100 }]);
		expect(answers[0]?.text ?? answers[0]?.error?.message).toContain("the estimate of 0.09 is above 'Maximum Charge', which is 0.05");
		expect(panel.orders()).toEqual([]);
	});
});
