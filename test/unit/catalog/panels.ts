import { sleep } from 'n8n-workflow';
import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions, INodeType } from 'n8n-workflow';

import type { PanelClient } from '../../../nodes/SmmPanel/panel/transport/client';
import { connectPanel } from '../../../nodes/SmmPanel/panel/transport/connect';
import type { CatalogRow, SandboxPanel } from '../../sandbox';
import { listSearch, loadOptions } from '../../support';
import type { LoaderOptions } from '../../support';
import { credentialsOf } from '../../support/panels';

export { closePanels, credentialsOf, startPanel } from '../../support/panels';

/** Opens, searches or scrolls a list of the node as the editor does. */
export async function openList(
	panel: SandboxPanel,
	method: string,
	options: LoaderOptions & { filter?: string; token?: string } = {},
): Promise<INodeListSearchResult> {
	return await listSearch(method, { credentials: credentialsOf(panel), ...options });
}

/** Opens a plain dropdown of the node. */
export async function openOptions(panel: SandboxPanel, method: string, options: LoaderOptions = {}): Promise<INodePropertyOptions[]> {
	return await loadOptions(method, { credentials: credentialsOf(panel), ...options });
}

/** The package's own client of a sandbox panel, over n8n's real HTTP helper. */
export async function clientFor(panel: SandboxPanel, readTimeoutMs?: number): Promise<PanelClient> {
	let client: PanelClient | undefined;
	const type: INodeType = {
		description: {
			displayName: 'Client',
			name: 'client',
			group: ['transform'],
			version: 1,
			description: 'Hands out its client',
			defaults: { name: 'Client' },
			inputs: [],
			outputs: [],
			credentials: [{ name: 'smmPanelApi', required: true }],
			properties: [],
		},
		methods: {
			loadOptions: {
				async connect(this: ILoadOptionsFunctions) {
					client = await connectPanel(this, {
						sleep,
						limits: { retries: 0, longestWaitMs: 0 },
						...(readTimeoutMs === undefined ? {} : { readTimeoutMs }),
					});
					return [];
				},
			},
		},
	};
	await loadOptions('connect', { type, credentials: credentialsOf(panel) });
	if (client === undefined) throw new Error('no client was made');
	return client;
}

/** Moves the clock of this process forward. */
export function later(ms: number): void {
	const now = Date.now() + ms;
	jest.spyOn(Date, 'now').mockReturnValue(now);
}

/** A catalog row with only the telling fields given. */
export function row(service: number, name: string, more: Partial<CatalogRow> = {}): CatalogRow {
	return { service, name, type: 'Default', category: 'First', rate: '0.90', min: 50, max: 10_000, refill: false, cancel: false, ...more };
}

/** Lets a panel answer the next calls of `services` with exactly this text or JSON. */
export function answerServices(panel: SandboxPanel, reply: unknown, times = 1): void {
	panel.fail({ action: 'services', kind: 'body', body: typeof reply === 'string' ? reply : JSON.stringify(reply), times });
}

/** The values of a result, in order. */
export function valuesOf(result: INodeListSearchResult): unknown[] {
	return result.results.map(({ value }) => value);
}
