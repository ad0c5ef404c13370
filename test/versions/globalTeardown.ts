import { stopShared } from './globalSetup';

/** Runs after all tests in one version of n8n. */
export default async function globalTeardown(): Promise<void> {
	await stopShared();
}
