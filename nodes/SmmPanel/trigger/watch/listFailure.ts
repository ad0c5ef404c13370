import { PanelFailure, type FailureKind } from '../../panel/failures';

/** Makes the failure of reading a watch list. In: its kind, what happened, what to do, what the server asked to wait. */
export function listFailure(
	kind: FailureKind,
	message: string,
	nextStep: string,
	more: { httpStatus?: number; retryAfterMs?: number } = {},
): PanelFailure {
	return new PanelFailure({ kind, message, nextStep, acted: 'no', ...more });
}
