import { startSandboxPanel } from '../sandbox';
import { startPretendModel } from './pretendModel';

/** A panel that the examples run against. */
export interface Panel {
	name: string;
	url: string;
	apiKey: string;
	/** Whether it may be asked to sell something: sandboxes only. */
	sells: boolean;
	/** Whether it sells phone numbers. */
	sms: boolean;
}

export interface SandboxPanels {
	panels: Panel[];
	/** Address of something that plays a language model. */
	modelUrl?: string;
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
	const model = await startPretendModel();
	const started = await Promise.all(
		DIALECT_NAMES.map(async ([dialect, name]) => ({ name, dialect, sandbox: await startSandboxPanel({ dialect, pace: PACE }) })),
	);
	const panels = started.map(({ name, dialect, sandbox: { url, apiKey } }) => ({
		name: `${name} (sandbox)`,
		url,
		apiKey,
		sells: true,
		sms: dialect === 'hstockplus',
	}));
	return {
		panels,
		modelUrl: model.url,
		close: async () => {
			await model.close();
			await Promise.all(started.map(async ({ sandbox }) => await sandbox.close()));
		},
	};
}
