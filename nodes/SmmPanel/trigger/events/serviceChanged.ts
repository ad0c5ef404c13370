import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { InputProblem } from '../../node/errors';
import { readIds } from '../../panel/ids';
import { itemOf } from '../../panel/records';
import { CATALOG_TIMES } from '../budget';
import { findings, type Round, type TriggerEvent } from '../event';
import { shortHash } from '../hash';
import { optionsOf, textOf } from '../parameters';
import { readCatalog } from './catalog';
import { compareCatalog, SERVICE_CHANGES, serviceEvent, type CatalogState, type CatalogWatch } from '../watching/catalogDiff';

/** What fires unless the option 'Changes' says otherwise: everything but new services, which are no change of one. */
export const DEFAULT_CHANGES: readonly string[] = SERVICE_CHANGES.filter((change) => change !== 'added');

const MOST_SHOWN = 10;

const schema = z.object({
	v: z.literal(1),
	scope: z.string(),
	rows: z.record(z.string(), z.string()),
	size: z.number(),
	told: z.number(),
	thin: z.literal(true).optional(),
});

/** Price, limits or stock of services change; services disappear, come back or are new. */
export const serviceChanged: TriggerEvent = {
	times: CATALOG_TIMES,
	async look(round, stored) {
		const watch = watchOf(round);
		const { rows, paged } = await readCatalog(round.panel);
		const scope = scopeOf(round, watch);
		const before = readState(stored, scope);
		const { events, state, glitch } = compareCatalog(before, rows, paged, watch);
		if (glitch)
			round.context.logger.warn(
				'SMM Panel Trigger: the catalog came back empty or much smaller than before. It counts only if the next poll sees the same.',
			);
		return findings(events, state === undefined || isSameState(before, state) ? undefined : toStored(state, scope), []);
	},
	async show(round) {
		const watch = watchOf(round);
		const { rows } = await readCatalog(round.panel);
		const shown = [...rows].filter(([service]) => watch.services.size === 0 || watch.services.has(service)).slice(0, MOST_SHOWN);
		if (shown.length === 0) {
			throw new InputProblem(
				rows.size === 0
					? 'There are no services to show, the catalog of the panel is empty'
					: `The panel's catalog has none of the services ${[...watch.services].slice(0, 5).join(', ')}`,
				rows.size === 0
					? 'Check the panel. While the workflow runs, an empty catalog starts nothing.'
					: "Check 'Services': it takes the service ids as the panel shows them.",
			);
		}
		return shown.map(([service, row]) => serviceEvent(service, 'none', null, null, { ...itemOf(row), service }, 0));
	},
};

function watchOf({ context }: Round): CatalogWatch {
	const services = textOf(context, 'services', 'Services');
	const { changes } = optionsOf(context);
	const chosen = Array.isArray(changes) ? changes.map(String) : [];
	return {
		services: new Set(services === '' ? [] : readIds(services, 'Services')),
		changes: new Set(chosen.length > 0 ? chosen : DEFAULT_CHANGES),
	};
}

/** Prices belong to an account, so the key is part of the scope. Which services are watched is not: new ones join in silence. */
function scopeOf({ panel }: Round, watch: CatalogWatch): string {
	return shortHash(
		`serviceChanged\n${panel.scope}\n${watch.services.size === 0 ? 'all' : 'chosen'}\n${[...watch.changes].sort().join(',')}`,
	);
}

function readState(stored: unknown, scope: string): CatalogState | undefined {
	const read = schema.safeParse(stored);
	if (!read.success || read.data.scope !== scope) return undefined;
	const { rows, size, told, thin } = read.data;
	return { rows: new Map(Object.entries(rows)), size, told, thin: thin === true };
}

function toStored({ rows, size, told, thin }: CatalogState, scope: string): IDataObject {
	return { v: 1, scope, rows: Object.fromEntries(rows), size, told, ...(thin ? { thin: true } : {}) };
}

function isSameState(before: CatalogState | undefined, after: CatalogState): boolean {
	if (!before || before.told !== after.told || before.thin !== after.thin || before.rows.size !== after.rows.size) return false;
	// The size of the whole catalog only guards against glitches, so small drifts are not worth a write.
	const near = Math.abs(before.size - after.size) <= before.size / 10;
	return near && [...after.rows].every(([service, mark]) => before.rows.get(service) === mark);
}
