import type { IExecuteFunctions } from 'n8n-workflow';
import type { ExecutionStore } from './executionStore';
import { foldKey, type IdempotencyKey } from './idempotencyKey';
import type { Purchase } from './purchase';

interface Released {
	readonly context: IExecuteFunctions;
	readonly store: ExecutionStore;
}

/**
 * The release that a purchase asks for under Options: 1 for the bare key, 2 for "key (2)" and so on; undefined where
 * the option names another key. Each works once, so an option that stays set never sends a third time. It has to be a
 * fixed text, because an expression or a model would release every unknown outcome by itself, and to come in another
 * execution than the one that left the outcome unknown, because somebody has to check at the panel in between.
 */
export function findRelease({ context, store }: Released, purchase: Purchase, key: IdempotencyKey): number | undefined {
	const number = readRelease(purchase, key);
	if (number === undefined) return undefined;
	const saved: unknown = context.getNodeParameter('options.releaseOrderKey', purchase.itemIndex, '', { rawExpressions: true });
	if (typeof saved !== 'string' || saved.startsWith('=')) return undefined;
	const sentBy = (store.findUnanswered(key.ids[0]) ?? store.findUnanswered(key.releaseName))?.executionId;
	return sentBy === context.getExecutionId() ? undefined : number;
}

function readRelease({ options }: Purchase, { releaseName }: IdempotencyKey): number | undefined {
	const asked = foldKey(options.releaseOrderKey ?? '');
	if (asked === releaseName) return 1;
	const number = asked.startsWith(`${releaseName} (`) ? /^\(([1-9]\d{0,5})\)$/.exec(asked.slice(releaseName.length + 1))?.[1] : undefined;
	return number === undefined ? undefined : Number(number);
}

/**
 * Says how a purchase of unknown outcome is sent again.
 * @param used - the number of the release that was used up, 0 for none
 */
export function adviseOnRelease({ releaseName, isUserKey, dayIds }: IdempotencyKey, used: number): string {
	const release = `set the option 'Release Order Key' to ${releaseName}${used === 0 ? '' : ` (${used + 1})`} as a fixed text`;
	const how =
		isUserKey || dayIds.length > 0
			? `${release} and run this again`
			: `order it in a new run, or ${release}, save, and retry this execution with the currently saved workflow`;
	return `Only if it is not there, ${how}; if it was made after all, you pay twice.`;
}
