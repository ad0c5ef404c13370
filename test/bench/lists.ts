import { fetch } from 'undici';
import type { ILoadOptionsFunctions, INodeListSearchResult, INodeType } from 'n8n-workflow';
import { listSearch as ourMethods } from '../../nodes/SmmPanel/methods';
import { listSearch } from '../support';
import type { RemotePanel } from './remotePanel';

/** A list of the node, opened in n8n's real context; `ms` is the time inside the method. */
export type TimedList = (filter?: string, token?: string) => Promise<{ ms: number; result: INodeListSearchResult }>;

// tsx resolves the node's file name to the SmmPanel.node.json beside it, so the node stands here with its credential only.
const DESCRIPTION: INodeType['description'] = {
	displayName: 'SMM Panel',
	name: 'smmPanel',
	group: ['transform'],
	version: 1,
	description: 'Stands for the node',
	defaults: { name: 'SMM Panel' },
	inputs: [],
	outputs: [],
	credentials: [{ name: 'smmPanelApi', required: true }],
	properties: [],
};

type Method = (this: ILoadOptionsFunctions, filter?: string, token?: string) => Promise<INodeListSearchResult>;

/** Wraps a list method so that only its own time counts, not that of building n8n's context around it. */
function timedList(method: Method, panel: RemotePanel): TimedList {
	let ms = NaN;
	const type: INodeType = {
		description: DESCRIPTION,
		methods: {
			listSearch: {
				async timed(this: ILoadOptionsFunctions, filter?: string, token?: string) {
					const begin = performance.now();
					const result = await method.call(this, filter, token);
					ms = performance.now() - begin;
					return result;
				},
			},
		},
	};
	const credentials = { smmPanelApi: { baseUrl: panel.url, apiKey: panel.apiKey } };
	return async (filter, token) => {
		const result = await listSearch('timed', {
			type,
			credentials,
			...(filter === undefined ? {} : { filter }),
			...(token === undefined ? {} : { token }),
		});
		return { ms, result };
	};
}

/** The Service list of this package's node. */
export function ourList(panel: RemotePanel): TimedList {
	return timedList(ourMethods.searchServices, panel);
}

/** What a list costs that is written the usual way: fetch everything each time, filter in memory, cut a page. */
export function naiveList(panel: RemotePanel): TimedList {
	return timedList(async function naive(filter, token) {
		const rows: unknown = JSON.parse(await textOfServices(this, panel));
		const all = (Array.isArray(rows) ? rows : (Object.values(rows ?? {}).find(Array.isArray) ?? [])).map(
			(row: Record<string, unknown>) => ({
				name: `${String(row.service)} · ${String(row.name)} · ${String(row.rate)}`,
				value: String(row.service),
			}),
		);
		const wanted = filter ? all.filter(({ name }: { name: string }) => name.toLowerCase().includes(filter.toLowerCase())) : all;
		const begin = Number(token ?? 0);
		const more = begin + 100 < wanted.length ? { paginationToken: String(begin + 100) } : {};
		return { results: wanted.slice(begin, begin + 100), ...more };
	}, panel);
}

/** n8n's HTTP helper and JSON.parse alone: the part of an open that no node can save. */
export function helperOnly(panel: RemotePanel): TimedList {
	return timedList(async function helper() {
		JSON.parse(await textOfServices(this, panel));
		return { results: [] };
	}, panel);
}

async function textOfServices(context: ILoadOptionsFunctions, panel: RemotePanel): Promise<string> {
	const text: unknown = await context.helpers.httpRequest({
		method: 'POST',
		url: panel.url,
		headers: FORM,
		body: formOf(panel),
		encoding: 'text',
	});
	return String(text);
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

function formOf(panel: RemotePanel): string {
	return new URLSearchParams({ key: panel.apiKey, action: 'services' }).toString();
}

/** The yardstick: the same reply by undici's fetch and JSON.parse. */
export async function rawFetch(panel: RemotePanel): Promise<string> {
	const text = await (await fetch(panel.url, { method: 'POST', headers: FORM, body: formOf(panel) })).text();
	JSON.parse(text);
	return text;
}
