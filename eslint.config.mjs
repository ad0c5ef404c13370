import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import jest from 'eslint-plugin-jest';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

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
	{ files: ['**/*.ts', ...gate], languageOptions: { parser: tseslint.parser } },
	typeDiscipline,
	...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
	{
		files: ['**/*.ts'],
		languageOptions: { parserOptions: { project: 'tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			// What was caught may be passed on as it is.
			'@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
			'@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
			// A function is async because its type says so, and the compiler finds unused names.
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/no-unused-vars': 'off',
			'no-misleading-character-class': 'error',
			complexity: ['error', { max: 12, variant: 'modified' }],
			'max-params': ['error', 4],
			'max-depth': ['error', 3],
		},
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			// jest's matchers, such as expect.any, are of the type any.
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			// Tests show n8n's loose values, and their helpers are closures that need no this.
			'@typescript-eslint/no-base-to-string': 'off',
			'@typescript-eslint/unbound-method': 'off',
		},
	},
	// The columns of a table of tests come as parameters.
	{ files: ['test/**/*.test.ts'], rules: { 'max-params': 'off' } },
	{
		...jest.configs['flat/recommended'],
		files: ['test/**/*.ts'],
		rules: {
			...jest.configs['flat/recommended'].rules,
			'jest/consistent-test-it': ['error', { fn: 'test', withinDescribe: 'test' }],
			'jest/expect-expect': ['error', { assertFunctionNames: ['expectRightReading', 'expect', 'crashTwice'] }],
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
	{ files: ['nodes/SmmPanel/framework/unsafeCast.ts'], rules: { 'no-restricted-syntax': 'off' } },
];
