/** What each part below nodes/SmmPanel may import besides itself. The files that n8n loads, at the top, may import all. */
const ARROWS = {
	actions: ['catalog', 'ordering', 'panel', 'node'],
	trigger: ['catalog', 'panel', 'node'],
	catalog: ['panel', 'node'],
	ordering: ['panel'],
	panel: [],
	node: [],
};

const below = 'nodes/SmmPanel';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...Object.entries(ARROWS).map(([part, others]) => ({
			name: `arrows-from-${part}`,
			comment: `${part} imports ${others.join(', ') || 'no other part'}`,
			severity: 'error',
			from: { path: `^${below}/${part}/` },
			to: { path: `^${below}/`, pathNot: `^${below}/(${[part, ...others].join('|')})/` },
		})),
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
			comment: 'Operations share code through other files; only their resource lists them',
			severity: 'error',
			from: { pathNot: '\\.resource\\.ts$' },
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
