import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../panel/transport/parseReply';
import { firstRunOf, runIndexOf } from './executionStore';

/** Names one purchase, the same over every repetition that n8n makes of it. */
export interface PurchaseKey {
	/** What the user sees: their own key, or a derived one that starts with "auto-". */
	display: string;
	/**
	 * What is recorded, as hashes. A user's key and an AI tool call have one; a derived key has two: the place of the
	 * item, and what is bought. The last one tells what is bought wherever there are two.
	 */
	ids: readonly [string, ...string[]];
	ofUser: boolean;
	/** Run and item, to tell a repeated item from another one that carries the same user key. */
	place: string;
	/** The content of a purchase under a user's key, beside which the key must not come back with another one. */
	contentId?: string;
	/** A hash of what is bought. */
	content: string;
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
	twins: number;
}

/**
 * Finds the key of a purchase. In: the node's context and the facts. Out: the key.
 *
 * A user's key is recorded with the panel and the action, so that one key on two panels names two purchases. A derived
 * key is made from the execution's lineage and the node, which stay the same over Retry On Fail, "Retry execution" and
 * a restart after a crash (engine.md section 5), in two ways, because neither is enough: by the place of the item,
 * since a link with the current time in it would make every repetition a new purchase; and by what is bought, since
 * after a crash the nodes before this one run again and may bring their items in another order. The address of the
 * panel is left out of it: a corrected address must not turn a repetition into a new purchase. An AI tool call gets a
 * new run for every try, so there only what is bought counts.
 */
export function purchaseKey(context: IExecuteFunctions, { panelUrl, action, itemIndex, userKey, content, twins }: KeyFacts): PurchaseKey {
	const { id, type } = context.getNode();
	const run = `run ${runIndexOf(context) - firstRunOf(context)}`;
	const bought = hash([action, canonical(content)]);
	const common = { place: `${run} item ${itemIndex}`, content: bought };
	if (userKey !== '') {
		const keyId = hash(['user', panelOf(panelUrl), action, userKey.normalize('NFC')]);
		return { ...common, ofUser: true, display: userKey, ids: [keyId], contentId: hash([keyId, bought]) };
	}
	const own = ['derived', lineageOf(context) ?? '', id];
	const ofPlace = hash([...own, action, run, `item ${itemIndex}`]);
	const ofContent = hash([...own, 'content', bought, `twin ${twins}`]);
	const ids: PurchaseKey['ids'] = type.endsWith('Tool') ? [ofContent] : [ofPlace, hash([ofContent, run])];
	return { ...common, ofUser: false, display: `auto-${ids[0].slice(0, 12)}`, ids };
}

/** The same text for the same fields, in whatever order a model wrote them. In: fields as JSON. */
export function canonical(content: string): string {
	const fields: unknown = JSON.parse(content);
	if (!isRecord(fields)) return content;
	return JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function hash(parts: readonly string[]): string {
	return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** The panel behind an address: "http://www.panel.com/api/v2" and "https://panel.com/api/v2" are one. */
export function panelOf(url: string): string {
	const { host, pathname } = new URL(url);
	return `${host.replace(/^www\./, '')}${pathname}`;
}

/**
 * Names the execution over all its retries: n8n's token, or the moment it began where a version has none. Undefined
 * on versions with neither, where a retry looks like a new execution and a derived key would buy again.
 */
export function lineageOf(context: IExecuteFunctions): string | undefined {
	const execution: unknown = context.getWorkflowDataProxy(0).$execution;
	const resumeUrl = isRecord(execution) ? String(execution.resumeUrl) : '';
	const signature = /[?&]signature=([^&]+)/.exec(resumeUrl)?.[1];
	if (signature !== undefined) return `signature ${signature}`;
	const established = context.getExecutionContext?.()?.establishedAt;
	return established === undefined ? undefined : `established ${established}`;
}
