import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../panel/transport/parseReply';
import { getFirstRun, getRunIndex } from './executionStore';

/** Names one purchase, the same over every repetition that n8n makes of it. */
export interface IdempotencyKey {
	/** What the user sees: their own key, or a derived one that starts with "auto-". */
	display: string;
	/**
	 * What is recorded, as hashes. A user's key and an AI tool call have one; a derived key has two: the place of the
	 * item, and what is bought. The last one tells what is bought wherever there are two.
	 */
	ids: readonly [string, ...string[]];
	isUserKey: boolean;
	/** Run and item, to tell a repeated item from another one that carries the same user key. */
	itemSlot: string;
	/** The content of a purchase under a user's key, beside which the key must not come back with another one. */
	contentId?: string;
	/** A hash of what is bought. */
	payloadHash: string;
}

/** What a key is made of. */
export interface KeyFacts {
	/** The panel's address. */
	panelUrl: string;
	action: string;
	itemIndex: number;
	/** The user's own key, '' for none. */
	userKey: string;
	/** The exact fields as JSON. */
	content: string;
	/** How many earlier items of this run buy exactly the same. */
	duplicateIndex: number;
}

/**
 * Finds the idempotency key. The user's own is hashed with panel and action. A derived key is made of the execution's
 * lineage and node, which survive every retry, twice: by the item's place, because a retry may change the content
 * (`$now` in a link), and by content, because a crash may reorder items. It leaves out the panel's address: a corrected
 * one must not buy again. AI tools get a new run per try, so there only content counts.
 */
export function buildIdempotencyKey(
	context: IExecuteFunctions,
	{ panelUrl, action, itemIndex, userKey, content, duplicateIndex }: KeyFacts,
): IdempotencyKey {
	const { id, type } = context.getNode();
	const run = `run ${getRunIndex(context) - getFirstRun(context)}`;
	const bought = hash([action, canonicalize(content)]);
	const common = { itemSlot: `${run} item ${itemIndex}`, payloadHash: bought };
	if (userKey !== '') {
		const keyId = hash(['user', identifyPanel(panelUrl), action, userKey.normalize('NFC')]);
		return { ...common, isUserKey: true, display: userKey, ids: [keyId], contentId: hash([keyId, bought]) };
	}
	const own = ['derived', `signature ${findLineage(context) ?? ''}`, id];
	const ofPlace = hash([...own, action, run, `item ${itemIndex}`]);
	const ofContent = hash([...own, 'content', bought, `twin ${duplicateIndex}`]);
	const ids: IdempotencyKey['ids'] = type.endsWith('Tool') ? [ofContent] : [ofPlace, hash([ofContent, run])];
	return { ...common, isUserKey: false, display: `auto-${ids[0].slice(0, 12)}`, ids };
}

/** The same text for the same JSON fields, in whatever order a model wrote them. */
export function canonicalize(content: string): string {
	const fields: unknown = JSON.parse(content);
	if (!isRecord(fields)) return content;
	return JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function hash(parts: readonly string[]): string {
	return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** The panel behind an address: "http://www.panel.com/api/v2" and "https://panel.com/api/v2" are one. */
export function identifyPanel(url: string): string {
	const { host, pathname } = new URL(url);
	return `${host.replace(/^www\./, '')}${pathname}`;
}

/**
 * The token that names an execution over all its retries; n8n has it from 2.14 on. Older versions have no more than the
 * moment at which an execution began, which a crash loses and the retry makes anew: it would buy again.
 */
export function findLineage(context: IExecuteFunctions): string | undefined {
	const execution: unknown = context.getWorkflowDataProxy(0).$execution;
	const resumeUrl = isRecord(execution) ? String(execution.resumeUrl) : '';
	return /[?&]signature=([^&]+)/.exec(resumeUrl)?.[1];
}
