import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core writes its settings file on first use. Each jest worker gets a folder of its own, because two
// workers that create the same file at once would read it half written.
const userFolder = join(tmpdir(), `n8n-nodes-smm-panel-jest-${process.env.JEST_WORKER_ID ?? '1'}`);
mkdirSync(userFolder, { recursive: true });

process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'only-for-tests';
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
