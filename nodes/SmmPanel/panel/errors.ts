import { KINDS, type ErrorKind, type KindPolicy } from './kinds';

export { KINDS, type ErrorKind } from './kinds';
export { classifyWords, cleanWords, isGivenBack, isKnownRefusal, mayBeBooked, saysNotBought } from './words';

/**
 * Whether the panel did what was asked: 'none' for certain, or 'unknown' after the request left without a clear answer. A
 * paid call with an unknown outcome is never sent again by itself.
 */
export type Effect = 'none' | 'unknown';

/** n8n's own cause of a failure; its durable scheduler backs off by it. */
interface DeclaredCause {
	cause: NonNullable<KindPolicy['cause']>;
	retryAfterMs?: number;
}

interface ErrorFacts {
	kind: ErrorKind;
	/** What happened, in plain English, without the key and without a raw dump. */
	message: string;
	/** What to do next. */
	nextStep: string;
	effect: Effect;
	/** The panel's own words, cleaned of the key and cut. */
	panelWords?: string | undefined;
	/** The panel's number for the error. */
	panelCode?: string | undefined;
	httpStatus?: number | undefined;
	retryAfterMs?: number | undefined;
	/** An order id that stood beside the refusal. */
	order?: string | undefined;
}

/** A failed call, with everything that callers decide by. It holds no request, no reply and no key. */
export class PanelError extends Error {
	readonly kind: ErrorKind;
	readonly nextStep: string;
	readonly effect: Effect;
	readonly panelWords?: string;
	readonly panelCode?: string;
	readonly httpStatus?: number;
	readonly retryAfterMs?: number;
	readonly order?: string;

	constructor(facts: ErrorFacts) {
		super(facts.message);
		this.name = 'PanelError';
		this.kind = facts.kind;
		this.nextStep = facts.nextStep;
		this.effect = facts.effect;
		if (facts.panelWords !== undefined) this.panelWords = facts.panelWords;
		if (facts.panelCode !== undefined) this.panelCode = facts.panelCode;
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

	get isInput(): boolean {
		return KINDS[this.kind].isInput === true;
	}

	/** The cause in n8n's words, read by its scheduler. */
	get declared(): DeclaredCause | undefined {
		const { cause } = KINDS[this.kind];
		if (cause === undefined) return undefined;
		return cause === 'rate-limited' && this.retryAfterMs !== undefined ? { cause, retryAfterMs: this.retryAfterMs } : { cause };
	}
}

/** A value that has to be corrected before anything is sent. */
export function invalidInput(message: string, nextStep: string): PanelError {
	return new PanelError({ kind: 'badInput', message, nextStep, effect: 'none' });
}

/**
 * Passes an error on that the caller has to handle. n8n's linter takes a `throw` in a catch clause for the end of its
 * way, which is in the framework: only there it becomes n8n's own error.
 */
export function rethrow(error: unknown): never {
	throw error;
}
