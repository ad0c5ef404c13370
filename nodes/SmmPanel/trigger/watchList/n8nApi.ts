import type { IAllExecuteFunctions } from 'n8n-workflow';
import { isLocal } from '../../panel/transport/baseUrl';
import { CREDENTIAL_TYPE } from '../../panel/transport/connect';
import { invalidInput, cleanWords, type PanelError } from '../../panel/errors';
import { createRedactor } from '../../panel/transport/redact';
import { isRecord } from '../../panel/transport/parseReply';
import { fetchJson, listFailure, type ListContext } from './fetchJson';

/** Reads one path below /api/v1 of n8n's public API. */
export type N8nApi = (path: string, query: Readonly<Record<string, string>>) => Promise<unknown>;

type ApiContext = ListContext & Pick<IAllExecuteFunctions, 'getCredentials'>;

/** The path of the list of tables. */
export const TABLES = '/data-tables';

const NAME = 'The n8n API';
const SCOPES = 'dataTable:list, dataTable:read and dataTableRow:read';

/**
 * Opens n8n's public API with the optional part of the credential; Data Tables cannot be read by community nodes in
 * any other way.
 * @throws PanelError where that part is missing
 */
export async function openN8nApi(context: ApiContext, signal?: AbortSignal): Promise<N8nApi> {
	const credential = await context.getCredentials(CREDENTIAL_TYPE);
	const key = typeof credential.n8nApiKey === 'string' ? credential.n8nApiKey.trim() : '';
	const address = typeof credential.n8nApiUrl === 'string' ? credential.n8nApiUrl.trim() : '';
	if (credential.useDataTables !== true || key === '' || address === '') {
		throw invalidInput(
			"Switch on 'Use n8n Data Tables' in the credential, and enter 'n8n URL' and 'n8n API Key'",
			'Data Tables are read through the API of this n8n, and the credential does not say how to reach it.',
		);
	}
	const base = readApiBase(address);
	// Whatever answers at that address may send the key back in its words.
	const redactor = createRedactor(key);
	return async (path, query) => {
		const search = new URLSearchParams(query).toString();
		const url = `${base}${path}${search === '' ? '' : `?${search}`}`;
		// A redirect is not followed, because the key would travel to the new host.
		const { status, json } = await fetchJson(context, {
			url,
			headers: { 'X-N8N-API-KEY': key },
			name: NAME,
			followRedirects: false,
			ifUnreachable: `Check 'n8n URL' in the credential, now ${base}. If it is right and n8n blocks private addresses (SSRF protection), enter the public one.`,
			...(signal ? { signal } : {}),
		});
		if (status === 404 && path === TABLES) throw noApiError();
		if (status >= 300) throw refusedError(status, json).reworded((shown) => redactor.text(shown));
		return json;
	};
}

/** The address of an n8n up to /api/v1. It may come with or without https:// (http:// on this machine) and /api/v1. */
export function readApiBase(address: string): string {
	const host = /^(\[[^\]]*\]|[^:/?#]*)/.exec(address)?.[1] ?? '';
	const withScheme = /^https?:\/\//i.test(address) ? address : `${isLocal(host) ? 'http' : 'https'}://${address}`;
	if (!URL.canParse(withScheme))
		throw invalidInput(
			"'n8n URL' in the credential is no web address",
			'Enter the address of this n8n, e.g. https://my-n8n.example.com, or http://localhost:5678 on your own machine.',
		);
	const { origin, pathname } = new URL(withScheme);
	return `${origin}${pathname.replace(/\/+$/, '').replace(/\/api(\/v1)?$/, '')}/api/v1`;
}

/** The refusal where something answers at the address, but no API of an n8n. */
export function noApiError() {
	return invalidInput(
		"The address in 'n8n URL' answers, but not like n8n's API",
		'Enter in the credential the address of this n8n only, e.g. https://my-n8n.example.com. Data Tables can be read from n8n 2.7.4 on.',
	);
}

function refusedError(status: number, json: unknown): PanelError {
	const words = isRecord(json) && typeof json.message === 'string' ? cleanWords(json.message.slice(0, 200)) : '';
	const badRequest = (message: string, nextStep: string) => listFailure('badInput', message, nextStep, { httpStatus: status });
	if (status === 401)
		return listFailure(
			'invalidKey',
			'n8n does not accept the n8n API key of the credential',
			`It may have expired or been deleted. Create one in n8n under Settings, n8n API, with the scopes ${SCOPES}, and put it into the credential.`,
			{ httpStatus: status },
		);
	if (status === 403)
		return badRequest(
			'The n8n API key of the credential may not read Data Tables',
			`Give the key the scopes ${SCOPES}, and choose a table of a project that its owner can open.`,
		);
	if (status === 404)
		return badRequest(
			`n8n has no such Data Table${words === '' ? '' : ` (${words})`}`,
			"Choose the table again from the list; 'n8n URL' in the credential has to be the address of this n8n.",
		);
	if (status < 400)
		return badRequest(
			`${NAME} redirects to another address`,
			"Enter in the credential's 'n8n URL' the address that n8n is really served under, including https://.",
		);
	return badRequest(
		`n8n refuses to read the Data Table${words === '' ? ` (HTTP ${status})` : `. It says: ${words}`}`,
		"Check 'ID Column', 'Filter Column' and its value against the columns of the table.",
	);
}
