import type { INodeParameters } from 'n8n-workflow';

import { runAsTool } from '../../support';
import { byId, closePanels, credentialsOf, placeOrders, startPanel } from './support';
import type { SandboxPanel } from '../../sandbox';

afterEach(closePanels);

const ask = (key: string, type = 'string') => `={{ $fromAI('${key}', '', '${type}') }}`;
const call = async (panel: SandboxPanel, parameters: INodeParameters, calls: Array<Record<string, string | number>>) =>
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
	expect(texts[0]).toMatch(/'Service' is .*followers please.*which is not a service ID/);
	expect(texts[1]).toMatch(/'Quantity' is 1.5, but has to be a whole number above 0/);
	expect(panel.calls).toEqual([]);
});

test('the key of the panel never reaches the model', async () => {
	const panel = await startPanel('hassanStore');
	await placeOrders(panel, 1);
	panel.fail({ kind: 'body', body: JSON.stringify({ error: `Key ${panel.apiKey} is blocked for this` }), action: 'status' });
	const { wholeJson, answers } = await call(panel, { resource: 'order', operation: 'getStatus', orderIds: ask('ids') }, [{ ids: '23501' }]);
	expect(wholeJson).not.toContain(panel.apiKey);
	expect(answers).toHaveLength(1);
});
