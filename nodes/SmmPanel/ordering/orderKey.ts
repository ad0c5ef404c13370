import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

/** Names one purchase, the same over every repetition that n8n makes of it. */
export interface PurchaseKey {
	/** What the user sees: their own key, or a derived one that starts with "auto-". */
	display: string;
	/** What is recorded: a hash of panel, action and key. */
	mark: string;
	ofUser: boolean;
}

/**
 * Finds the key of a purchase.
 *
 * In: the node's context; the panel's address and action, so that one key on two panels names two purchases; the item;
 * the user's own key ('' for none); the content, used only for AI tools. Out: the key.
 * A derived key is made from the execution's lineage, the node, the run and the item: these stay the same over Retry
 * On Fail, "Retry execution" and a restart after a crash (engine.md section 5). The content is left out on purpose: a
 * link with the current time in it would make every repetition a new purchase. An AI tool call gets a new run for
 * every try, so there the content stands in for the run.
 */
export function purchaseKey(context: IExecuteFunctions, panelUrl: string, action: string, itemIndex: number, userKey: string, content: string): PurchaseKey {
	const ofUser = userKey !== '';
	const { id, type } = context.getNode();
	const place = type.endsWith('Tool') ? `content ${content}` : `run ${runIndexOf(context)}`;
	const own = ofUser ? userKey : ['derived', lineageOf(context), id, place, `item ${itemIndex}`].join('\n');
	const mark = hash([panelUrl, action, ofUser ? 'user' : 'derived', own].join('\n'));
	return { mark, ofUser, display: ofUser ? userKey : `auto-${mark.slice(0, 12)}` };
}

function hash(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The token that n8n keeps through retries of an execution; the execution's own id where a version has none. */
function lineageOf(context: IExecuteFunctions): string {
	const execution: unknown = context.getWorkflowDataProxy(0).$execution;
	const resumeUrl = typeof execution === 'object' && execution !== null && 'resumeUrl' in execution ? String(execution.resumeUrl) : '';
	const signature = /[?&]signature=([^&]+)/.exec(resumeUrl)?.[1];
	if (signature !== undefined) return `signature ${signature}`;
	const established = context.getExecutionContext?.()?.establishedAt;
	return established === undefined ? `execution ${context.getExecutionId()}` : `established ${established}`;
}

function runIndexOf(context: IExecuteFunctions): number {
	const index: unknown = context.getWorkflowDataProxy(0).$runIndex;
	return typeof index === 'number' ? index : 0;
}
