import type { IDataObject } from 'n8n-workflow';
import { isFinal, readState } from '../../panel/values/states';

/**
 * True where nothing more is expected of an order. A product order is over when its accounts are there: panels hand
 * them out in parts, and some say "Partial" or "Completed" before the last. A failed order may be sent again.
 */
export function isOver(item: IDataObject): boolean {
	const state = readState(item.state);
	if (!isFinal(state) || state === 'failed') return false;
	const isProduct = item.entityType === 'product' || Array.isArray(item.accounts);
	if (!isProduct || (state !== 'completed' && state !== 'partial')) return true;
	const delivered = readAccounts(item).length;
	const ordered = Number(item.quantity ?? Number.NaN);
	return state === 'completed' ? delivered > 0 && !(delivered < ordered) : delivered >= ordered;
}

/** The delivered accounts of an order, one text each; some panels may send objects instead of lines. */
export function readAccounts({ accounts }: IDataObject): string[] {
	return Array.isArray(accounts)
		? accounts.map((account: unknown) => (typeof account === 'string' ? account : JSON.stringify(account)))
		: [];
}
