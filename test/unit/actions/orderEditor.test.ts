import { NodeHelpers, type INode, type INodeParameters, type INodeProperties } from 'n8n-workflow';

import { ORDER_FIELD_NAMES } from '../../../nodes/SmmPanel/actions/order/form/orderFields';
import { getForm, ORDER_TYPE_NAMES } from '../../../nodes/SmmPanel/actions/order/form/orderTypes';
import { actionNode, listSearch, loadOptions } from '../../support';
import { byId, closePanels, credentialsOf, startPanel } from './support';
import { everything } from './everything';

afterEach(closePanels);

const create: INodeParameters = { resource: 'order', operation: 'create', service: byId(1) };
const fromList: INodeParameters = {
	...create,
	service: { __rl: true, mode: 'list', value: '1', cachedResultName: '1 · 0.90 per 1000 · Followers · 50–10000' },
};

async function properties(): Promise<INodeProperties[]> {
	return (await actionNode()).description.properties;
}

/** What n8n finds wrong before it runs a workflow. */
async function issues(parameters: INodeParameters): Promise<unknown> {
	const { description } = await actionNode();
	const node: INode = { id: '1', name: 'SMM Panel', type: 'smmPanel', typeVersion: 1, position: [0, 0], parameters };
	return NodeHelpers.getNodeParametersIssues(description.properties, node, description);
}

/** The fields that the editor shows, by their labels. */
async function shown(parameters: INodeParameters): Promise<string[]> {
	const { description } = await actionNode();
	const values = NodeHelpers.getNodeParameters(description.properties, parameters, true, false, null, description) ?? {};
	return description.properties
		.filter((property) => NodeHelpers.displayParameter(values, property, null, description))
		.map(({ displayName }) => displayName);
}

describe('n8n starts every right order', () => {
	const needed = (orderType: string): INodeParameters => {
		const form = getForm(ORDER_TYPE_NAMES.find((name) => name === orderType) ?? 'default');
		return Object.fromEntries(form.required.map((name) => [name, everything[name] ?? 1]));
	};

	test.each(ORDER_TYPE_NAMES)('of the type %s, chosen by hand or by an expression', async (orderType) => {
		expect(await issues({ ...create, orderType, ...needed(orderType) })).toBeNull();
		expect(await issues({ ...create, orderType: `={{ "${orderType}" }}`, ...needed(orderType) })).toBeNull();
		expect(await issues({ ...create, ...needed(orderType) })).toBeNull();
	});

	test('and none without a service, whatever the type is', async () => {
		for (const service of [
			{ __rl: true, mode: 'id', value: '' },
			{ __rl: true, mode: 'list', value: '' },
		])
			expect(await issues({ ...create, service, ...needed('default') })).toEqual({
				parameters: { service: ['Parameter "Service ID" is required.'] },
			});
		expect(await issues({ ...create, service: byId('={{ $json.service }}'), ...needed('default') })).toBeNull();
	});

	test('and a required field is one that every use of its operation needs', async () => {
		const required = (await properties()).filter((property) => property.required === true);
		expect(new Set(required.map(({ displayName }) => displayName))).toEqual(
			new Set([
				'Action',
				'Order ID',
				'Order IDs',
				'Project ID (App or Site)',
				'Refill ID',
				'Refill IDs',
				'Service ID',
				'SMS Order ID',
				'SMS Order IDs',
				'Subcategory ID',
			]),
		);
		for (const { displayOptions } of required) expect(Object.keys(displayOptions?.show ?? {})).toEqual(['resource', 'operation']);
	});
});

describe('the form', () => {
	const FRAME = ['Resource', 'Operation', 'Service ID', 'Order Type'];
	const GUARDS = ['Maximum Charge', 'Order Key', 'Options'];

	test('shows link, quantity and comments while the type is not known, and the others one by one', async () => {
		const fields = ['Link', 'Quantity', 'Comments (One per Line)', 'Maximum Charge', 'Order Key', 'Fields of the Type', 'Options'];
		expect(await shown(fromList)).toEqual([...FRAME.slice(0, 3), 'Filter Services by Category', ...FRAME.slice(3), ...fields]);
		expect(await shown(create)).toEqual([...FRAME, 'Show All Fields', ...fields]);
	});

	test('shows what every type needs after one click, where a service is entered by its ID', async () => {
		const labels = await shown({ ...create, showAllFields: true });
		for (const orderType of ORDER_TYPE_NAMES) {
			const ofType = (await shown({ ...create, orderType })).filter((label) => label !== 'Use the Type Chosen Here');
			expect(labels).toEqual(expect.arrayContaining(ofType));
		}
		// Where the service was picked from the list, the form knows better.
		expect(await shown({ ...fromList, showAllFields: true })).toEqual(await shown(fromList));
	});

	test('starts with empty numbers that say what to enter, not with a 0 that looks like a choice', async () => {
		const numbers = (await properties())
			.flatMap((property) => [property, ...(property.name === 'typeFields' ? [property.options ?? []].flat() : [])])
			.flatMap((property) => ('type' in property && property.type === 'number' ? [property] : []))
			.filter(({ name }) => ORDER_FIELD_NAMES.some((field) => field === name));
		const ofNumbers = numbers.filter(({ displayOptions }) => !displayOptions?.show?.resource?.includes('smsNumber'));
		expect(ofNumbers.length).toBeGreaterThan(10);
		for (const { default: initial, placeholder } of ofNumbers)
			expect([initial, placeholder]).toEqual(['', expect.stringMatching(/^e\.g\. \d/)]);
		expect(await issues({ ...fromList, link: 'https://a.b', quantity: '' })).toBeNull();
	});

	test('asks for an e-mail and not for a profile where the link of a product is added', async () => {
		const members = (await properties()).flatMap(({ name, options = [] }) => (name === 'typeFields' ? options : []));
		const links = members.flatMap((member) => ('type' in member && member.name === 'link' ? [member] : []));
		expect(links.map(({ placeholder, displayOptions }) => [placeholder, displayOptions?.show])).toEqual(
			Array.from({ length: 2 }, () => [expect.stringContaining('@'), { '/orderType': ['product'] }]),
		);
	});

	test.each(ORDER_TYPE_NAMES)('of the type %s shows exactly what it needs, where it is chosen by hand', async (orderType) => {
		const { required, optional } = getForm(orderType);
		const fields = (await shown({ ...create, orderType })).filter((label) => ![...FRAME, ...GUARDS].includes(label));
		expect(fields.filter((label) => label !== 'Fields of the Type')).toHaveLength(required.length);
		expect(fields.includes('Fields of the Type')).toBe(optional.length > 0);
	});

	test.each(ORDER_TYPE_NAMES.filter((name) => name !== 'product'))(
		'shows what the type %s needs as soon as a service of it is picked from the list, without another click',
		async (orderType) => {
			const { panelNames, required } = getForm(orderType);
			for (const type of panelNames) {
				const panel = await startPanel('hmSocialMedia');
				panel.setServices((rows) => rows.slice(0, 1).map((row) => ({ ...row, type })));
				const { results } = await listSearch('searchServices', { credentials: credentialsOf(panel) });
				const service = { __rl: true, mode: 'list', value: '1', cachedResultName: results[0]?.name ?? '' };
				const byHand = await shown({ ...create, orderType });
				const labels = await shown({ ...create, service });
				expect(labels).toEqual(expect.arrayContaining(byHand));
				expect(labels.length - byHand.length).toBeLessThanOrEqual(4);
				expect(required.length).toBeGreaterThan(0);
			}
		},
	);
});

describe('the list of order types', () => {
	const load = async (service: INodeParameters, panel = startPanel('hmSocialMedia')) => {
		const opened = await panel;
		return await loadOptions('getOrderTypes', {
			parameters: { service },
			credentials: credentialsOf(opened),
			node: { credentials: { smmPanelApi: { id: '1', name: 'Panel' } } },
		});
	};

	test('begins with the type of the chosen service and what it needs; the others follow by name, each with its line', async () => {
		const [first, ...others] = await load(byId(2));
		expect(first).toEqual({
			name: 'Automatic: Custom Comments (Link, Comments)',
			value: 'automatic',
			description: 'The type that the panel names for service 2',
		});
		expect(others.map(({ value }) => value)).toEqual(ORDER_TYPE_NAMES);
		for (const { description } of others) expect(description).toMatch(/^[A-Z].{10,}[^.]$/);
	});

	test.each<[string, INodeParameters, string]>([
		['no service is chosen', byId(''), 'Automatic (From the Service)'],
		['the service comes from an expression', byId('={{ $json.service }}'), 'Automatic (From the Service)'],
		['the catalog has no such service', byId(999_999), 'Automatic: No Such Service'],
	])('is whole where %s', async (_what, service, name) => {
		const entries = await load(service);
		expect(entries[0]).toMatchObject({ name, value: 'automatic' });
		expect(entries).toHaveLength(ORDER_TYPE_NAMES.length + 1);
	});

	test('says of a service that a cut catalog does not hold that only a part of it was sent', async () => {
		const panel = await startPanel('hmSocialMedia', { rows: 500 });
		expect((await load(byId(999_999), Promise.resolve(panel)))[0]).toEqual({
			name: 'Automatic: Not in the Part of the Catalog That Was Sent',
			value: 'automatic',
			description: 'Service 999999 is not in the part of the catalog that the panel sent, which has 500 services. Choose the type by hand.',
		});
	});

	test('is whole where the panel does not answer or names a type that nobody knows, and says so', async () => {
		const panel = await startPanel('hmSocialMedia');
		panel.setServices((rows) => rows.map((row) => ({ ...row, type: 'Telegram Boost' })));
		expect((await load(byId(1), Promise.resolve(panel)))[0]).toEqual({
			name: 'Automatic: Unknown Type',
			value: 'automatic',
			description: "The panel calls the type 'Telegram Boost'. Choose one of these.",
		});
		const silent = await startPanel('hassanStore');
		silent.fail({ action: 'services', kind: 'error', error: 'Catalog is being rebuilt', times: 9 });
		const entries = await load(byId(1), Promise.resolve(silent));
		expect(entries[0]).toMatchObject({
			name: 'Automatic (From the Service)',
			description: expect.stringMatching(/^The type of the service could not be read: The panel says: Catalog is being rebuilt\. /),
		});
		expect(entries).toHaveLength(ORDER_TYPE_NAMES.length + 1);
	});
});
