import { mkdir } from 'node:fs/promises';
import { chromium, selectors, type Page } from 'playwright-core';
import { startN8n } from '../host/n8n';
import { packPackage } from '../host/pack';
import { textOf } from '../host/problem';
import { N8nClient } from '../host/rest';
import { startSandboxPanel } from '../sandbox';
import { demand, entries, logIn, nodeOnCanvas, openNode, OWNER, picture, PICTURES } from './page';
import { lookAtOrderForm } from './orderForm';
import { pictureEveryOperation } from './everyOperation';
import { walkAsStranger } from './stranger';
import { watchOrder } from './trigger';

/** Walks through the editor as a user would, on a panel with 20,000 services, and takes the README's pictures. */

const ROWS = 20_000;
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'];

async function pickService(page: Page, panelCalls: () => number): Promise<string> {
	await page.getByTestId('rlc-input').click();
	const items = page.getByTestId('rlc-item');
	const first = await entries(items);
	await demand(
		'the list opens with its first page of services',
		first.length >= 50 && /^\S+ · .+ · .+ · .+/.test(first[0] ?? ''),
		first.slice(0, 3),
	);
	await picture(page, 'service-list');

	await items.last().scrollIntoViewIfNeeded();
	await items.nth(first.length).waitFor();
	await demand('scrolling to the end loads the next page', (await items.count()) > first.length, await items.count());

	await page.getByTestId('rlc-search').fill('instagram followers');
	await items
		.first()
		.filter({ hasNotText: first[0] ?? '' })
		.waitFor();
	const found = await entries(items);
	await picture(page, 'service-search');
	const fits = found.slice(0, 20).every((text) => /instagram/i.test(text.normalize('NFKC')) && /followers/i.test(text.normalize('NFKC')));
	await demand('a search finds styled letters by plain words', found.length > 0 && fits, found.slice(0, 5));
	await demand('all of this took one call to the panel', panelCalls() === 1, panelCalls());
	const choice = found[0] ?? '';
	await items.first().click();
	return choice;
}

async function changeCategory(page: Page): Promise<void> {
	await page.getByTestId('parameter-input-category').click();
	const category = page.getByRole('option').nth(3);
	await category.waitFor();
	const name = (await category.innerText()).trim();
	await category.click();
	await page.getByTestId('rlc-input').click();
	const items = page.getByTestId('rlc-item');
	const listed = await entries(items);
	await picture(page, 'service-category');
	await demand(`the category "${name}" narrows the list`, listed.length > 0 && listed.length < 100, listed.length);
	await items.first().click();
}

async function walk(page: Page, url: string): Promise<void> {
	const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', rows: ROWS, pace: 0 });
	try {
		const client = new N8nClient(url);
		await client.ownerSetup(OWNER);
		await logIn(page, url);
		await walkAsStranger(page, url);
		const credential = await client.createCredential('HM Social Media', 'smmPanelApi', { baseUrl: panel.url, apiKey: panel.apiKey });
		const workflow = await client.createWorkflow({
			name: 'Order followers',
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
				{
					name: 'SMM Panel',
					type: 'n8n-nodes-smm-panel.smmPanel',
					typeVersion: 1,
					position: [220, 0],
					parameters: { resource: 'order', operation: 'create', link: 'https://instagram.com/username', quantity: 1000 },
					credentials: { smmPanelApi: { id: credential.id, name: credential.name } },
				},
			],
			connections: { Start: { main: [[{ node: 'SMM Panel', type: 'main', index: 0 }]] } },
		});
		await page.goto(`${url}/workflow/${workflow.id}`);
		await nodeOnCanvas(page, 'SMM Panel').waitFor();
		await picture(page, 'canvas-light');
		await openNode(page, 'SMM Panel');
		const choice = await pickService(page, () => panel.callsOf('services').length);
		console.log(`  picked: ${choice}`);
		await picture(page, 'order');

		await page.getByTestId('node-execute-button').click();
		await page.getByTestId('output-panel').getByText('23501').waitFor();
		await picture(page, 'order-placed');
		await demand('a run in the editor placed one order', panel.orders().length === 1, panel.orders().length);

		await changeCategory(page);
		await page.getByTestId('ndv-close-button').click();
		await page.evaluate("localStorage.setItem('N8N_THEME', 'dark')");
		await page.reload();
		await nodeOnCanvas(page, 'SMM Panel').waitFor();
		await picture(page, 'canvas-dark');

		await page.getByTestId('node-creator-plus-button').click();
		const offered = page.getByTestId('node-creator-item-name').filter({ hasText: 'SMM Panel' });
		for (const word of ['restock', 'reorder', 'order', 'sms', 'followers', 'smm']) {
			await page.getByTestId('node-creator-search-bar').fill(word);
			await demand(
				`the node is found by the word "${word}"`,
				(await entries(offered)).includes('SMM Panel'),
				await offered.allInnerTexts(),
			);
		}
		await picture(page, 'node-creator');
		await page.reload();
		await openNode(page, 'SMM Panel');
		await page.getByTestId('credential-edit-button').click();
		await page.getByTestId('editCredential-modal').getByText('Base URL').waitFor();
		await picture(page, 'credential');
		for (const theme of ['light', 'dark'] as const) await lookAtOrderForm(page, { url, client }, credential, theme);
		await watchOrder(page, { url, client }, credential, '23501');
		await pictureEveryOperation(page, { url, client }, credential);
	} finally {
		await panel.close();
	}
}

async function main(): Promise<void> {
	await mkdir(PICTURES, { recursive: true });
	const n8n = await startN8n({ tarball: await packPackage() });
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
	try {
		const page = await browser.newPage({ viewport: { width: 1400, height: 880 } });
		await walk(page, n8n.url).catch(async (error: unknown) => {
			await picture(page, 'stopped-here');
			throw error;
		});
	} finally {
		await browser.close();
		await n8n.stop();
	}
}

main().catch((error: unknown) => {
	console.error(textOf(error));
	process.exitCode = 1;
});
