/** Which of the three documented panels the sandbox imitates. */
export type Dialect = 'hstockplus' | 'hmSocialMedia' | 'hassanStore';

/** The three dialects in the order of the documents. */
export const DIALECTS: readonly Dialect[] = ['hstockplus', 'hmSocialMedia', 'hassanStore'];

/** Deviations that real clones show. All are off unless a comment says otherwise. */
export interface Quirks {
	/** A UTF-8 byte-order mark before every JSON reply. */
	bom?: boolean;
	/** JSON is sent as `text/html`. */
	htmlContentType?: boolean;
	/** Every number becomes a string. */
	numbersAsStrings?: boolean;
	/** service, min, max, start_count, remains, order, refill … become numbers where the document has strings. */
	stringsAsNumbers?: boolean;
	/** rate, charge, balance and price become JSON numbers. */
	moneyAsNumbers?: boolean;
	/** Flags of service rows become "1" and "0" (Hassan's software: "1" and "2"). */
	flagDigits?: boolean;
	/** A failed id in a keyed batch is a bare string: `"2": "Incorrect order ID"`. */
	stringErrors?: boolean;
	/** `{error}` becomes `{"status":"error","message"}`. */
	statusErrorEnvelope?: boolean;
	/** `services` always answers `{"status":"success","data":"Empty Data"}`. */
	emptyDataEnvelope?: boolean;
	/** How the rows of `services` are wrapped, instead of the documented way. */
	servicesEnvelope?: 'array' | 'services' | 'data' | 'products';
	/** `add` answers `{"status":"success","order":id}`. */
	successOrderEnvelope?: boolean;
	/** Exactly one id in `orders` answers flat. Default: on for hassanStore. */
	flatSingle?: boolean;
	/** refill and cancel with a comma list act on the first id only. Default: on for hassanStore. */
	silentFirstOfList?: boolean;
	/** A second order for a link with an unfinished order is refused ("You have active order with this link…"). */
	activeLinkCheck?: boolean;
	/** HTTP status under which a reply with a top-level `error` is sent. */
	jsonErrorStatus?: number;
	/** More `services` calls than this within one hour of the sandbox clock answer 429 with Retry-After. */
	rateLimitedServicesPerHour?: number;
}

/** Settings of one sandbox panel. */
export interface SandboxOptions {
	dialect: Dialect;
	/** Default: a made-up key that names the dialect. */
	apiKey?: string;
	/** 0 or absent: a free port. */
	port?: number;
	/** Size of the catalog, 0 to 20000, default 60. */
	rows?: number;
	/** Decimal string, default as in the document ("100.00" or "100.84292"). */
	balance?: string;
	/** Default "USD". */
	currency?: string;
	/** Clock in milliseconds for orders, refills, SMS and rate limits, default Date.now. */
	now?: () => number;
	/** Milliseconds between two progress steps and until an SMS arrives, default 2000; 0 = everything at once. */
	pace?: number;
	/** `manual`: a code comes only through giveSms. Default `arrives` (after one pace). */
	sms?: 'arrives' | 'manual';
	/** How `status` with `orders` answers. Default: none for hstockplus, keyed for the others. */
	bulkStatus?: 'keyed' | 'list' | 'none';
	quirks?: Quirks;
}

/** One service of the catalog. Fields below `cancel` are filled in when they are left out. */
export interface CatalogRow {
	service: number;
	name: string;
	type: string;
	category: string;
	/** Decimal string: per 1000, per package, or per unit on HstockPlus products. */
	rate: string;
	min: number;
	max: number;
	refill: boolean;
	cancel: boolean;
	dripfeed?: boolean;
	desc?: string;
	id?: string;
	stock?: number;
	entityType?: 'smm' | 'product';
	autoDelivery?: boolean;
	subcategory?: string;
	shopId?: string;
	description?: string;
	imageUrl?: string;
	isRecommended?: boolean;
}

/** One request to the API address, as the panel saw it. The key itself is never kept. */
export interface RecordedCall {
	action: string;
	/** Every form field except `key` and `action`; a repeated field is joined with commas. */
	fields: Record<string, string>;
	keyOk: boolean;
	/** Where a key was sent; `query` would be a leak into access logs. */
	keySent: 'body' | 'query' | 'none';
	method: string;
	contentType: string;
	/** Sandbox clock, milliseconds. */
	at: number;
}

/** What is booked under one id, seen at the moment of the call: the user pays for each of these. */
export interface SandboxOrder {
	id: number;
	kind: 'order' | 'sms';
	/** The form fields of `add` or `add_sms`, without key and action. */
	fields: Record<string, string>;
	type: string;
	quantity: number;
	/** Decimal string; what the order costs now (refunds deducted). */
	charge: string;
	status: string;
	startCount: number | string | null;
	remains: number | string | null;
	accounts: string[];
	refills: number[];
	cancelRequested: boolean;
	createdAt: number;
	phone?: string;
	country?: string;
	code?: string;
	expiresAt?: number;
}

/** Overrides for a booked order; a field that is set no longer follows the clock. The balance is not touched. */
export interface OrderPatch {
	status?: string;
	charge?: string;
	startCount?: number | string | null;
	remains?: number | string | null;
	accounts?: string[];
	/** Posts of a subscription. */
	posts?: number;
	/** SMS: `true` keeps the code back although its time has come. */
	withholdSms?: boolean;
	/** SMS: end of the number's life, milliseconds of the sandbox clock. */
	expiresAt?: number;
	/** The whole `status` (or `sms_status`) reply, word for word. */
	reply?: Record<string, unknown>;
}

/** Which call a fault hits, how often, and whether the panel acts before it fails. */
interface FaultScope {
	/** Default: any action. */
	action?: string;
	/** Only calls whose link contains this text. Default: any. */
	link?: string;
	/** Default 1. */
	times?: number;
	/** `beforeBooking` (default): the action has no effect. `afterBooking`: the order is booked, then the fault answers. */
	when?: 'beforeBooking' | 'afterBooking';
}

/** What goes wrong. */
export type FaultKind =
	/** The socket is destroyed without a reply. */
	| { kind: 'drop' }
	/** No reply until the panel closes. */
	| { kind: 'hang' }
	/** The normal reply after `ms` milliseconds; before booking, the action runs only if the client still waits. */
	| { kind: 'delay'; ms: number }
	/** An HTTP status; `retryAfter` in seconds or as an HTTP date. Default body: `{error}` for 429, else an HTML page. */
	| { kind: 'status'; status: number; body?: string; headers?: Record<string, string>; retryAfter?: number | string }
	/** A website page under 200, or a Cloudflare challenge (403 unless `status` says otherwise). */
	| { kind: 'html'; challenge?: boolean; status?: number }
	/** An empty body. */
	| { kind: 'empty'; status?: number }
	/** `or`: the documented `// OR` reply. `missingComma`: Hassan's documented services. `cut` (default): half a body. */
	| { kind: 'invalidJson'; sample?: 'or' | 'missingComma' | 'cut' }
	| { kind: 'redirect'; location: string; status?: number }
	| { kind: 'error'; error: string }
	/** `{error, order}`; after booking the booked id unless `order` is given. */
	| { kind: 'errorWithOrder'; error: string; order?: number }
	| { kind: 'body'; body: string; contentType?: string; status?: number }
	/** Headers and half of the body, then the socket is destroyed. */
	| { kind: 'halfBody'; body?: string };

export type Fault = FaultScope & FaultKind;

/** A running sandbox panel. */
export interface SandboxPanel {
	/** http://127.0.0.1:PORT/api/v2 */
	url: string;
	/** http://127.0.0.1:PORT */
	origin: string;
	apiKey: string;
	dialect: Dialect;
	/** Every request to the API address, oldest first. */
	calls: RecordedCall[];
	callsOf(action: string): RecordedCall[];
	/** Everything booked, oldest first: what the user paid for. */
	orders(): SandboxOrder[];
	/** The current balance, decimal string. */
	balance(): string;
	/** The current catalog. */
	services(): readonly CatalogRow[];
	/** Queue a fault. Faults are used in the order they were queued. */
	fail(fault: Fault): void;
	clearFaults(): void;
	/** Throws when the id is not booked. */
	setOrder(id: number, patch: OrderPatch): void;
	/** Takes a decimal string; throws on anything else. */
	setBalance(value: string): void;
	setServices(rows: readonly CatalogRow[] | ((rows: readonly CatalogRow[]) => readonly CatalogRow[])): void;
	/** Lets the SMS arrive now. Throws when the id is no SMS order. */
	giveSms(orderId: number, code: string, text?: string): void;
	/** Destroys open sockets, so it never waits for a hanging client. */
	close(): Promise<void>;
}
