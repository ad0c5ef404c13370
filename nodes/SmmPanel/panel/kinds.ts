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

/** What a kind of error means for everyone who decides by it. */
export interface KindPolicy {
	/** How a failed try counts when it might be repeated; an outage that a panel puts in words is not over a second later. */
	readonly retry: 'notSent' | 'rateLimited' | 'transient' | 'transientUnlessInWords' | 'final';
	/** What else would fail: every call to the panel, every call of the action, nothing (only this call), or only its id. */
	readonly scope: 'panel' | 'action' | 'call' | 'id';
	/** True where only a change of the credential or the node helps. */
	readonly permanent: boolean;
	/** n8n's own cause, which its durable scheduler backs off by. */
	readonly cause?: 'rate-limited' | 'temporarily-unavailable' | 'credential-invalid' | 'configuration-invalid';
	/** What it says of a purchase: certainly not made, or unknown. */
	readonly purchase: 'refused' | 'unknown';
	/** True where every purchase behind it would meet it too, although the panel answers. */
	readonly endsPurchases?: true;
	/** What it is in the answer about one id: always the answer, the answer to a refill or cancellation only, or a failure. */
	readonly answersId?: 'always' | 'requests';
	/** True where the panel answered and has no such page, list or action. */
	readonly isAbsence?: true;
	/** Who ended a call that had no answer yet: the execution or poll that made it, or its time-out. */
	readonly ended?: 'stopped' | 'timeIsOver';
	/** True for a no in unlisted words, or in none: it may be about the id, the call or the account. */
	readonly isVague?: true;
	/** True where the user has to correct a value. */
	readonly isInput?: true;
	/** What to do next about words of the panel, where it follows from the kind alone. */
	readonly advice?: string;
}

const CORRECT = "Correct what the panel names, then run this again. The panel's support can explain its words.";
const TROUBLE = 'The panel or its server has trouble of its own. Try again in a few minutes.';

const configuration = { retry: 'final', permanent: true, cause: 'configuration-invalid', purchase: 'refused' } as const;
const refusal = { retry: 'final', scope: 'id', permanent: false, purchase: 'refused' } as const;
const outage = { scope: 'call', permanent: false, cause: 'temporarily-unavailable', purchase: 'unknown' } as const;

export const KINDS: Readonly<Record<ErrorKind, KindPolicy>> = {
	badAddress: { ...configuration, scope: 'panel' },
	badInput: { ...configuration, scope: 'id', isInput: true },
	invalidKey: { ...configuration, scope: 'panel', cause: 'credential-invalid' },
	notOffered: { ...configuration, scope: 'action', isAbsence: true },
	notFound: {
		...refusal,
		answersId: 'always',
		isAbsence: true,
		advice: 'Check the ID. IDs differ from panel to panel, so check too that the credential belongs to the right one.',
	},
	notEnoughFunds: {
		...refusal,
		answersId: 'requests',
		endsPurchases: true,
		advice: 'Add funds at the panel, or order less, then run this again.',
	},
	activeOrder: {
		...refusal,
		answersId: 'requests',
		advice: 'Wait until the earlier order for this link is completed, then run this again.',
	},
	rateLimited: { retry: 'rateLimited', scope: 'panel', permanent: false, cause: 'rate-limited', purchase: 'refused' },
	refused: { ...refusal, answersId: 'requests', isAbsence: true, isVague: true, advice: CORRECT },
	unreachable: { retry: 'notSent', scope: 'panel', permanent: false, cause: 'temporarily-unavailable', purchase: 'refused' },
	timeout: { ...outage, retry: 'transient', ended: 'timeIsOver' },
	dropped: { ...outage, retry: 'transient' },
	serverError: { ...outage, retry: 'transientUnlessInWords', advice: TROUBLE },
	redirected: { ...configuration, scope: 'panel', purchase: 'unknown' },
	html: { ...outage, retry: 'final', scope: 'action' },
	empty: { ...outage, retry: 'transient' },
	notJson: { ...outage, retry: 'final' },
	unexpectedReply: { retry: 'final', scope: 'id', permanent: false, purchase: 'unknown', isAbsence: true },
	stopped: { retry: 'final', scope: 'panel', permanent: false, purchase: 'unknown', ended: 'stopped' },
};
