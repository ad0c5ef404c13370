/** Why a call to a panel came to nothing. */
export type ErrorKind =
	| 'badAddress'
	| 'badInput'
	| 'invalidKey'
	| 'notOffered'
	| 'notFound'
	| 'notEnoughFunds'
	| 'activeOrder'
	| 'rateLimited'
	| 'refused'
	| 'unreachable'
	| 'timeout'
	| 'dropped'
	| 'serverError'
	| 'redirected'
	| 'html'
	| 'empty'
	| 'notJson'
	| 'unexpectedReply'
	| 'stopped';

/**
 * Whether the panel did what was asked: 'none' for certain, or 'unknown' after the request left without a clear answer. A
 * paid call with an unknown outcome is never sent again by itself.
 */
export type Effect = 'none' | 'unknown';

/** n8n's own cause of a failure; its durable scheduler backs off by it. */
export type DeclaredCause =
	| { cause: 'rate-limited' | 'temporarily-unavailable'; retryAfterMs?: number }
	| { cause: 'credential-invalid' | 'configuration-invalid' };

interface ErrorFacts {
	kind: ErrorKind;
	/** What happened, in plain English, without the key and without a raw dump. */
	message: string;
	/** What to do next. */
	nextStep: string;
	effect: Effect;
	/** The panel's own words, cleaned of the key and cut. */
	panelWords?: string;
	httpStatus?: number;
	retryAfterMs?: number;
	/** An order id that stood beside the refusal. */
	order?: string;
}

/** A failed call, with everything that callers decide by. It holds no request, no reply and no key. */
export class PanelError extends Error {
	readonly kind: ErrorKind;
	readonly nextStep: string;
	readonly effect: Effect;
	readonly panelWords?: string;
	readonly httpStatus?: number;
	readonly retryAfterMs?: number;
	readonly order?: string;

	constructor(facts: ErrorFacts) {
		super(facts.message);
		this.name = 'PanelFailure';
		this.kind = facts.kind;
		this.nextStep = facts.nextStep;
		this.effect = facts.effect;
		if (facts.panelWords !== undefined) this.panelWords = facts.panelWords;
		if (facts.httpStatus !== undefined) this.httpStatus = facts.httpStatus;
		if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
		if (facts.order !== undefined) this.order = facts.order;
	}

	/** The same failure with more to say about what to do next. */
	extended(more: string): PanelError {
		return new PanelError({ ...this, message: this.message, nextStep: `${this.nextStep}${more}` });
	}

	/** The same failure with every text passed through a function, e.g. one that takes the key out. */
	reworded(text: (shown: string) => string): PanelError {
		const { panelWords, order } = this;
		return new PanelError({
			...this,
			message: text(this.message),
			nextStep: text(this.nextStep),
			...(panelWords === undefined ? {} : { panelWords: text(panelWords) }),
			...(order === undefined ? {} : { order: text(order) }),
		});
	}

	/** The cause in n8n's words, read by its scheduler. */
	get declared(): DeclaredCause | undefined {
		switch (this.kind) {
			case 'invalidKey':
				return { cause: 'credential-invalid' };
			case 'badAddress':
			case 'badInput':
			case 'notOffered':
				return { cause: 'configuration-invalid' };
			case 'rateLimited':
				return this.retryAfterMs === undefined ? { cause: 'rate-limited' } : { cause: 'rate-limited', retryAfterMs: this.retryAfterMs };
			case 'unreachable':
			case 'timeout':
			case 'dropped':
			case 'serverError':
			case 'html':
			case 'empty':
			case 'notJson':
				return { cause: 'temporarily-unavailable' };
			default:
				return undefined;
		}
	}
}

/** A value that has to be corrected before anything is sent. */
export function invalidInput(message: string, nextStep: string): PanelError {
	return new PanelError({ kind: 'badInput', message, nextStep, effect: 'none' });
}

/** Words of machines: the panel, its supplier or a server in between did not answer or broke. */
const BROKEN =
	/\bcurl\b|sqlstate|\btime[ds]?[- ]?outs?\b|gateway|deadlock|exception|stack ?trace|server error|internal.{0,8}error|connection (refused|reset|closed|failed|error|lost)|(could ?n.t|can ?n.t|cannot|failed to|unable to|could not|can not) (connect|resolve)/i;
/** Words of people for the same. They may stand beside a known refusal, which then counts. */
const TROUBLE = new RegExp(
	[
		/try.{0,6}(again|later)|went wrong|unexpected (error|response|reply)|error (has )?occur/,
		/(unknown|system|network|database|db) error|technical (error|problem|issue|difficult)|database|maintenance/,
		/(did not|didn.t|not|no) (respon|answer|reply)|service unavailable/,
		/(provider|supplier|upstream|vendor).{0,30}(error|fail|not\b|n.t\b|trouble|problem|unavailable|down\b|offline)/,
		/(error|fail|trouble|problem).{0,20}(provider|supplier|upstream|vendor)/,
		/(system|site|panel|api|server).{0,20}(temporar|unavailable|down\b|offline|busy|overload)/,
	]
		.map(({ source }) => source)
		.join('|'),
	'i',
);
const GIVEN_BACK = /(balance|money|funds|charge|amount|payment).{0,20}(has|have|was|were)( been)? (refunded|returned|given back)/i;

// Order matters: the first pattern that fits decides.
const WORDS: ReadonlyArray<[ErrorKind, RegExp]> = [
	['refused', GIVEN_BACK],
	['serverError', BROKEN],
	['rateLimited', /\brate.?limit|too many requests|slow down/i],
	[
		'invalidKey',
		/(invalid|incorrect|wrong|missing|bad).{0,15}(\b|_|api)key\b|(\b|_|api)key\b.{0,15}(invalid|incorrect|wrong|missing|required)|unauthori[sz]ed|account.{0,10}(inactive|suspended)|ip_not_allowed/i,
	],
	['notOffered', /(invalid|incorrect|unknown|unsupported).(action|request|method)|action.{0,10}not.(found|supported)/i],
	['notEnoughFunds', /(not.enough|insufficient).{0,12}(funds|balance|money)|balance is insufficient/i],
	['activeOrder', /active order with this link/i],
	[
		'notFound',
		/(order|refill|service|project|subcategory|number|product).{0,20}(not.found|do(es)?( not|n.t) exist)|(incorrect|invalid).{0,3}(order|service|refill|subcategory|project).{0,4}id|(no such|unknown) (order|service|refill|subcategory|project)/i,
	],
	['serverError', TROUBLE],
];

const KNOWN_REFUSALS: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
	'rateLimited',
	'invalidKey',
	'notOffered',
	'notEnoughFunds',
	'activeOrder',
	'notFound',
]);

/** True for a kind of words in which panels say that they did not do what was asked. */
export function isKnownRefusal(kind: ErrorKind): boolean {
	return KNOWN_REFUSALS.has(kind);
}

/** Sorts a panel's own words; 'refused' for words that nobody lists. */
export function classifyWords(words: string): ErrorKind {
	return WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'refused';
}

const LONGEST_WORDS = 300;

/**
 * Makes a panel's words fit for an error text: one line, no tags, not endless. The client has already taken the key out
 * of the whole reply.
 */
export function cleanWords(words: string): string {
	// Cut first: a hostile panel may send megabytes.
	const line = words
		.slice(0, 10 * LONGEST_WORDS)
		.replace(/<[^<>]*>/g, ' ')
		.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
		.trim();
	const points = [...line];
	return points.length > LONGEST_WORDS ? `${points.slice(0, LONGEST_WORDS).join('')}…` : line;
}

/**
 * Passes an error on that somebody else has to handle. n8n's linter takes a `throw` in a catch clause for the end of its
 * way, which is in the framework: only there it becomes n8n's own error.
 */
export function rethrow(error: unknown): never {
	throw error;
}
