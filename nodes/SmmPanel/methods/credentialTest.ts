import { sleep, type ICredentialsDecrypted, type ICredentialTestFunctions, type INodeCredentialTestResult } from 'n8n-workflow';
import { getBalance } from '../panel/api/account';
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
	try {
		const panel = createClient(credential.data ?? {}, createHttpForCredentialTest(this), {
			sleep,
			limits: { retries: 0, longestWaitMs: 0 },
			readTimeoutMs: timeoutMs,
		});
		const { balance, currency } = await getBalance(panel);
		const warning = panel.address.unencrypted
			? ' Warning: the address starts with http://, so the key travels unencrypted. Use https:// if the panel offers it.'
			: '';
		return { status: 'OK', message: `Connection successful. Balance: ${balance} ${currency ?? ''}`.trim() + `.${warning}` };
	} catch (failure) {
		if (failure instanceof PanelError) return { status: 'Error', message: `${failure.message.replace(/\.$/, '')}. ${adviceFor(failure)}` };
		return { status: 'Error', message: 'The test could not be run. Check the Base URL and the API Key, then try again.' };
	}
}

function adviceFor(failure: PanelError): string {
	return failure.kind === 'unexpectedReply'
		? "The address answers with JSON, but not with a balance. Check the Base URL against the panel's API page."
		: failure.nextStep;
}
