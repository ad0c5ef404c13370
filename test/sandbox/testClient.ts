import { startSandboxPanel, type Dialect, type SandboxOptions, type SandboxPanel } from './index';
import { isObject } from './parse';

/** A clock that stands still until a test moves it. */
export class TestClock {
	private time = Date.UTC(2026, 0, 1);
	readonly now = (): number => this.time;
	forward(ms: number): void {
		this.time += ms;
	}
}

const open: SandboxPanel[] = [];

/** Starts a panel that closePanels ends. */
export async function panelFor(dialect: Dialect, options: Partial<SandboxOptions> = {}): Promise<SandboxPanel> {
	const panel = await startSandboxPanel({ dialect, ...options });
	open.push(panel);
	return panel;
}

/** Ends every panel that panelFor started. */
export async function closePanels(): Promise<void> {
	await Promise.all(open.splice(0).map((panel) => panel.close()));
}

/** Sends one form with the panel's key and returns the HTTP reply. Redirects are not followed. */
export function post(panel: Pick<SandboxPanel, 'url' | 'apiKey'>, fields: Record<string, string>, key = panel.apiKey): Promise<Response> {
	return fetch(panel.url, { method: 'POST', body: new URLSearchParams({ key, ...fields }), redirect: 'manual' });
}

/** Sends one form and returns the parsed JSON. */
export async function call(
	panel: Pick<SandboxPanel, 'url' | 'apiKey'>,
	action: string,
	fields: Record<string, string> = {},
): Promise<unknown> {
	const response = await post(panel, { action, ...fields });
	return response.json();
}

/** The id of the first project in a `sms_projects` reply. */
export function firstProject(projects: unknown): string {
	const first: unknown = Array.isArray(projects) ? projects[0] : undefined;
	return isObject(first) ? String(first.project_id) : '';
}
