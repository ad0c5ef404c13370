import type { INodeParameters } from 'n8n-workflow';

import { findOrderType, ORDER_TYPES } from '../../../nodes/SmmPanel/actions/order/form/orderTypes';
import type { CatalogRow, SandboxPanel } from '../../sandbox';
import { everything } from './everything';
import { byId, closePanels, itemsOf, records, run, sent, startPanel } from './support';

afterEach(closePanels);

/** What panels call their types, and the name of the form that each asks for. */
const PANEL_TYPES: ReadonlyArray<[string, string]> = [
	['Default', 'Default'],
	['Package', 'Package'],
	['Custom Comments', 'Custom Comments'],
	['Custom Comments Package', 'Custom Comments Package'],
	['Mentions', 'Mentions'],
	['Mentions with Hashtags', 'Mentions with Hashtags'],
	['Mentions Custom List', 'Mentions Custom List'],
	['Mentions Hashtag', 'Mentions Hashtag'],
	['Mentions User Followers', 'Mentions User Followers'],
	['Users', 'Mentions User Followers'],
	['Mentions Media Likers', 'Mentions Media Likers'],
	['Comment Likes', 'Comment Likes'],
	['Comment Replies', 'Comment Replies'],
	['Poll', 'Poll'],
	['Invites from Groups', 'Invites From Groups'],
	['SEO', 'SEO'],
	['Subscriptions', 'Subscriptions'],
	['Web Traffic', 'Web Traffic'],
];
const UNLISTED = ['Telegram Boost', '', 'constructor', '12'];
const ALL = [...PANEL_TYPES, ...UNLISTED.map((type): [string, string] => [type, 'any'])];

const rows = ALL.map(
	([type], n): CatalogRow => ({
		service: n + 1,
		name: type,
		type,
		category: 'All',
		rate: '0.01',
		min: 1,
		max: 5000,
		refill: false,
		cancel: false,
	}),
);
const items = itemsOf(...rows.map(({ service }) => ({ service })));

/** A panel with one service of every type, whose catalog was read before. */
async function panelOfAllTypes(): Promise<SandboxPanel> {
	const panel = await startPanel('hmSocialMedia');
	panel.setServices(rows);
	await records(panel, 'order.estimate', { ...everything, service: byId(1), orderType: 'default' });
	panel.calls.splice(0);
	return panel;
}

const order = (orderType: string, options: INodeParameters = {}): INodeParameters => ({
	...everything,
	service: byId('={{ $json.service }}'),
	orderType,
	options,
});
const inSpiteOf = { items, node: { onError: 'continueRegularOutput' as const } };

describe.each(Object.entries(ORDER_TYPES))('the order type %s', (orderType, form) => {
	const { name } = form;

	test('is sent to services of its own type and of types that nobody lists; every other one is told which to choose', async () => {
		const panel = await panelOfAllTypes();
		const result = await run(panel, 'order.create', order(orderType), inSpiteOf);
		const told = (result.items[0] ?? []).map(({ json }) => String(json.error ?? '').split(' [item')[0]);
		const fits = ALL.map(([, wanted]) => wanted === name || wanted === 'any');
		for (const [n, [, wanted]] of ALL.entries()) {
			const acceptance: unknown = expect.not.stringContaining('is of the type');
			const refusal = `Service ${n + 1} is of the type '${wanted}', but the order type is '${name}'`;
			expect(told[n]).toEqual(fits[n] ? acceptance : refusal);
		}
		expect(sent(panel, 'add').map(({ service }) => Number(service) - 1)).toEqual([...fits.keys()].filter((n) => fits[n]));
		expect(panel.calls.every(({ action }) => action === 'add')).toBe(true);
	});

	test('is sent to every service, with its own fields, where the user insists on it', async () => {
		const panel = await panelOfAllTypes();
		await run(panel, 'order.create', order(orderType, { useChosenType: true, goOnWithoutFunds: true }), inSpiteOf);
		const [first = {}, ...others] = sent(panel, 'add').map(({ service: _, ...fields }) => fields);
		expect(others).toHaveLength(ALL.length - 1);
		// Where the panel says too that the lines are counted, their number goes along.
		const lines = 'counted' in form ? { quantity: String(first[form.counted]?.split('\n').length) } : {};
		for (const [n, fields] of others.entries()) expect(fields).toEqual({ ...first, ...(ALL[n + 1]?.[1] === form.name ? lines : {}) });
		expect(panel.calls).toHaveLength(ALL.length);
	});
});

test('a type is known in any spelling that panels use, and a product whatever its type is', () => {
	for (const type of ['custom_comments', 'CUSTOM COMMENTS', 'Custom-Comments ', 'customComments'])
		expect(findOrderType(type, undefined)).toBe('customComments');
	expect(findOrderType('Package', 'product')).toBe('product');
	expect(findOrderType('Package', 'smm')).toBe('package');
});
