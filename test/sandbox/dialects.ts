import type { Dialect } from './types';

/** What differs between the three panels, apart from the shape of single replies. */
export interface DialectFacts {
	apiKey: string;
	balance: string;
	/** Decimals that money always shows: "5.00" on HstockPlus, "8" elsewhere. */
	moneyDecimals: number;
	actions: ReadonlySet<string>;
	bulkStatus: 'keyed' | 'none';
	inProgress: string;
	failed: string;
	firstRefill: number;
	texts: {
		unknownAction: string;
		/** Used where a documented parameter is missing or malformed; the documents have no closer text. */
		badRequest: string;
		serviceMissing: string;
		serviceUnknown: string;
		orderUnknown: string;
		noFunds: string;
	};
}

const STANDARD_ACTIONS = ['services', 'add', 'status', 'refill', 'refill_status', 'cancel', 'balance'];

const FACTS: Readonly<Record<Dialect, DialectFacts>> = {
	hstockplus: {
		apiKey: 'sandbox-hstockplus-key-0123456789abcdef',
		balance: '100.00',
		moneyDecimals: 2,
		actions: new Set([
			'categories',
			'subcategory_info',
			'shops',
			'products',
			'services',
			'inventory',
			'add',
			'status',
			'balance',
			'sms_projects',
			'sms_countries',
			'add_sms',
			'sms_code',
			'sms_status',
		]),
		bulkStatus: 'none',
		inProgress: 'In progress',
		failed: 'Canceled',
		firstRefill: 1,
		texts: {
			unknownAction: 'Invalid action',
			badRequest: 'Invalid action',
			serviceMissing: 'Service ID is required',
			serviceUnknown: 'Service not found',
			orderUnknown: 'Order not found',
			noFunds: 'Insufficient balance',
		},
	},
	hmSocialMedia: {
		apiKey: 'sandbox-hm-social-media-key-0123456789abcdef',
		balance: '100.84292',
		moneyDecimals: 0,
		actions: new Set(STANDARD_ACTIONS),
		bulkStatus: 'keyed',
		inProgress: 'In progress',
		failed: 'Fail',
		firstRefill: 1,
		texts: {
			unknownAction: 'Incorrect request',
			badRequest: 'Incorrect request',
			serviceMissing: 'Incorrect service ID',
			serviceUnknown: 'Incorrect service ID',
			orderUnknown: 'Incorrect order ID',
			noFunds: 'Not enough funds on balance',
		},
	},
	hassanStore: {
		apiKey: 'sandbox-hassan-store-key-0123456789abcdef',
		balance: '100.84292',
		moneyDecimals: 0,
		actions: new Set(STANDARD_ACTIONS),
		bulkStatus: 'keyed',
		inProgress: 'In Progress',
		failed: 'Fail',
		firstRefill: 12345,
		texts: {
			unknownAction: 'Incorrect method name',
			badRequest: 'Incorrect request',
			serviceMissing: 'Incorrect service ID',
			serviceUnknown: 'Incorrect service ID',
			orderUnknown: 'Incorrect order ID',
			noFunds: 'Not enough funds on balance',
		},
	},
};

/** The facts of one dialect. */
export function factsOf(dialect: Dialect): DialectFacts {
	return FACTS[dialect];
}

/** The reply for an order that does not exist; Hassan Store documents a numeric code beside the text. */
export function orderUnknown(dialect: Dialect): Record<string, unknown> {
	const error = FACTS[dialect].texts.orderUnknown;
	return dialect === 'hassanStore' ? { error, status: '104' } : { error };
}
