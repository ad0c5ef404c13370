import { runInN8n, useSharedN8n } from './support';

const link = 'https://example.com/profile';

/** What a user saves who fills every field of the form by an expression. */
const byExpressions = {
	resource: 'order',
	operation: 'create',
	service: { __rl: true, mode: 'id', value: '={{ $json.service }}' },
	orderType: '={{ $json.type }}',
	link: '={{ $json.link }}',
	quantity: '={{ $json.quantity }}',
	comments: '={{ $json.comments }}',
	orderKey: '={{ $json.key }}',
};

describe('the form of an order', () => {
	const shared = useSharedN8n();

	test('n8n runs an order whose type is an expression, although most fields that it then shows are empty', async () => {
		const { sandbox, credential } = shared.panels().of('hmSocialMedia');
		const { error, items } = await runInN8n(shared.client(), {
			credential,
			parameters: byExpressions,
			items: [
				{ key: 'type 1', service: 1, type: 'automatic', link, quantity: 100 },
				{ key: 'type 2', service: 1, type: 'default', link, quantity: 200 },
				{ key: 'type 3', service: 2, type: 'customComments', link, comments: Array.from({ length: 10 }, (_, n) => `comment ${n}`) },
			],
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(3);
		expect(sandbox.orders().map(({ fields }) => fields)).toEqual([
			{ service: '1', link, quantity: '100' },
			{ service: '1', link, quantity: '200' },
			{ service: '2', link, quantity: '10', comments: Array.from({ length: 10 }, (_, n) => `comment ${n}`).join('\n') },
		]);
	});

	test('n8n runs an order whose fields of a type came by the switch, with the numbers that nobody filled in empty', async () => {
		const { sandbox, credential } = shared.panels().of('hassanStore');
		const poll = sandbox.services().find(({ type }) => type === 'Poll')?.service ?? '';
		const { error } = await runInN8n(shared.client(), {
			credential,
			parameters: {
				resource: 'order',
				operation: 'create',
				service: { __rl: true, mode: 'id', value: String(poll) },
				showAllFields: true,
				link,
				quantity: 50,
				answerNumber: 2,
				min: '',
				max: '',
				orderKey: 'a poll',
			},
		});
		expect(error).toBeUndefined();
		expect(sandbox.orders().map(({ fields }) => fields)).toEqual([{ service: String(poll), link, quantity: '50', answer_number: '2' }]);
	});

	test('n8n does not start an order without a service', async () => {
		const { sandbox, credential } = shared.panels().of('hstockplus');
		const { error } = await runInN8n(shared.client(), {
			credential,
			parameters: { resource: 'order', operation: 'create', service: { __rl: true, mode: 'list', value: '' }, link, quantity: 50 },
		}).catch((failure: unknown) => ({ error: failure }));
		expect(error).toBeDefined();
		expect(sandbox.calls).toEqual([]);
	});
});
