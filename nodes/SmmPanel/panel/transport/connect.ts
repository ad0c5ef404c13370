import type { IAllExecuteFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';
import { readBaseUrl, withoutInvisible } from './baseUrl';
import { createPanelClient, type PanelClient, type PanelClientOptions } from './client';
import { invalidInput, PanelError } from '../errors';
import { createHttp, type HttpContext } from './http';
import { followLastSlash } from './lastSlash';
import { hashAccount } from './accountId';

/** The credential type that both nodes use. */
export const CREDENTIAL_TYPE = 'smmPanelApi';

/** Any n8n context that can read the credential and send HTTP: execute, poll and load options. */
type PanelContext = HttpContext & Pick<IAllExecuteFunctions, 'getCredentials'>;

type ClientSettings = Pick<PanelClientOptions, 'sleep' | 'signal' | 'limits' | 'readTimeoutMs'> & {
	/** Called with the address that works, where the panel corrects the one of the credential by its last slash. */
	onCorrectedUrl?: (url: string) => void;
};

/**
 * Makes the client of the panel that the node's credential names.
 * @throws 'badAddress' or 'invalidKey' if the credential cannot be right; nothing is sent
 */
export async function connectPanel(context: PanelContext, settings: ClientSettings): Promise<PanelClient> {
	return createClient(await context.getCredentials(CREDENTIAL_TYPE), createHttp(context), settings);
}

/** The same for a credential whose data is at hand, e.g. in the credential test. */
export function createClient(
	credential: ICredentialDataDecryptedObject,
	http: PanelClientOptions['http'],
	settings: ClientSettings,
): PanelClient {
	const { apiKey, address } = readAccount(credential);
	const { onCorrectedUrl, ...rest } = settings;
	return createPanelClient({
		...rest,
		address,
		apiKey,
		http: followLastSlash(http, onCorrectedUrl),
		accountId: hashAccount(address.url, apiKey),
	});
}

/**
 * A credential can hold expressions, which may give each item another account; a run has the one of its first item.
 * @throws PanelError if the item has another one
 */
export async function requireSameAccount(context: PanelContext, panel: PanelClient, itemIndex: number): Promise<void> {
	if (itemIndex <= 0) return;
	const { apiKey, address } = readAccount(await context.getCredentials(CREDENTIAL_TYPE, itemIndex));
	if (hashAccount(address.url, apiKey) === panel.accountId) return;
	throw invalidInput(
		`The credential names another account for item ${itemIndex} than for item 0`,
		'The node works with one account a run. Put a Loop Over Items node with a batch size of 1 before it, or use a credential without expressions.',
	);
}

function readAccount({ apiKey, baseUrl }: ICredentialDataDecryptedObject) {
	const key = withoutInvisible(readText(apiKey));
	if (key !== '') return { apiKey: key, address: readBaseUrl(readText(baseUrl)) };
	throw new PanelError({
		kind: 'invalidKey',
		effect: 'none',
		message: 'The API Key is empty',
		nextStep: 'Open the credential and paste the key from the API page of your account at the panel.',
	});
}

function readText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
