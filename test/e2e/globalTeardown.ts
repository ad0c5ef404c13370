import { stopShared } from './globalSetup';

/** Runs after all end-to-end tests. */
export default async function globalTeardown(): Promise<void> {
	await stopShared();
}
