const below = 'nodes/SmmPanel';

/** What each part below nodes/SmmPanel may import besides itself. The files that n8n loads, at the top, may import all. */
const ARROWS = {
	actions: ['catalog', 'purchases', 'panel', 'framework'],
	trigger: ['catalog', 'panel', 'framework'],
	methods: ['catalog', 'trigger/watchList', 'panel', 'framework'],
	catalog: ['panel'],
	purchases: ['panel'],
	panel: [],
	framework: [],
};

/** The same inside a part: its folders, and what each may import of the same part besides itself. */
const INNER_ARROWS = {
	'panel/values': [],
	'panel/transport': ['panel/values', 'panel/errors.ts'],
	'panel/api': ['panel/transport', 'panel/values', 'panel/errors.ts'],
	'actions/shared': ['actions/environment.ts'],
	'actions/order/form': ['actions/shared', 'actions/environment.ts'],
	'trigger/watchList': ['trigger/environment.ts'],
	'trigger/watching': ['trigger/watchList', 'trigger/[^/]+.ts'],
	'trigger/events': ['trigger/watching', 'trigger/watchList', 'trigger/[^/]+.ts'],
};

const arrow = (name, from, within, allowed) => ({
	name,
	comment: `${from} imports ${allowed.join(', ') || 'nothing else'}`,
	severity: 'error',
	from: { path: `^${below}/${from}/` },
	to: { path: `^${below}/${within}`, pathNot: `^${below}/(${[from, ...allowed].join('|')})(/|$)` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...Object.entries(ARROWS).map(([part, others]) => arrow(`arrows-from-${part}`, part, '', others)),
		...Object.entries(INNER_ARROWS).map(([part, others]) =>
			arrow(`arrows-inside-${part.replaceAll('/', '-')}`, part, `${part.split('/')[0]}/`, others),
		),
		{
			name: 'every-part-has-arrows',
			comment: 'A new folder needs a line in the arrows',
			severity: 'error',
			from: {},
			to: { path: `^${below}/[^/]+/`, pathNot: `^${below}/(${Object.keys(ARROWS).join('|')})/` },
		},
		{ name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'no-operation-from-another',
			comment: 'Operations share code through other files; only the menu lists them',
			severity: 'error',
			from: { pathNot: `^${below}/actions/index\\.ts$` },
			to: { path: '\\.operation\\.ts$' },
		},
		{
			name: 'only-n8n-loads-nodes',
			severity: 'error',
			from: {},
			to: { path: '\\.(node|credentials)\\.ts$' },
		},
		{
			name: 'only-modules-that-n8n-gives',
			severity: 'error',
			from: {},
			to: { pathNot: [`^${below}/`, '^credentials/', '(^|/)(n8n-workflow|zod)(/|$)', '^(node:)?crypto$'] },
		},
		{
			name: 'panel-knows-only-types-of-n8n',
			severity: 'error',
			from: { path: `^${below}/panel/` },
			to: { path: '(^|/)n8n-workflow(/|$)', dependencyTypesNot: ['type-only'] },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
		skipAnalysisNotInRules: true,
	},
};
