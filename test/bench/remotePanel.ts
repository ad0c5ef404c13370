import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Dialect } from '../sandbox';

/** A sandbox panel in a process of its own, so that making its replies takes no time from what is measured. */
export interface RemotePanel {
	url: string;
	apiKey: string;
	/** How many calls the panel has seen. */
	calls(): Promise<number>;
	close(): void;
}

export async function startRemotePanel(dialect: Dialect, rows: number): Promise<RemotePanel> {
	const child = fork(join(__dirname, 'panelProcess.ts'), [dialect, String(rows)], { execArgv: ['--import', 'tsx'] });
	const { url, apiKey } = await nextMessage(child);
	if (typeof url !== 'string' || typeof apiKey !== 'string') throw new Error('The panel did not start.');
	return {
		url,
		apiKey,
		async calls() {
			const answer = nextMessage(child);
			child.send('calls');
			return Number((await answer).calls);
		},
		close: () => child.disconnect(),
	};
}

async function nextMessage(child: ChildProcess): Promise<Record<string, unknown>> {
	const [message]: unknown[] = await once(child, 'message');
	return typeof message === 'object' && message !== null ? { ...message } : {};
}
