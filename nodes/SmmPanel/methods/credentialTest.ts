import { sleep, type ICredentialsDecrypted, type ICredentialTestFunctions, type INodeCredentialTestResult } from 'n8n-workflow';
import { getBalance } from '../panel/api/account';
import { readBaseUrl } from '../panel/transport/baseUrl';
import { createClient } from '../panel/transport/connect';
import { PanelError } from '../panel/errors';
import { createHttpForCredentialTest } from '../panel/transport/http';

const TEST_TIMEOUT_MS = 15_000;

/**
 * Tests the credential by reading the balance. Only a real balance is a success: n8n's declarative test would call a
 * web page or an empty reply one. A failure says what to do, and never the key.
 * n8n gives the credential only; the longest wait in milliseconds is for tests.
 */
export async function smmPanelApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
	timeoutMs = TEST_TIMEOUT_MS,
): Promise<INodeCredentialTestResult> {
	let corrected: string | undefined;
	try {
		const panel = createClient(credential.data ?? {}, createHttpForCredentialTest(this), {
			sleep,
			limits: { retries: 0, longestWaitMs: 0 },
			readTimeoutMs: timeoutMs,
			onCorrectedUrl: (url) => (corrected = url),
		});
		const { balance, currency } = await getBalance(panel);
		const warning = panel.address.unencrypted
			? ' Warning: the address starts with http://, so the key travels unencrypted. Use https:// if the panel offers it.'
			: '';
		const better = corrected === undefined ? '' : ` Enter ${corrected} as Base URL: the panel redirects every call to it.`;
		return { status: 'OK', message: `Connection successful. Balance: ${balance} ${currency ?? ''}`.trim() + `.${better}${warning}` };
	} catch (failure) {
		if (failure instanceof PanelError)
			return { status: 'Error', message: `${failure.message.replace(/\.$/, '')}. ${adviseOn(failure, credential.data?.baseUrl)}` };
		return { status: 'Error', message: 'The test could not be run. Check the Base URL and the API Key, then try again.' };
	}
}

function adviseOn(failure: PanelError, baseUrl: unknown): string {
	if (failure.kind !== 'unexpectedReply') return failure.nextStep;
	const { likelyUrl } = readBaseUrl(String(baseUrl));
	const check = "The address answers with JSON, but not with a balance. Check the Base URL against the panel's API page.";
	return likelyUrl === undefined ? check : `${check} Addresses of panels usually end in /api/v2: try ${likelyUrl}.`;
}
