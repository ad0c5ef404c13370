import type { IAllExecuteFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';
import { readBaseUrl, withoutInvisible } from './baseUrl';
import { createPanelClient, type PanelClient, type PanelClientOptions } from './client';
import { PanelError } from '../errors';
import { createHttp, type HttpContext } from './http';
import { followLastSlash } from './lastSlash';
import { hashAccount } from './accountId';

/** The credential type that both nodes use. */
export const CREDENTIAL_TYPE = 'smmPanelApi';

/** Any n8n context that can read the credential and send HTTP: execute, poll and load options. */
export type PanelContext = HttpContext & Pick<IAllExecuteFunctions, 'getCredentials'>;

type ClientSettings = Pick<PanelClientOptions, 'sleep' | 'signal' | 'limits' | 'readTimeoutMs'> & {
	/** Is told the address that works where the panel corrects the one of the credential by its last slash. */
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
	const apiKey = withoutInvisible(readText(credential.apiKey));
	if (apiKey === '') {
		throw new PanelError({
			kind: 'invalidKey',
			effect: 'none',
			message: 'The API Key is empty',
			nextStep: 'Open the credential and paste the key from the API page of your account at the panel.',
		});
	}
	const address = readBaseUrl(readText(credential.baseUrl));
	const { onCorrectedUrl, ...rest } = settings;
	return createPanelClient({
		...rest,
		address,
		apiKey,
		http: followLastSlash(http, onCorrectedUrl),
		accountId: hashAccount(address.url, apiKey),
	});
}

function readText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
