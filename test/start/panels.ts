import { startSandboxPanel } from '../sandbox';

/** A panel that the examples run against. */
export interface Panel {
	name: string;
	url: string;
	apiKey: string;
	/** Whether it may be asked to sell something: sandboxes only. */
	sells: boolean;
	/** Whether it sells phone numbers. */
	sms: boolean;
	/** What its prices mean, where the node cannot know it and therefore refuses to buy below a maximum. */
	priceBasis?: 'perThousand';
}

export interface SandboxPanels {
	panels: Panel[];
	close(): Promise<void>;
}

/** Milliseconds between two steps of an order: quick enough to watch one from the purchase to its end. */
const PACE = 1000;

const DIALECT_NAMES = [
	['hstockplus', 'HstockPlus'],
	['hmSocialMedia', 'HM Social Media'],
	['hassanStore', 'Hassan Store'],
] as const;

/** Starts one sandbox for each of the three panels that this package must serve fully. */
export async function startSandboxes(): Promise<SandboxPanels> {
	const started = await Promise.all(
		DIALECT_NAMES.map(async ([dialect, name]) => ({ name, dialect, sandbox: await startSandboxPanel({ dialect, pace: PACE }) })),
	);
	const panels = started.map(({ name, dialect, sandbox: { url, apiKey } }) => ({
		name: `${name} (sandbox)`,
		url,
		apiKey,
		sells: true,
		...(dialect === 'hstockplus' ? { sms: true, priceBasis: 'perThousand' as const } : { sms: false }),
	}));
	return {
		panels,
		close: async () => {
			await Promise.all(started.map(async ({ sandbox }) => await sandbox.close()));
		},
	};
}
