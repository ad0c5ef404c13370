import { z } from 'zod';
import { fold, matchesWords } from '../../catalog/words';
import type { ParametersOf, Property } from '../../framework/operation';
import { readIds } from '../../panel/api/ids';
import { invalidInput, type PanelError } from '../../panel/errors';
import { toItem, type PanelRecord } from '../../panel/api/records';
import { readDecimal, type Decimal } from '../../panel/values/money';
import { CATALOG_BUDGET } from '../budget';
import { defineEvent, eventOptions, type PollContext } from '../environment';
import { shortHash } from '../hash';
import {
	combineChanges,
	compareCatalog,
	MAX_SINGLE_CHANGES,
	toServiceEvent,
	type CatalogState,
	type CatalogWatch,
} from '../watching/catalogDiff';
import { SERVICE_CHANGES } from '../watching/serviceValues';
import { readCatalog } from './catalog';

/** What fires unless the option 'Changes' says otherwise: not new services, nor stock, which changes with every sale. */
export const DEFAULT_CHANGES = SERVICE_CHANGES.filter((change) => change !== 'added' && change !== 'stock');
/** Catalogs are large, and some panels allow ten such calls an hour. */
const CATALOG_PAUSE_MS = 10 * 60_000;
const MAX_SHOWN = 10;

/** The names are stored in workflows; CatalogState says what they mean. */
const stateSchema = z.object({
	rows: z.record(z.string(), z.string()),
	size: z.number(),
	emitted: z.number(),
	shrunk: z.object({ polls: z.number(), since: z.number() }).optional(),
});
type StoredCatalog = z.infer<typeof stateSchema>;

const properties = [
	{
		displayName: 'Service IDs',
		name: 'services',
		type: 'string',
		default: '',
		placeholder: 'e.g. 101, 102',
		description:
			'The services to watch, separated by commas or lines. Leave empty for all. The catalog is read every ten minutes at most, because some panels allow only ten such calls an hour.',
	},
	{
		displayName: 'Category Name or ID',
		name: 'category',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getServiceCategories' },
		default: '',
		description:
			'Only services of this category. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Search',
		name: 'search',
		type: 'string',
		default: '',
		placeholder: 'e.g. instagram followers',
		description: 'Only services whose name, category or ID holds all these words, in any order',
	},
	eventOptions(
		{
			displayName: 'Changes',
			name: 'changes',
			type: 'multiOptions',
			readAs: 'list',
			default: [...DEFAULT_CHANGES],
			description: 'Which changes of a service start the workflow',
			options: [
				{ name: 'Back', value: 'back', description: 'Listed again after it was removed' },
				{ name: 'Back in Stock', value: 'backInStock', description: 'Only on panels that show the stock' },
				{ name: 'Category', value: 'category' },
				{ name: 'Flags', value: 'flags', description: 'Whether it has refill, cancel and drip-feed' },
				{ name: 'Max', value: 'max', description: 'The largest quantity of one order' },
				{ name: 'Min', value: 'min', description: 'The smallest quantity of one order' },
				{ name: 'Name', value: 'name', description: 'Also where a panel gives the ID to another service' },
				{ name: 'New Service', value: 'added', description: 'Never listed before; only where no IDs are given' },
				{ name: 'Price', value: 'price' },
				{ name: 'Removed', value: 'removed' },
				{ name: 'Sold Out', value: 'soldOut', description: 'Only on panels that show the stock' },
				{ name: 'Stock', value: 'stock', description: 'Every change of the number, so with every sale' },
				{ name: 'Type', value: 'type' },
			],
		},
		{
			displayName: 'One Item for All Changes',
			name: 'combine',
			type: 'boolean',
			default: false,
			description: `Whether all changes of a poll come as one item, in its list changes. Above ${MAX_SINGLE_CHANGES} changes in one poll they always do.`,
		},
		{
			displayName: 'Smallest Price Change (Percent)',
			name: 'minChange',
			type: 'number',
			readAs: 'text',
			default: 0,
			typeOptions: { minValue: 0 },
			description: 'Smaller changes are not reported at once; they add up until together they are as large',
		},
	),
] as const satisfies readonly Property[];

type Parameters = ParametersOf<typeof properties>;

/** Something about services changes; they disappear, come back or are new. */
export const serviceChanged = defineEvent({
	name: 'Service Changed',
	value: 'serviceChanged',
	description: 'When price, limits, name or flags of a service change, or it disappears, comes back, is sold out or restocked',
	budget: CATALOG_BUDGET,
	properties,
	state: stateSchema,
	// Prices belong to an account. Which services are chosen is no part of the scope: new ones join in silence.
	scope(parameters, { account }) {
		const { services, changes } = toWatch(parameters);
		const which = `${services.size === 0 ? 'all' : 'chosen'}${parameters.category}\n${parameters.search}`.trim();
		return { base: shortHash(`serviceChanged\n${account}\n${which}`), settings: shortHash([...changes].sort().join(',')) };
	},
	async poll(parameters, environment, stored) {
		const { context, panel, session, now } = environment;
		if (stored.state && isFresh(environment)) return { items: [] };
		const rows = await readCatalog(panel);
		session.catalogReadAt = now;
		const before = stored.state && { ...stored.state, rows: new Map(Object.entries(stored.state.rows)) };
		const { events, state, glitch } = compareCatalog(before, rows, toWatch(parameters), now);
		if (glitch)
			context.logger.warn(
				'SMM Panel Trigger: the catalog came back empty or much smaller than before. An empty one never counts, a much smaller one if it stays so for half an hour.',
			);
		return {
			items: parameters.options.combine === true || events.length > MAX_SINGLE_CHANGES ? combineChanges(events) : events,
			state: state === undefined || (isSameState(before, state) && !stored.needsWrite) ? undefined : toStored(state),
			watched: `${state ? countListed(state) : 0} of ${rows.size} services`,
		};
	},
	async preview(parameters, { panel }) {
		const { services, isWanted } = toWatch(parameters);
		const rows = await readCatalog(panel);
		const found = [...rows].filter(([service, row]) => (services.size === 0 || services.has(service)) && (isWanted?.(row) ?? true));
		if (found.length === 0) throw nothingToShowError(rows.size, services);
		const watching = `${found.length} of ${rows.size} services`;
		return found
			.slice(0, MAX_SHOWN)
			.map(([service, row]) =>
				toServiceEvent({ service, change: 'none', from: null, to: null, item: { watching, ...toItem(row), service } }, 0),
			);
	},
});

/** True where the last catalog still counts; a user who publishes is shown a new one. */
function isFresh({ session, mode, now }: PollContext): boolean {
	const age = now - (session.catalogReadAt ?? Number.NEGATIVE_INFINITY);
	return age >= 0 && age < CATALOG_PAUSE_MS && (mode === 'scheduled' || mode === 'durable');
}

function toWatch({ services, category, search, options: { changes = [], minChange = '0' } }: Parameters): CatalogWatch {
	const wanted = fold(category).trim();
	return {
		services: new Set(services === '' ? [] : readIds(services, 'Service IDs')),
		changes: new Set(changes.length > 0 ? changes : DEFAULT_CHANGES),
		minChange: parsePercent(minChange),
		isWanted: (row: PanelRecord) =>
			(wanted === '' || (typeof row.category === 'string' && fold(row.category).trim() === wanted)) && matchesWords(row, search),
	};
}

function parsePercent(text: string): Decimal | undefined {
	const percent = readDecimal(text);
	if (!percent || percent.units < 0n)
		throw invalidInput(`'Smallest Price Change (Percent)' is "${text.slice(0, 40)}", which is no percentage`, 'Enter a number, e.g. 5.');
	return percent.units === 0n ? undefined : percent;
}

function countListed({ rows }: CatalogState): number {
	return [...rows.values()].filter((values) => !values.startsWith('-')).length;
}

function nothingToShowError(size: number, services: ReadonlySet<string>): PanelError {
	if (size === 0)
		return invalidInput(
			'There are no services to show, because the catalog of the panel is empty',
			'Check the panel. While the workflow runs, an empty catalog starts nothing.',
		);
	return invalidInput(
		services.size === 0
			? `None of the ${size} services of the panel's catalog is in that category and holds those words`
			: `The panel's catalog has none of the services ${[...services].slice(0, 5).join(', ')}`,
		services.size === 0
			? "Check 'Category' and 'Search'."
			: "Check 'Service IDs': it takes the service ids as the panel shows them. 'Category' and 'Search' narrow them further.",
	);
}

function toStored({ rows, size, emitted, shrunk }: CatalogState): StoredCatalog {
	return { rows: Object.fromEntries(rows), size, emitted, ...(shrunk ? { shrunk } : {}) };
}

function isSameState(before: CatalogState | undefined, after: CatalogState): boolean {
	if (!before || before.emitted !== after.emitted || before.shrunk !== after.shrunk || before.rows.size !== after.rows.size) return false;
	// The size of the whole catalog only guards against glitches, so small drifts are not worth a write.
	const near = Math.abs(before.size - after.size) <= before.size / 10;
	return near && [...after.rows].every(([service, snapshot]) => before.rows.get(service) === snapshot);
}
