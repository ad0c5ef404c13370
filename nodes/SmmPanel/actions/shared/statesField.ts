/** The states that end a wait; none chosen means any final state. */
export const statesField = {
	displayName: 'States',
	name: 'states',
	type: 'multiOptions',
	default: [],
	hint: 'None chosen: until the order is finished in any way',
	description: 'The wait ends when the order is in one of these states',
	options: [
		{ name: 'Active', value: 'active' },
		{ name: 'Canceled', value: 'canceled' },
		{ name: 'Completed', value: 'completed' },
		{ name: 'Expired', value: 'expired' },
		{ name: 'Failed', value: 'failed' },
		{ name: 'In Progress', value: 'inProgress' },
		{ name: 'Partial', value: 'partial' },
		{ name: 'Paused', value: 'paused' },
		{ name: 'Pending', value: 'pending' },
		{ name: 'Processing', value: 'processing' },
		{ name: 'Refunded', value: 'refunded' },
	],
} as const;
