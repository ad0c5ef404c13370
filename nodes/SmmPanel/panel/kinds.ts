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
	/** How a failed try counts when it might be repeated; trouble told in words is not over a second later. */
	readonly retry: 'notSent' | 'rateLimited' | 'transient' | 'transientUnlessInWords' | 'final';
	/** What it concerns: the whole panel (every further id meets it), this call (its ids may still be answered), or the id. */
	readonly scope: 'panel' | 'call' | 'id';
	/** True where only a change of the credential or the node helps. */
	readonly permanent: boolean;
	/** n8n's own cause, which its durable scheduler backs off by. */
	readonly cause?: 'rate-limited' | 'temporarily-unavailable' | 'credential-invalid' | 'configuration-invalid';
	/** What it says of a purchase: certainly not made, or nobody knows. */
	readonly purchase: 'refused' | 'unknown';
}

export const KINDS: Readonly<Record<ErrorKind, KindPolicy>> = {
	badAddress: { retry: 'final', scope: 'panel', permanent: true, cause: 'configuration-invalid', purchase: 'refused' },
	badInput: { retry: 'final', scope: 'id', permanent: true, cause: 'configuration-invalid', purchase: 'refused' },
	invalidKey: { retry: 'final', scope: 'panel', permanent: true, cause: 'credential-invalid', purchase: 'refused' },
	notOffered: { retry: 'final', scope: 'panel', permanent: true, cause: 'configuration-invalid', purchase: 'refused' },
	notFound: { retry: 'final', scope: 'id', permanent: false, purchase: 'refused' },
	notEnoughFunds: { retry: 'final', scope: 'id', permanent: false, purchase: 'refused' },
	activeOrder: { retry: 'final', scope: 'id', permanent: false, purchase: 'refused' },
	rateLimited: { retry: 'rateLimited', scope: 'panel', permanent: false, cause: 'rate-limited', purchase: 'refused' },
	refused: { retry: 'final', scope: 'id', permanent: false, purchase: 'refused' },
	unreachable: { retry: 'notSent', scope: 'panel', permanent: false, cause: 'temporarily-unavailable', purchase: 'refused' },
	timeout: { retry: 'transient', scope: 'call', permanent: false, cause: 'temporarily-unavailable', purchase: 'unknown' },
	dropped: { retry: 'transient', scope: 'call', permanent: false, cause: 'temporarily-unavailable', purchase: 'unknown' },
	serverError: {
		retry: 'transientUnlessInWords',
		scope: 'call',
		permanent: false,
		cause: 'temporarily-unavailable',
		purchase: 'unknown',
	},
	redirected: { retry: 'final', scope: 'panel', permanent: true, cause: 'configuration-invalid', purchase: 'unknown' },
	html: { retry: 'final', scope: 'panel', permanent: false, cause: 'temporarily-unavailable', purchase: 'unknown' },
	empty: { retry: 'transient', scope: 'call', permanent: false, cause: 'temporarily-unavailable', purchase: 'unknown' },
	notJson: { retry: 'final', scope: 'call', permanent: false, cause: 'temporarily-unavailable', purchase: 'unknown' },
	unexpectedReply: { retry: 'final', scope: 'id', permanent: false, purchase: 'unknown' },
	stopped: { retry: 'final', scope: 'panel', permanent: false, purchase: 'unknown' },
};
