import type { N8nClient } from '../host/rest';
import { startSandboxPanel, type SandboxOptions, type SandboxPanel } from '../sandbox';
import { buyOrder, createWatcher, STILL, type Watcher } from './watching';

const panels: SandboxPanel[] = [];
const watchers: Watcher[] = [];

/** Starts a panel whose orders stand still until the test changes them. */
export async function openStillPanel(options: Partial<SandboxOptions> = {}): Promise<SandboxPanel> {
	const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', ...STILL, ...options });
	panels.push(panel);
	return panel;
}

/** Closes every panel that `openStillPanel` started. */
export async function closeStillPanels(): Promise<void> {
	await Promise.all(panels.splice(0).map(async (panel) => await panel.close()));
}

/** Ends the polls of every workflow that was published here, so that the next test has the machine for itself. */
export async function unpublishAll(current: () => N8nClient): Promise<void> {
	for (const { id } of watchers.splice(0)) await current().deactivate(id);
}

/** A panel with two orders and a workflow that is told every change of the first; the second keeps the panel being asked. */
export interface Watched {
	panel: SandboxPanel;
	order: number;
	still: number;
	watcher: Watcher;
}

/**
 * Publishes a workflow that is told every change, and waits for what it tells first.
 * @param seconds between two polls, default 1
 */
export async function watchEveryChange(current: () => N8nClient, seconds?: number): Promise<Watched> {
	const panel = await openStillPanel();
	const [order, still] = [await buyOrder(panel), await buyOrder(panel)];
	const parameters = { event: 'orderStatus', watch: 'ids', orderIds: `${order} ${still}`, states: [] };
	const watcher = await createWatcher(current, { panel, parameters, seconds });
	watchers.push(watcher);
	await watcher.publish();
	await watcher.untilEvents(2);
	return { panel, order, still, watcher };
}

/** Publishes a workflow of another event at a panel with a balance of 40. */
export async function watchAccount(
	current: () => N8nClient,
	parameters: Record<string, unknown>,
	seconds?: number,
): Promise<{ panel: SandboxPanel; watcher: Watcher }> {
	const panel = await openStillPanel();
	panel.setBalance('40');
	const watcher = await createWatcher(current, { panel, parameters, seconds });
	watchers.push(watcher);
	await watcher.publish();
	await watcher.publication();
	return { panel, watcher };
}

/** Changes the price of service 1. */
export function setPrice(panel: SandboxPanel, rate: string): void {
	panel.setServices((rows) => rows.map((row) => (row.service === 1 ? { ...row, rate } : row)));
}
