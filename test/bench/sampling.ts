import { Agent, fetch } from 'undici';
import type { BusyPanel, Counts } from './busyPanel';
import { PANEL_KEY } from './busyPanel';
import { median, timed } from './measure';

/** What a candidate took: medians over the rounds. */
export interface Result {
	ms: number;
	counts: Counts;
	memory: number;
}

/** Something that is measured beside others: one run of it, in milliseconds. */
export type Candidate = () => Promise<{ ms: number; memory?: number; items?: number }>;

export interface Sampling {
	rounds: number;
	/** Items that each must give; what gives others is not measured but wrong. */
	items?: number;
}

/**
 * Runs the candidates in turn, so that a busy moment of the machine hits all of them alike: once to warm up, then so many
 * rounds.
 */
export async function sample<Name extends string>(
	panel: BusyPanel,
	setting: { takesLists: boolean; answerMs: number },
	candidates: Readonly<Record<Name, Candidate>>,
	{ rounds, items }: Sampling,
): Promise<Map<string, Result>> {
	const taken = new Map<string, Result[]>();
	for (let round = -1; round < rounds; round++) {
		for (const [name, run] of Object.entries<Candidate>(candidates)) {
			await panel.set(setting);
			const { ms, memory = 0, items: came } = await run();
			if (items !== undefined && came !== undefined && came !== items) throw new Error(`${name} gave ${came} items instead of ${items}.`);
			const counts = await panel.set(setting);
			if (round >= 0) taken.set(name, [...(taken.get(name) ?? []), { ms, counts, memory }]);
		}
	}
	return new Map(
		[...taken].map(([name, results]) => {
			const of = (value: (result: Result) => number) => median(results.map(value));
			return [
				name,
				{
					ms: of(({ ms }) => ms),
					memory: of(({ memory }) => memory),
					counts: {
						calls: of(({ counts }) => counts.calls),
						mostAtOnce: of(({ counts }) => counts.mostAtOnce),
						connections: of(({ counts }) => counts.connections),
					},
				},
			];
		}),
	);
}

/** The yardstick: undici's fetch and JSON.parse alone, so many calls at once. */
export function undici(url: string, bodies: ReadonlyArray<Record<string, string>>, atOnce: number): Candidate {
	return async () => {
		const dispatcher = new Agent({ connections: atOnce });
		const queue = bodies.values();
		const lane = async () => {
			for (const fields of queue) {
				const body = new URLSearchParams({ key: PANEL_KEY, ...fields });
				JSON.parse(await (await fetch(url, { method: 'POST', body, dispatcher })).text());
			}
		};
		const ms = await timed(async () => await Promise.all(Array.from({ length: atOnce }, lane)));
		await dispatcher.close();
		return { ms };
	};
}
