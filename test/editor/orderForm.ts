import type { Page } from 'playwright-core';
import type { N8nClient } from '../host/rest';
import type { StoredCredential } from '../host/restShapes';
import { demand, nodeOnCanvas, openNode, picture } from './page';

/** Labels of the fields that the panel of the open node shows. */
async function labels(page: Page): Promise<string[]> {
	const shown = await page.getByTestId('node-parameters').locator('label').allInnerTexts();
	return shown.map((text) => text.split('\n')[0]?.trim() ?? '');
}

async function pick(page: Page, words: string): Promise<void> {
	await page.getByTestId('rlc-input').click();
	await page.getByTestId('rlc-search').fill(words);
	const found = page.getByTestId('rlc-item').filter({ hasText: new RegExp(words.split(' ').join('.*'), 'i') });
	await found.first().waitFor();
	await found.first().click();
}

/** Waits until the closed Order Type field says this. */
async function waitForType(page: Page, wanted: string): Promise<void> {
	const selector = '[data-test-id="parameter-input-orderType"] input';
	await page.waitForFunction(`document.querySelector('${selector}')?.value === ${JSON.stringify(wanted)}`);
	console.log(`  ok: Order Type says "${wanted}"`);
}

/** Picks services of several types, and looks at what the form makes of each. */
export async function lookAtOrderForm(
	page: Page,
	n8n: { url: string; client: N8nClient },
	credential: StoredCredential,
	theme: 'light' | 'dark',
): Promise<void> {
	const { url, client } = n8n;
	const workflow = await client.createWorkflow({
		name: 'Order by type',
		nodes: [
			{
				name: 'SMM Panel',
				type: 'n8n-nodes-smm-panel.smmPanel',
				typeVersion: 1,
				position: [0, 0],
				parameters: { resource: 'order', operation: 'create' },
				credentials: { smmPanelApi: { id: credential.id, name: credential.name } },
			},
		],
		connections: {},
	});
	await page.evaluate(`localStorage.setItem('N8N_THEME', '${theme}')`);
	await page.goto(`${url}/workflow/${workflow.id}`);
	await nodeOnCanvas(page, 'SMM Panel').waitFor();
	await openNode(page, 'SMM Panel');
	await picture(page, `order-new-${theme}`);

	await pick(page, 'Poll Every Order Form');
	await waitForType(page, 'Automatic: Poll (Link, Quantity, Answer Number)');
	await demand('the field of a poll is there without another click', (await labels(page)).includes('Answer Number'), await labels(page));
	await picture(page, `order-automatic-${theme}`);

	await page.getByTestId('rlc-mode-selector').click();
	await page.getByRole('option').filter({ hasText: 'By ID' }).first().click();
	await page.getByTestId('parameter-input-showAllFields').locator('[role="switch"], .el-switch').first().click();
	await page.getByText('Hashtags (One per Line)').first().waitFor();
	await demand('by ID all fields are there after one click', (await labels(page)).includes('Answer Number'), await labels(page));
	await picture(page, `order-by-id-${theme}`);

	await page.getByTestId('parameter-input-orderType').click();
	await page.getByRole('option').filter({ hasText: 'Subscriptions' }).first().waitFor();
	await picture(page, `order-types-${theme}`);
	await page.getByRole('option').filter({ hasText: 'Subscriptions' }).first().click();
	await page.getByText('Minimum per Post').first().waitFor();
	await picture(page, `order-subscriptions-${theme}`);
}
