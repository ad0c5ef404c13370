import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { getBalance } from '../../../nodes/SmmPanel/panel/api/account';
import type { IdResult } from '../../../nodes/SmmPanel/panel/api/idBatches';
import type { PanelClient } from '../../../nodes/SmmPanel/panel/transport/client';
import { PanelError } from '../../../nodes/SmmPanel/panel/errors';
import { forgetBatchModes } from '../../../nodes/SmmPanel/panel/api/batchSupport';
import {
	addOrderCall,
	getOrderStatuses,
	getRefillStatuses,
	requestCancels,
	requestRefills,
} from '../../../nodes/SmmPanel/panel/api/orders';
import { getCategories, getInventory, getSubcategory } from '../../../nodes/SmmPanel/panel/api/services';
import { getPage } from '../../../nodes/SmmPanel/panel/api/pages';
import { addNumbersCall, getSmsCodes, getSmsCountries, getSmsProjects, getSmsStatuses } from '../../../nodes/SmmPanel/panel/api/sms';
import { fakePanel, failureOf } from './support';

const fixture = z.object({ document: z.string(), examples: z.array(z.object({ action: z.string(), text: z.string() })) });

/** Every example reply of the five documents, word for word; `// OR` joins two into one text, as it stands there. */
const DOCUMENTS = ['hstockplus-bn-newest', 'hstockplus-ja', 'hstockplus-pt', 'hm-social-media', 'hassan-store-ar'].map((name) =>
	fixture.parse(JSON.parse(readFileSync(join(__dirname, 'fixtures', `${name}.json`), 'utf8'))),
);
const EXAMPLES = DOCUMENTS.flatMap(({ document, examples }) =>
	examples.map(({ action, text }, position) => ({ document, position, action, text })),
);
const isBroken = (text: string) => text.includes('// OR') || /true\s+"dripfeed"/.test(text);
const READABLE = EXAMPLES.filter(({ action, text }) => action !== 'error' && !isBroken(text));
const ERRORS = EXAMPLES.filter(({ action }) => action === 'error');
const BROKEN = EXAMPLES.filter(({ text }) => isBroken(text));

async function itemsOf(results: Promise<Map<string, IdResult>>): Promise<IDataObject[]> {
	return [...(await results).values()].map((result) => {
		if ('failure' in result) throw result.failure;
		return result.item;
	});
}

/** Ids to ask for so that an example answers them all: its keys or rows, else any one id. */
function idsIn(text: string): string[] {
	const value: unknown = JSON.parse(text);
	if (Array.isArray(value))
		return value.map((row: Record<string, unknown>) => String('cancel' in row || 'order' in row ? row.order : row.refill));
	const keys = Object.keys(z.record(z.unknown()).parse(value)).filter((key) => /^\d+$/.test(key));
	return keys.length > 0 ? keys : ['7'];
}

const READERS: Record<string, (panel: PanelClient, ids: string[]) => Promise<unknown>> = {
	categories: async (panel) => await getCategories(panel, ''),
	subcategory_info: async (panel) => [await getSubcategory(panel, '674a1f77bcf86cd799439099', '')],
	services: async (panel) => (await getPage(panel, 'services', {})).rows,
	inventory: async (panel) => [await getInventory(panel, '1', '')],
	add: async (panel) => await panel.call(addOrderCall({ service: '1' })),
	status: async (panel, ids) => await itemsOf(getOrderStatuses(panel, ids)),
	refill: async (panel, ids) => await itemsOf(requestRefills(panel, ids)),
	refill_status: async (panel, ids) => await itemsOf(getRefillStatuses(panel, ids)),
	cancel: async (panel, ids) => await itemsOf(requestCancels(panel, ids)),
	balance: async (panel) => [await getBalance(panel)],
	sms_projects: async (panel) => await getSmsProjects(panel, '', ''),
	sms_countries: async (panel) => await getSmsCountries(panel, ''),
	add_sms: async (panel) => await panel.call(addNumbersCall({ project_id: '65f' })),
	sms_code: async (panel) => await itemsOf(getSmsCodes(panel, ['7'])),
	sms_status: async (panel) => await itemsOf(getSmsStatuses(panel, ['7'])),
};

beforeEach(forgetBatchModes);

test('knows every example of the documents', () => {
	expect(DOCUMENTS.map(({ examples }) => examples.length)).toEqual([20, 19, 19, 10, 8]);
	expect(BROKEN.map(({ document, action }) => `${document} ${action}`)).toEqual([
		'hstockplus-bn-newest.txt sms_code',
		'hstockplus-ja.txt sms_code',
		'hstockplus-pt.txt sms_code',
		'hassan-store-ar.txt services',
	]);
});

test.each(READABLE)('reads example $position ($action) of $document without losing a field', async ({ action, text }) => {
	const items = await READERS[action]?.(
		fakePanel((fields) => partOf(text, fields)),
		idsIn(text),
	);
	const shown = JSON.stringify(items);
	for (const value of leavesOf(dataOf(JSON.parse(text)))) expect(shown).toContain(value);
});

/** A request is first tried with one id, so the panel of a list example answers for the ids that it was asked for. */
function partOf(text: string, { orders, refills }: Readonly<Record<string, string>>): string {
	const asked = (orders ?? refills)?.split(',');
	if (asked === undefined || !text.startsWith('[')) return text;
	const rows = z.array(z.record(z.unknown())).parse(JSON.parse(text));
	return JSON.stringify(rows.filter((row) => asked.includes(String(row.order ?? row.refill))));
}

/** The rows of an envelope, whose numbers of pages are no data. */
function dataOf(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'services' in value ? value.services : value;
}

/** Every value of an example as it has to stand in the items; numeric texts of counts may have become numbers. */
function leavesOf(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(leavesOf);
	// Beside an error Hassan's document has a number of it, which the item leaves out.
	if (typeof value === 'object' && value !== null && 'error' in value) return leavesOf(value.error);
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
	return [typeof value === 'string' && !/^\d+$/.test(value) ? JSON.stringify(value) : String(value)];
}

test.each(ERRORS)('takes error $text of $document for a refusal in its own words', async ({ text }) => {
	const words = z.object({ error: z.string() }).parse(JSON.parse(text)).error;
	// In answer to a purchase, an order that is not found may be the one just made.
	const [action, intent] = words === 'Order not found' ? (['status', 'read'] as const) : (['add', 'spend'] as const);
	const failure = await failureOf(fakePanel(() => text).call({ action, intent, schema: z.unknown() }));
	expect(failure).toMatchObject({ panelWords: words, effect: 'none' });
	expect(failure.message).toContain(words);
});

test.each(BROKEN)('says that the example of $action in $document is no valid JSON', async ({ action, text }) => {
	const failure = await failureOf(
		READERS[action]?.(
			fakePanel(() => text),
			['7'],
		) ?? Promise.resolve(),
	);
	expect(failure).toBeInstanceOf(PanelError);
	expect(failure).toMatchObject({ kind: 'notJson', message: "The panel's answer cannot be read, because it is not valid JSON" });
});

test('gives the documented values where they are compared or added to', async () => {
	const exampleOf = (document: string, action: string, number = 0) =>
		EXAMPLES.filter((example) => example.document === `${document}.txt` && example.action === action)[number]?.text ?? '';
	const ofBatch = await itemsOf(
		getOrderStatuses(
			fakePanel(() => exampleOf('hassan-store-ar', 'status', 1)),
			['1', '10', '15', '20'],
		),
	);
	expect(ofBatch).toEqual([
		{ order: '1', charge: '0.27819', start_count: 3572, status: 'Partial', remains: 157, currency: 'USD', state: 'partial', final: true },
		{ order: '10', found: false, reason: 'Incorrect order ID', code: '104' },
		{ order: '15', status: 'Active', posts: 5, state: 'active', final: false },
		{ order: '20', status: 'In Progress', runs: 3, state: 'inProgress', final: false },
	]);
	expect(await getBalance(fakePanel(() => exampleOf('hm-social-media', 'balance')))).toEqual({ balance: '100.84292', currency: 'USD' });
	expect(
		(
			await getPage(
				fakePanel(() => exampleOf('hstockplus-bn-newest', 'services')),
				'services',
				{},
			)
		).rows[1],
	).toMatchObject({ rate: '25.00', min: 1, isRecommended: true });
	expect(await fakePanel(() => exampleOf('hstockplus-pt', 'add_sms')).call(addNumbersCall({}))).toEqual([
		{ order: '12345', phone: '+1234567890', country: 'us', status: 'active', state: 'active', final: false },
	]);
	expect(await fakePanel(() => exampleOf('hstockplus-ja', 'add')).call(addOrderCall({}))).toMatchObject([{ order: '23501' }]);
});
