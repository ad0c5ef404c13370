import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { withoutInvisible } from '../panel/transport/baseUrl';
import { CREDENTIAL_TYPE } from '../panel/transport/connect';
import { isRecord } from '../panel/transport/parseReply';
import { getFirstRun, getRunIndex } from './executionStore';

/** Names one purchase, the same over every repetition that n8n makes of it. */
export interface IdempotencyKey {
	/** What the user sees: their own key, or a derived one that starts with "auto-". */
	display: string;
	/** What 'Release Order Key' has to hold to release the purchase: the key, or the content where that blocks it. */
	releaseName: string;
	/**
	 * What is recorded, as hashes. A user's key and an AI tool call have one; a derived key has two: the place of the
	 * item, and what is bought. The last one names what is bought wherever there are two.
	 */
	ids: readonly [string, ...string[]];
	/**
	 * As an AI tool, the content today and tomorrow (UTC): an answer that is missing blocks it on both days, whatever
	 * execution or key it comes with. Otherwise empty.
	 */
	dayIds: readonly string[];
	isUserKey: boolean;
	/** Run and item, to distinguish a repeated item from another one that carries the same user key. */
	itemSlot: string;
	/** The content of a purchase under a user's key, beside which the key must not come back with another one. */
	contentId?: string;
	/** A hash of what is bought. */
	payloadHash: string;
}

/** What a key is made of. */
interface KeyFacts {
	/** The account at the panel: see nameAccount. */
	account: string;
	action: string;
	itemIndex: number;
	/** The user's own key, '' for none. */
	userKey: string;
	/** The exact fields as JSON. */
	content: string;
	/** Epoch milliseconds. */
	now: number;
	/** Whether an AI model calls the node. */
	runsAsTool: boolean;
	/** How many earlier items of this run buy exactly the same. */
	duplicateIndex: number;
}

/**
 * Finds the idempotency key. The user's own is hashed with account and action. A derived key is made of the execution's
 * lineage and node, which survive every retry, twice: by the item's place, because a retry may change the content
 * (`$now` in a link), and by content, because a crash may reorder items. It leaves out the account: a corrected address
 * must not buy again. AI tools get a new run per try, so there the content counts, beside the key if a model gives one:
 * models invent the same keys in every chat.
 */
export function buildIdempotencyKey(context: IExecuteFunctions, facts: KeyFacts): IdempotencyKey {
	const { account, action, itemIndex, userKey, content, duplicateIndex, now, runsAsTool } = facts;
	const { id: nodeId } = context.getNode();
	const run = `run ${getRunIndex(context) - getFirstRun(context)}`;
	const bought = hash([action, canonicalize(content)]);
	const contentName = `content-${bought.slice(0, 12)}`;
	const days = runsAsTool ? [now, now + DAY_MS] : [];
	const common = {
		itemSlot: `${run} item ${itemIndex}`,
		payloadHash: bought,
		dayIds: days.map((day) => hash(['day', account, bought, new Date(day).toISOString().slice(0, 10)])),
	};
	if (userKey !== '') {
		const keyId = hash(['user', account, action, userKey]);
		const contentId = hash([keyId, bought]);
		const names = runsAsTool
			? { releaseName: contentName, ids: [contentId] as const }
			: { releaseName: userKey, ids: [keyId] as const, contentId };
		return { ...common, ...names, isUserKey: true, display: userKey };
	}
	const own = ['derived', `signature ${findLineage(context) ?? ''}`, nodeId];
	const ofContent = hash([...own, 'content', bought, `duplicate ${duplicateIndex}`]);
	if (runsAsTool) return { ...common, isUserKey: false, display: contentName, releaseName: contentName, ids: [ofContent] };
	const ofPlace = hash([...own, action, run, `item ${itemIndex}`]);
	const display = `auto-${ofPlace.slice(0, 12)}`;
	return { ...common, isUserKey: false, display, releaseName: display, ids: [ofPlace, hash([ofContent, run])] };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Names the account that pays: the panel's host and n8n's own credential. A renewed API key keeps its purchases, and a
 * path that is corrected does not make it another panel.
 */
export function nameAccount(context: IExecuteFunctions, panelUrl: string): string {
	const host = new URL(panelUrl).host.replace(/^www\./, '');
	return `${host}\n${context.getNode().credentials?.[CREDENTIAL_TYPE]?.id ?? ''}`;
}

/** A key as people mean it: without what cannot be seen, and with one space where they typed several. Case stays. */
export function foldKey(typed: string): string {
	return withoutInvisible(typed.normalize('NFKC')).replace(/\s+/g, ' ');
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

/**
 * The token that names an execution over all its retries; n8n has it from 2.14 on. Older versions have no more than the
 * moment at which an execution began, which a crash loses and the retry makes anew: it would buy again.
 */
export function findLineage(context: IExecuteFunctions): string | undefined {
	const execution: unknown = context.getWorkflowDataProxy(0).$execution;
	const resumeUrl = isRecord(execution) ? String(execution.resumeUrl) : '';
	return /[?&]signature=([^&]+)/.exec(resumeUrl)?.[1];
}
