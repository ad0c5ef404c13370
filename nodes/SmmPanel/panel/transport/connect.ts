import type { IAllExecuteFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';
import { readBaseUrl, withoutInvisible } from './baseUrl';
import { createPanelClient, type PanelClient, type PanelClientOptions } from './client';
import { PanelFailure } from '../errors';
import { httpOf, type HttpContext } from './http';
import { panelScope } from './accountId';

/** The credential type that both nodes use. */
export const CREDENTIAL_TYPE = 'smmPanelApi';

/** Any n8n context that can read the credential and send HTTP: execute, poll and load options. */
export type PanelContext = HttpContext & Pick<IAllExecuteFunctions, 'getCredentials'>;

type ClientSettings = Pick<PanelClientOptions, 'sleep' | 'signal' | 'limits' | 'readTimeoutMs'>;

/**
 * Makes the client of the panel that the node's credential names.
 * In: n8n's context, n8n's sleep, and what differs per use (signal, limits, time-out). Out: the client.
 * Errors: PanelFailure 'badAddress' or 'invalidKey' where the credential cannot be right; nothing is sent.
 */
export async function connectPanel(context: PanelContext, settings: ClientSettings): Promise<PanelClient> {
	return clientOf(await context.getCredentials(CREDENTIAL_TYPE), httpOf(context), settings);
}

/** The same for a credential whose data is at hand, e.g. in the credential test. */
export function clientOf(
	credential: ICredentialDataDecryptedObject,
	http: PanelClientOptions['http'],
	settings: ClientSettings,
): PanelClient {
	const apiKey = withoutInvisible(textOf(credential.apiKey));
	if (apiKey === '') {
		throw new PanelFailure({
			kind: 'invalidKey',
			acted: 'no',
			message: 'The API Key is empty',
			nextStep: 'Open the credential and paste the key from the API page of your account at the panel.',
		});
	}
	const address = readBaseUrl(textOf(credential.baseUrl));
	return createPanelClient({ ...settings, address, apiKey, http, scope: panelScope(address.url, apiKey) });
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
