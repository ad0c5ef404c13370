import type { Page } from 'playwright-core';
import type { N8nClient } from '../host/rest';
import type { StoredCredential } from '../host/restShapes';
import { demand, nodeOnCanvas, openNode, picture } from './page';

/** Sets the trigger up for one order, and looks at it with 'Fetch test event'. */
export async function watchOrder(
	page: Page,
	n8n: { url: string; client: N8nClient },
	credential: StoredCredential,
	order: string,
): Promise<void> {
	const { url, client } = n8n;
	const workflow = await client.createWorkflow({
		name: 'Watch an order',
		nodes: [
			{
				name: 'SMM Panel Trigger',
				type: 'n8n-nodes-smm-panel.smmPanelTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: { states: ['canceled', 'completed', 'partial'] },
				credentials: { smmPanelApi: { id: credential.id, name: credential.name } },
			},
		],
		connections: {},
	});
	await page.evaluate("localStorage.setItem('N8N_THEME', 'light')");
	await page.goto(`${url}/workflow/${workflow.id}`);
	await nodeOnCanvas(page, 'SMM Panel Trigger').waitFor();
	await openNode(page, 'SMM Panel Trigger');
	await page.getByTestId('parameter-input-orderIds').locator('textarea').fill(order);
	await page.getByTestId('node-execute-button').click();
	const output = page.getByTestId('output-panel');
	await output.getByText(`${order}:completed`).first().waitFor();
	await demand("'Fetch test event' shows the order as it is", (await output.innerText()).includes('orderStatus'), await output.innerText());
	await picture(page, 'trigger');
}
