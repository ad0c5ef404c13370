import { z } from 'zod';
import { InvalidInputError } from '../../framework/errors';
import { readIds } from '../../panel/api/ids';
import { toItem } from '../../panel/api/records';
import { CATALOG_BUDGET } from '../budget';
import { defineEvent } from '../environment';
import { shortHash } from '../hash';
import {
	combineChanges,
	compareCatalog,
	MOST_SINGLE_CHANGES,
	SERVICE_CHANGES,
	toServiceEvent,
	type CatalogState,
	type CatalogWatch,
} from '../watching/catalogDiff';
import { readCatalog } from './catalog';

/** What fires unless the option 'Changes' says otherwise: not new services, nor stock, which changes with every sale. */
export const DEFAULT_CHANGES = SERVICE_CHANGES.filter((change) => change !== 'added' && change !== 'stock');

const MOST_SHOWN = 10;

/** The names are stored in workflows; CatalogState says what they mean. */
const stateSchema = z.object({
	rows: z.record(z.string(), z.string()),
	size: z.number(),
	told: z.number(),
	thin: z.object({ polls: z.number(), since: z.number() }).optional(),
});
type StoredCatalog = z.infer<typeof stateSchema>;

/** Price, limits or stock of services change; services disappear, come back or are new. */
export const serviceChanged = defineEvent({
	name: 'Service Changed',
	value: 'serviceChanged',
	description: 'When price, limits or stock of a service change, or it disappears, comes back or is restocked',
	budget: CATALOG_BUDGET,
	properties: [
		{
			displayName: 'Services',
			name: 'services',
			type: 'string',
			default: '',
			placeholder: 'e.g. 101, 102',
			description:
				'IDs of the services to watch, separated by commas or lines. Leave empty for all. Some panels allow only ten catalog calls an hour, so poll every ten minutes or less often.',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Changes',
					name: 'changes',
					type: 'multiOptions',
					readAs: 'list',
					default: [...DEFAULT_CHANGES],
					description: 'Which changes of a service start the workflow',
					options: [
						{ name: 'Back', value: 'back', description: 'Listed again after it was removed' },
						{ name: 'Max', value: 'max', description: 'The largest quantity of one order' },
						{ name: 'Min', value: 'min', description: 'The smallest quantity of one order' },
						{ name: 'New Service', value: 'added', description: 'Never listed before; only when all services are watched' },
						{ name: 'Price', value: 'price' },
						{ name: 'Removed', value: 'removed' },
						{ name: 'Stock', value: 'stock', description: 'Only on panels that show it, where it changes with every sale' },
					],
				},
				{
					displayName: 'One Item for All Changes',
					name: 'combine',
					type: 'boolean',
					default: false,
					description: `Whether all changes of a poll come as one item, in its list changes. Above ${MOST_SINGLE_CHANGES} changes in one poll they always do.`,
				},
			],
		},
	],
	state: stateSchema,
	// Prices belong to an account. Which services are watched is no part of the scope: new ones join in silence.
	scope(parameters, { account }) {
		const { services, changes } = toWatch(parameters);
		const which = services.size === 0 ? 'all' : 'chosen';
		return { base: shortHash(`serviceChanged\n${account}\n${which}`), settings: shortHash([...changes].sort().join(',')) };
	},
	async poll(parameters, { context, panel, now }, stored) {
		const rows = await readCatalog(panel);
		const before = fromStored(stored.state);
		const { events, state, glitch } = compareCatalog(before, rows, toWatch(parameters), now);
		if (glitch)
			context.logger.warn(
				'SMM Panel Trigger: the catalog came back empty or much smaller than before. An empty one never counts, a much smaller one if it stays so for half an hour.',
			);
		return {
			items: parameters.options.combine === true || events.length > MOST_SINGLE_CHANGES ? combineChanges(events) : events,
			state: state === undefined || (isSameState(before, state) && !stored.needsWrite) ? undefined : toStored(state),
		};
	},
	async preview(parameters, { panel }) {
		const { services } = toWatch(parameters);
		const rows = await readCatalog(panel);
		const shown = [...rows].filter(([service]) => services.size === 0 || services.has(service)).slice(0, MOST_SHOWN);
		if (shown.length === 0) throw nothingToShow(rows.size, services);
		return shown.map(([service, row]) => toServiceEvent(service, 'none', null, null, { ...toItem(row), service }, 0));
	},
});

function toWatch({ services, options: { changes = [] } }: { services: string; options: { changes?: readonly string[] } }): CatalogWatch {
	return {
		services: new Set(services === '' ? [] : readIds(services, 'Services')),
		changes: new Set(changes.length > 0 ? changes : DEFAULT_CHANGES),
	};
}

function nothingToShow(size: number, services: ReadonlySet<string>): InvalidInputError {
	if (size === 0)
		return new InvalidInputError(
			'There are no services to show, the catalog of the panel is empty',
			'Check the panel. While the workflow runs, an empty catalog starts nothing.',
		);
	return new InvalidInputError(
		`The panel's catalog has none of the services ${[...services].slice(0, 5).join(', ')}`,
		"Check 'Services': it takes the service ids as the panel shows them.",
	);
}

function fromStored(stored: StoredCatalog | undefined): CatalogState | undefined {
	if (!stored) return undefined;
	const { rows, size, told, thin } = stored;
	return { rows: new Map(Object.entries(rows)), size, emitted: told, shrunk: thin };
}

function toStored({ rows, size, emitted, shrunk }: CatalogState): StoredCatalog {
	return { rows: Object.fromEntries(rows), size, told: emitted, ...(shrunk ? { thin: shrunk } : {}) };
}

function isSameState(before: CatalogState | undefined, after: CatalogState): boolean {
	if (!before || before.emitted !== after.emitted || before.shrunk !== after.shrunk || before.rows.size !== after.rows.size) return false;
	// The size of the whole catalog only guards against glitches, so small drifts are not worth a write.
	const near = Math.abs(before.size - after.size) <= before.size / 10;
	return near && [...after.rows].every(([service, snapshot]) => before.rows.get(service) === snapshot);
}
