import { ensureServer } from './debian';

/** Makes sure that there is a Redis server, which n8n's queue mode needs; see ensureServer. */
export async function ensureRedis(): Promise<void> {
	await ensureServer({ name: 'a Redis server', command: 'redis-server', debianPackage: 'redis-server' });
}
