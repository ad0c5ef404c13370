const shared = {
	testEnvironment: '<rootDir>/test/support/environment.js',
	moduleNameMapper: { '^(n8n-core|n8n-workflow)$': '<rootDir>/test/support/once/$1.js' },
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
				module: { type: 'commonjs' },
				sourceMaps: 'inline',
			},
		],
	},
	moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
	// The host is a whole n8n and dist is a copy of the sources: neither may be crawled for tests or package names.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/host/node_modules/', '<rootDir>/\\.cache/'],
	watchPathIgnorePatterns: ['<rootDir>/test/host/', '<rootDir>/dist/'],
};

/** @type {import('jest').Config} */
module.exports = {
	// Test machines are slow and noisy; a test that hangs still ends.
	testTimeout: 60_000,
	coverageProvider: 'v8',
	coverageDirectory: 'coverage',
	coverageReporters: ['text', 'lcov'],
	// What the unit tests reach today, rounded down: it may rise and not fall.
	coverageThreshold: { global: { statements: 98, branches: 95, functions: 99, lines: 98 } },
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts', '!**/*.d.ts'],
	// Select one with --selectProjects: "unit" needs nothing but this checkout, "e2e" starts a real n8n, and
	// `npm run test:versions` runs "versions" in older and newer ones.
	projects: [
		{
			...shared,
			displayName: 'unit',
			testMatch: ['<rootDir>/test/**/*.test.ts'],
			testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '<rootDir>/test/e2e/', '<rootDir>/test/versions/'],
		},
		{
			...shared,
			displayName: 'e2e',
			testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
			globalSetup: '<rootDir>/test/e2e/globalSetup.ts',
			globalTeardown: '<rootDir>/test/e2e/globalTeardown.ts',
		},
		{
			...shared,
			displayName: 'versions',
			testMatch: ['<rootDir>/test/versions/*.test.ts', '<rootDir>/test/e2e/{credential,operations,lists}.test.ts'],
			globalSetup: '<rootDir>/test/versions/globalSetup.ts',
			globalTeardown: '<rootDir>/test/versions/globalTeardown.ts',
		},
	],
};
