import { generateCatalog } from './catalog';
import { factsOf, type DialectFacts } from './dialects';
import { fromUnits, toUnits } from './money';
import type { CatalogRow, Dialect, OrderPatch, Quirks, SandboxOptions } from './types';

/** Form fields of one call, without the key. */
export type Fields = Record<string, string>;

/** What an action answers: JSON, or bytes that were prepared before, and the ids it booked. */
export interface Reply {
	json?: unknown;
	bytes?: Buffer;
	status?: number;
	headers?: Record<string, string>;
	booked?: number[];
}

/** One booked order or SMS number. */
export interface Booked {
	id: number;
	kind: 'order' | 'sms';
	fields: Fields;
	row?: CatalogRow;
	type: string;
	quantity: number;
	runs: number;
	/** What was paid, in units of 10^-8. */
	paid: bigint;
	refunded: boolean;
	createdAt: number;
	/** When the order stops because of a cancel, and how far it was when the cancel was asked for. */
	cancel?: { at: number; delivered: number };
	refills: number[];
	patch: OrderPatch;
	phone?: string;
	country?: string;
	expiresAt?: number;
	sms?: { code: string; text: string };
}

/** One accepted refill request. */
export interface BookedRefill {
	id: number;
	order: number;
	createdAt: number;
}

/** Everything one sandbox panel remembers. */
export class PanelState {
	readonly dialect: Dialect;
	readonly facts: DialectFacts;
	readonly quirks: Quirks;
	readonly currency: string;
	readonly now: () => number;
	readonly pace: number;
	readonly smsByHand: boolean;
	readonly bulkStatus: 'keyed' | 'list' | 'none';
	readonly orders = new Map<number, Booked>();
	readonly refills = new Map<number, BookedRefill>();
	readonly servicesCalls: number[] = [];
	balance: bigint;
	nextOrder = 23501;
	nextRefill: number;
	rows: readonly CatalogRow[] = [];
	private readonly byService = new Map<number, CatalogRow>();
	private readonly prepared = new Map<string, Buffer>();

	constructor(options: SandboxOptions) {
		this.dialect = options.dialect;
		this.facts = factsOf(options.dialect);
		const hassan = options.dialect === 'hassanStore';
		this.quirks = { flatSingle: hassan, silentFirstOfList: hassan, ...options.quirks };
		this.currency = options.currency ?? 'USD';
		this.now = options.now ?? Date.now;
		this.pace = options.pace ?? 2000;
		this.smsByHand = options.sms === 'manual';
		this.bulkStatus = options.bulkStatus ?? this.facts.bulkStatus;
		this.balance = toUnits(options.balance ?? this.facts.balance);
		this.nextRefill = this.facts.firstRefill;
		this.setRows(generateCatalog(options.dialect, options.rows ?? 60));
	}

	/** Replaces the catalog; orders keep the row they were booked with. */
	setRows(rows: readonly CatalogRow[]): void {
		this.rows = rows.map((row) => ({ ...row }));
		this.byService.clear();
		this.prepared.clear();
		for (const row of this.rows) this.byService.set(row.service, row);
	}

	/** The row for a service number as text, or undefined. */
	service(text: string | undefined): CatalogRow | undefined {
		return /^\d+$/.test(text ?? '') ? this.byService.get(Number(text)) : undefined;
	}

	/** A booked order or SMS number for an id as text, or undefined. */
	order(text: string | undefined, kind: Booked['kind']): Booked | undefined {
		const found = /^\d+$/.test(text ?? '') ? this.orders.get(Number(text)) : undefined;
		return found?.kind === kind ? found : undefined;
	}

	/** Money in the way the dialect writes it. */
	money(units: bigint, decimals = this.facts.moneyDecimals): string {
		return fromUnits(units, decimals);
	}

	/** Stock fell or a catalog changed: replies prepared before are no longer true. */
	forgetPrepared(): void {
		this.prepared.clear();
	}

	/** Large replies are made once and sent again as they are, so that the sandbox never slows a benchmark down. */
	prepare(key: string, make: () => Buffer): Buffer {
		const ready = this.prepared.get(key);
		if (ready !== undefined) return ready;
		const made = make();
		if (this.prepared.size < 100) this.prepared.set(key, made);
		return made;
	}
}
