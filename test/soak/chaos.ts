import { setTimeout as pause } from 'node:timers/promises';
import type { QueueHost } from '../host/queueHost';
import type { Fault, SandboxPanel } from '../sandbox';
import { at, type Random } from '../sandbox/random';

/** What goes wrong at a panel: with calls that read as well as with calls that buy. */
const FAULTS: readonly Fault[] = [
	{ kind: 'delay', ms: 800 },
	{ kind: 'delay', ms: 4_000 },
	{ kind: 'delay', ms: 8_000, when: 'afterBooking' },
	{ kind: 'drop' },
	{ kind: 'drop', when: 'afterBooking' },
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 502, when: 'afterBooking' },
	{ kind: 'status', status: 503, retryAfter: 2 },
	{ kind: 'status', status: 429, retryAfter: 1 },
	{ kind: 'status', status: 429, retryAfter: 3, times: 3 },
	{ kind: 'html' },
	{ kind: 'html', challenge: true },
	{ kind: 'empty', when: 'afterBooking' },
	{ kind: 'invalidJson', when: 'afterBooking' },
	{ kind: 'halfBody', when: 'afterBooking' },
	{ kind: 'error', error: 'Something went wrong, try again later' },
	{ kind: 'error', error: 'Something went wrong, try again later', when: 'afterBooking', action: 'add' },
	{ kind: 'error', error: 'Not enough funds on balance', action: 'add' },
	{ kind: 'errorWithOrder', error: 'Timeout', when: 'afterBooking', action: 'add' },
	{ kind: 'body', body: '{"status":"ok"}', when: 'afterBooking' },
	{ kind: 'body', body: 'null' },
];

const FAULT_EVERY_MS = { least: 300, more: 2_500 };
/** A short run kills twice a minute; a long one leaves processes the time in which they could grow. */
const KILLS = 14;
const SHORTEST_LIFE_MS = 25_000;
const MOST_AWAY_MS = 3_000;

/** How often what was done. */
export interface Mischief {
	faults: number;
	workersKilled: number;
	mainKilled: number;
}

/** What is killed, in turn. */
const VICTIMS = [
	{ workers: 1, main: 0, kill: async (host: QueueHost) => await host.killWorkers(0) },
	{ workers: 0, main: 1, kill: async (host: QueueHost) => await host.killMain() },
	{ workers: 1, main: 0, kill: async (host: QueueHost) => await host.killWorkers(1) },
	{ workers: 2, main: 0, kill: async (host: QueueHost) => await host.killWorkers() },
];

interface Troubled {
	host: QueueHost;
	panels: readonly SandboxPanel[];
	random: Random;
	/** Milliseconds. */
	duration: number;
}

/** Breaks panels and kills processes until `isOver`; afterwards everything runs and no fault waits. */
export async function makeTrouble({ host, panels, random, duration }: Troubled, isOver: () => boolean): Promise<Mischief> {
	const mischief: Mischief = { faults: 0, workersKilled: 0, mainKilled: 0 };
	const breakPanels = async (): Promise<void> => {
		while (!isOver()) {
			at(panels, random.below(panels.length)).fail(random.pick(FAULTS));
			mischief.faults++;
			await pause(FAULT_EVERY_MS.least + random.below(FAULT_EVERY_MS.more));
		}
		for (const panel of panels) panel.clearFaults();
	};
	const killInTurn = async (): Promise<void> => {
		const life = Math.max(SHORTEST_LIFE_MS, duration / KILLS);
		for (let turn = 0; !isOver(); turn++) {
			const next = Date.now() + life + random.below(life / 2);
			while (Date.now() < next && !isOver()) await pause(500);
			if (isOver()) return;
			const { workers, main, kill } = at(VICTIMS, turn % VICTIMS.length);
			mischief.workersKilled += workers;
			mischief.mainKilled += main;
			await kill(host);
			await pause(random.below(MOST_AWAY_MS));
			if (main > 0) await host.startMain();
			else await host.startWorkers();
		}
	};
	await Promise.all([breakPanels(), killInTurn()]);
	return mischief;
}
