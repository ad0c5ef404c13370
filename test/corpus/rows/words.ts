// What the rows of several files say in the same words.

export const add = 'order.create';
export const status = 'order.getStatus';
export const cancel = 'order.cancel';
export const refill = 'order.refill';
export const refillStatus = 'refill.getStatus';
export const balance = 'account.getBalance';
export const custom = 'customAction.call';

/** One id and several, which must come to the same. */
export const BOTH = ['5', '5,6'];
export const ORDER = { charge: '0.10', start_count: '1', remains: '0', currency: 'USD' };

/** What a custom action gives, as the rows write it. */
export function items(...all: object[]): string {
	return JSON.stringify(all);
}
