import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import tsParser from '@typescript-eslint/parser';
import jest from 'eslint-plugin-jest';
import nodesBase from 'eslint-plugin-n8n-nodes-base';

const off = (...names) => Object.fromEntries(names.map((name) => [`n8n-nodes-base/${name}`, 'off']));

/** What n8n's package scanner reads before it verifies a package. */
const gate = ['package.json', '{nodes,credentials}/**/*.{js,ts,json}'];

const typeDiscipline = {
	files: ['**/*.ts'],
	rules: {
		'no-restricted-syntax': [
			'error',
			{ selector: 'TSAnyKeyword', message: 'Use unknown and narrow it, or name the type.' },
			{
				selector: "TSAsExpression:not([typeAnnotation.typeName.name='const'])",
				message: 'Prove the type with a check instead of asserting it.',
			},
			{ selector: 'TSTypeAssertion', message: 'Prove the type with a check instead of asserting it.' },
		],
	},
};

export default [
	{ ignores: ['dist/**', 'coverage/**', '.cache/**', '**/node_modules/**'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	{ files: ['**/*.ts', ...gate], languageOptions: { parser: tsParser } },
	typeDiscipline,

	{
		...jest.configs['flat/recommended'],
		files: ['test/**/*.ts'],
		rules: {
			...jest.configs['flat/recommended'].rules,
			'jest/consistent-test-it': ['error', { fn: 'test', withinDescribe: 'test' }],
		},
	},

	// n8n's scanner ignores eslint-disable comments, so here they do not count either.
	{ files: gate, linterOptions: { noInlineConfig: true } },
	{ ...n8nCommunityNodesPlugin.configs.recommended, files: gate },
	{ files: gate, plugins: { 'n8n-nodes-base': nodesBase }, rules: { 'no-console': 'error' } },
	{ files: ['package.json'], rules: nodesBase.configs.community.rules },
	// The rules that n8n's own scanner switches off are off here as well.
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...nodesBase.configs.credentials.rules,
			...off('cred-class-field-documentation-url-miscased', 'cred-class-field-type-options-password-missing'),
		},
	},
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...nodesBase.configs.nodes.rules,
			...off(
				'node-class-description-inputs-wrong-regular-node',
				'node-class-description-outputs-wrong',
				'node-param-type-options-max-value-present',
			),
		},
	},
	// The package's one type assertion lives in this file, with its reason.
	{ files: ['nodes/SmmPanel/node/boundary.ts'], rules: { 'no-restricted-syntax': 'off' } },
];
