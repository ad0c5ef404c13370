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
const KILL_EVERY_MS = { least: 25_000, more: 25_000 };
const MOST_AWAY_MS = 3_000;

/** How often what was done. */
export interface Mischief {
	faults: number;
	workersKilled: number;
	mainKilled: number;
}

async function killSomething(host: QueueHost, random: Random, mischief: Mischief): Promise<void> {
	const victim = random.pick(['first', 'second', 'both', 'first', 'second', 'main'] as const);
	if (victim === 'main') {
		mischief.mainKilled++;
		await host.killMain();
		await pause(random.below(MOST_AWAY_MS));
		await host.startMain();
		return;
	}
	mischief.workersKilled += victim === 'both' ? 2 : 1;
	await host.killWorkers(victim === 'both' ? undefined : victim === 'first' ? 0 : 1);
	await pause(random.below(MOST_AWAY_MS));
	await host.startWorkers();
}

/** Breaks panels and kills processes until `isOver`; afterwards everything runs and no fault waits. */
export async function makeTrouble(
	host: QueueHost,
	panels: readonly SandboxPanel[],
	random: Random,
	isOver: () => boolean,
): Promise<Mischief> {
	const mischief: Mischief = { faults: 0, workersKilled: 0, mainKilled: 0 };
	const breakPanels = async (): Promise<void> => {
		while (!isOver()) {
			at(panels, random.below(panels.length)).fail(random.pick(FAULTS));
			mischief.faults++;
			await pause(FAULT_EVERY_MS.least + random.below(FAULT_EVERY_MS.more));
		}
		for (const panel of panels) panel.clearFaults();
	};
	const kill = async (): Promise<void> => {
		while (!isOver()) {
			const next = Date.now() + KILL_EVERY_MS.least + random.below(KILL_EVERY_MS.more);
			while (Date.now() < next && !isOver()) await pause(500);
			if (!isOver()) await killSomething(host, random, mischief);
		}
	};
	await Promise.all([breakPanels(), kill()]);
	return mischief;
}
