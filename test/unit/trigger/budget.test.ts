import type { IPollFunctions } from 'n8n-workflow';
import { computeBudget, CATALOG_BUDGET, ID_BUDGET, isDurable } from '../../../nodes/SmmPanel/trigger/budget';
import { isDue, QUIET } from '../../../nodes/SmmPanel/trigger/watching/quietOrders';
import { triggerNode, openPoller } from '../../support';

const MINUTE = 60_000;

/** n8n's own context of a poll, with the budget that n8n gives it. */
async function contextWith(pollBudgetMs?: number): Promise<IPollFunctions> {
	let seen: IPollFunctions | undefined;
	const { description } = await triggerNode();
	const keep = (context: IPollFunctions) => {
		seen = context;
	};
	const type = {
		description,
		async poll(this: IPollFunctions) {
			keep(this);
			return null;
		},
	};
	await (await openPoller({ type, parameters: {}, ...(pollBudgetMs === undefined ? {} : { pollBudgetMs }) })).poll();
	if (seen === undefined) throw new Error('n8n did not poll.');
	return seen;
}

test('a poll that asks about ids is over before the next one begins, and the first one before n8n has started', async () => {
	const context = await contextWith();
	expect(isDurable(context)).toBe(false);
	expect(computeBudget(context, ID_BUDGET, false)).toBeLessThan(MINUTE);
	expect(computeBudget(context, ID_BUDGET, true)).toBeLessThanOrEqual(20_000);
	expect(computeBudget(context, CATALOG_BUDGET, true)).toBeLessThanOrEqual(MINUTE);
});

test('a durable tick is over before n8n discards it', async () => {
	const context = await contextWith(36_000);
	expect(isDurable(context)).toBe(true);
	for (const times of [ID_BUDGET, CATALOG_BUDGET]) expect(computeBudget(context, times, false)).toBe(32_000);
});

test('the texts name the effect of the options as the code has it', async () => {
	const text = JSON.stringify((await triggerNode()).description.properties);
	expect(text).toContain('Leave empty for every change; then an order counts when it is first seen, too.');
	const steps = [...text.matchAll(/[Aa]fter an? (hour|day|week)(?: without a change an order is asked)? every (\d+) (minutes|hours)/g)];
	const units: Record<string, number> = { minutes: 1, hours: 60, hour: 60, day: 24 * 60, week: 7 * 24 * 60 };
	const now = Date.UTC(2026, 0, 5);
	for (const [, quiet = '', every = '', unit = ''] of steps) {
		const [quietMinutes, everyMinutes] = [units[quiet] ?? 0, Number(every) * (units[unit] ?? 0)];
		const asked = Array.from({ length: everyMinutes * 3 }, (_, minute) => now + minute * MINUTE).filter((at) =>
			isDue('23501', { quietSince: at - quietMinutes * MINUTE, lastRoundAt: at - MINUTE, now: at, steps: QUIET }),
		);
		expect(asked).toHaveLength(3);
	}
	expect(steps.map(([, quiet]) => quiet)).toEqual(['hour', 'day', 'week']);
});
