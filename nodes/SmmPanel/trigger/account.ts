import type { IPollFunctions } from 'n8n-workflow';
import { CREDENTIAL_TYPE } from '../panel/transport/connect';
import { shortHash } from './hash';

/** Names a panel, however its Base URL is spelled: without scheme, www., case and the last slash. */
export function nameAddress(url: string): string {
	const { host, pathname } = new URL(url);
	return `${host.replace(/^www\./, '')}${pathname.replace(/\/+$/, '')}`.toLowerCase();
}

/** Names the account that a trigger watches: the panel and n8n's own credential, so that a renewed API key changes nothing. */
export function nameAccount(context: Pick<IPollFunctions, 'getNode'>, url: string): string {
	const id = context.getNode().credentials?.[CREDENTIAL_TYPE]?.id ?? '';
	return shortHash(`${nameAddress(url)}\n${id}`, 6);
}
