import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

export const PANEL_KEY = 'bench-key-0123456789';

const startedShape = z.object({ port: z.number() });
const countsShape = z.object({ calls: z.number(), mostAtOnce: z.number(), connections: z.number() });

export type Counts = z.infer<typeof countsShape>;

export interface BusyPanel {
	url: string;
	/** Sets how it answers from now on, and returns what reached it since the last time. */
	set(setting: { takesLists: boolean; answerMs: number }): Promise<Counts>;
	close(): void;
}

export async function startBusyPanel(): Promise<BusyPanel> {
	const child = fork(join(__dirname, 'busyPanelProcess.ts'), [], { execArgv: ['--import', 'tsx'] });
	const [started]: unknown[] = await once(child, 'message');
	const { port } = startedShape.parse(started);
	return {
		url: `http://127.0.0.1:${port}/api/v2`,
		async set(setting) {
			const answer = once(child, 'message');
			child.send(setting);
			const [counts]: unknown[] = await answer;
			return countsShape.parse(counts);
		},
		close: () => child.disconnect(),
	};
}
