import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { PACKAGE_FOLDER } from '../host/paths';

const README_PICTURES = join(PACKAGE_FOLDER, 'docs', 'images');
const IN_README = new Set(['service-search', 'order-placed', 'trigger']);
/** Where the pictures go that are there to be looked at. */
export const PICTURES = join(PACKAGE_FOLDER, '.cache', 'pictures');
export const OWNER = { email: 'walk@example.com', password: 'Walk-The-Editor-1' };

/** Takes a picture for the README, or to look at, such as of where the walk stopped. */
export async function picture(page: Page, name: string): Promise<void> {
	await page.screenshot({ path: join(IN_README.has(name) ? README_PICTURES : PICTURES, `${name}.png`) });
	console.log(`  ${name}.png`);
}

/** Waits until a list is loaded and returns its visible entries. */
export async function entries(items: Locator): Promise<string[]> {
	await items.first().waitFor();
	return (await items.allInnerTexts()).map((text) => text.trim());
}

/** Says what holds, or ends the walk with what the editor shows instead. */
export async function demand(what: string, holds: boolean, seen: unknown): Promise<void> {
	if (!holds) throw new Error(`${what}, but the editor shows: ${JSON.stringify(seen).slice(0, 400)}`);
	console.log(`  ok: ${what}`);
}

export async function logIn(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.fill('input[type="email"]', OWNER.email);
	await page.fill('input[type="password"]', OWNER.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/home|workflow/);
}

export function nodeOnCanvas(page: Page, name: string): Locator {
	return page.locator('[data-test-id="canvas-node"]', { hasText: name }).first();
}

/** Opens a node's panel, as a double click does. */
export async function openNode(page: Page, name: string): Promise<void> {
	await nodeOnCanvas(page, name).dblclick();
	await page.getByTestId('node-parameters').waitFor();
}
