import { forgetCatalogs } from '../../nodes/SmmPanel/catalog/catalog';
import { forgetCoolDowns } from '../../nodes/SmmPanel/catalog/catalogInTime';
import { forgetLists } from '../../nodes/SmmPanel/catalog/lists';
import { forgetBatchModes } from '../../nodes/SmmPanel/panel/api/batchSupport';
import { forgetCharges } from '../../nodes/SmmPanel/purchases/chargeCheck';
import { forgetSessions } from '../../nodes/SmmPanel/trigger/session';
import { startSandboxPanel, type SandboxOptions, type SandboxPanel } from '../sandbox';
import type { TestCredentials } from './engine';

/** An address where nobody listens: so low a port is given to no other test. */
export const CLOSED_URL = 'http://127.0.0.1:1/api/v2';

const closers: Array<() => Promise<void>> = [];

/** Starts a panel where everything happens at once; closePanels ends it. */
export async function startPanel(options: SandboxOptions): Promise<SandboxPanel> {
	const panel = await startSandboxPanel({ pace: 0, ...options });
	closeLater(async () => await panel.close());
	return panel;
}

/** Lets closePanels end another server of a test too. */
export function closeLater(close: () => Promise<void>): void {
	closers.push(close);
}

/** Ends every server that tests started and all their spies, and forgets what the package remembers, as a new process would. */
export async function closePanels(): Promise<void> {
	jest.restoreAllMocks();
	await Promise.all(closers.splice(0).map(async (close) => await close()));
	forgetCatalogs();
	forgetCoolDowns();
	forgetLists();
	forgetBatchModes();
	forgetSessions();
	forgetCharges();
}

export function credentialsOf(panel: Pick<SandboxPanel, 'url' | 'apiKey'>, apiKey = panel.apiKey): TestCredentials {
	return { smmPanelApi: { baseUrl: panel.url, apiKey } };
}
