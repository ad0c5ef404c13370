import type { Locator, Page } from 'playwright-core';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { demand, picture } from './page';

/** Counts what somebody does who has read nothing and starts on an empty canvas. */
class Stranger {
	private clicks = 0;
	private fields = 0;

	constructor(
		private readonly page: Page,
		private readonly url: string,
	) {}

	async click(target: Locator): Promise<void> {
		await target.click();
		this.clicks++;
	}

	async type(target: Locator, text: string): Promise<void> {
		await target.fill(text);
		this.fields++;
	}

	async begin(): Promise<void> {
		this.clicks = 0;
		this.fields = 0;
		await this.page.goto(`${this.url}/workflow/new`);
		await this.click(this.page.getByTestId('canvas-plus-button'));
	}

	/** Adds a node by what the stranger wants and by the name of the action or event; no other node may come first. */
	async add(words: string, action: string): Promise<void> {
		await this.type(this.page.getByTestId('node-creator-search-bar'), words);
		const found = this.page.getByTestId('node-creator-item-name');
		await found.filter({ hasText: 'SMM Panel' }).first().waitFor();
		await demand(`"${words}" finds the node first`, (await found.first().innerText()) === 'SMM Panel', await found.allInnerTexts());
		await this.click(found.first());
		const entry = this.page.getByText(action, { exact: true }).first();
		// On an empty canvas n8n shows the triggers, and the actions below a heading that is closed.
		await entry.waitFor({ timeout: 3_000 }).catch(async () => await this.click(this.page.getByText(/^Actions \(\d+\)/).first()));
		await this.click(entry);
		await this.page.getByTestId('node-parameters').waitFor();
	}

	async fill(parameter: string, text: string): Promise<void> {
		await this.type(this.page.getByTestId(`parameter-input-${parameter}`).locator('input, textarea').first(), text);
		await this.page.keyboard.press('Tab');
	}

	/** Searches a list by words and takes what comes first. */
	async pick(words: string, expected: RegExp): Promise<void> {
		await this.click(this.page.getByTestId('rlc-input'));
		await this.type(this.page.getByTestId('rlc-search'), words);
		await this.click(this.page.getByTestId('rlc-item').filter({ hasText: expected }).first());
	}

	async choose(parameter: string, name: string): Promise<void> {
		await this.click(this.page.getByTestId(`parameter-input-${parameter}`).first());
		await this.click(this.page.getByRole('option').filter({ hasText: name }).first());
	}

	async run(shows: string): Promise<void> {
		await this.click(this.page.getByTestId('node-execute-button'));
		await this.page.getByTestId('output-panel').getByText(shows).first().waitFor();
	}

	async done(what: string, most: { clicks: number; fields: number }): Promise<void> {
		const counted = { clicks: this.clicks, fields: this.fields };
		await demand(`${what}: ${counted.clicks} clicks and ${counted.fields} typed fields`, fits(counted, most), { counted, most });
	}
}

function fits(counted: { clicks: number; fields: number }, most: { clicks: number; fields: number }): boolean {
	return counted.clicks <= most.clicks && counted.fields <= most.fields;
}

/** Connects a panel, places an order, buys a number and gets its code, and watches an order, as somebody who has read nothing. */
export async function walkAsStranger(page: Page, url: string): Promise<void> {
	const panel = await startSandboxPanel({ dialect: 'hstockplus', pace: 0 });
	try {
		const stranger = new Stranger(page, url);
		await placeFirstOrder(page, stranger, panel);
		await receiveCode(page, stranger);
		await watchWithTrigger(page, stranger);
	} finally {
		await panel.close();
	}
}

async function placeFirstOrder(page: Page, stranger: Stranger, panel: SandboxPanel): Promise<void> {
	await stranger.begin();
	await stranger.add('order followers', 'Buy order for money by service ID');
	await picture(page, 'stranger-new-node');
	await stranger.click(page.getByRole('button', { name: 'Connect to SMM Panel' }).first());
	await page.getByTestId('editCredential-modal').waitFor();
	await picture(page, 'stranger-credential');
	await stranger.fill('baseUrl', panel.url);
	await stranger.fill('apiKey', panel.apiKey);
	await stranger.click(page.getByTestId('credential-save-button'));
	await page.getByTestId('editCredential-modal').waitFor({ state: 'hidden' });
	await stranger.pick('instagram followers', /instagram followers/i);
	await stranger.fill('link', 'https://instagram.com/username');
	await stranger.fill('quantity', '100');
	await stranger.run('23501');
	await picture(page, 'stranger-order');
	await stranger.done('the first order, with its credential', { clicks: 10, fields: 6 });
}

async function receiveCode(page: Page, stranger: Stranger): Promise<void> {
	await stranger.begin();
	await stranger.add('sms code', 'Buy SMS number for money by project ID');
	await stranger.choose('country', 'United Kingdom');
	await stranger.pick('whatsapp', /whatsapp/i);
	await stranger.run('23502');
	await picture(page, 'stranger-number');
	await stranger.click(page.getByTestId('ndv-close-button'));
	await stranger.click(page.getByTestId('canvas-handle-plus').last());
	await stranger.add('sms code', 'Wait for code of SMS number');
	await stranger.fill('orderId', '{{ $json.order }}');
	await stranger.run('Your verification code is');
	await picture(page, 'stranger-code');
	await stranger.done('a number and its code', { clicks: 14, fields: 4 });
}

async function watchWithTrigger(page: Page, stranger: Stranger): Promise<void> {
	await stranger.begin();
	await stranger.add('order status', 'On order status changed');
	await stranger.fill('orderIds', '23501');
	await stranger.choose('states', 'Completed');
	await page.keyboard.press('Escape');
	await stranger.run('23501:completed');
	await picture(page, 'stranger-trigger');
	await stranger.click(page.getByTestId('ndv-close-button'));
	await stranger.click(page.getByTestId('workflow-open-publish-modal-button'));
	await stranger.click(
		page
			.getByRole('dialog')
			.getByRole('button', { name: /publish/i })
			.last(),
	);
	await page.getByText('Workflow published').first().waitFor();
	await stranger.done('a trigger that works', { clicks: 9, fields: 2 });
}
