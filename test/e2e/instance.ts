import { z } from '../support/zod';

/** The owner account of the shared n8n. */
export const OWNER = { email: 'e2e@example.com', password: 'End-To-End-2026' };

const VARIABLE = 'SMM_PANEL_E2E';

const instanceShape = z.object({ url: z.string(), logFile: z.string(), tarball: z.string() });

/** Where the shared n8n of this test run is. */
export type Instance = z.infer<typeof instanceShape>;

/** Tells the test files, which run in surroundings of their own, about the shared n8n. */
export function publishInstance(instance: Instance): void {
	process.env[VARIABLE] = JSON.stringify(instance);
}

/** The shared n8n that jest's global set-up started. */
export function sharedInstance(): Instance {
	const text = process.env[VARIABLE];
	if (text === undefined)
		throw new Error('No n8n is running: jest.config.js must name test/e2e/globalSetup.ts as globalSetup of the project "e2e".');
	return instanceShape.parse(JSON.parse(text));
}
