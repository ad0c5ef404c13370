import { join, resolve } from 'node:path';

/** The checkout: the package that is built, packed and tried. */
export const PACKAGE_FOLDER = resolve(__dirname, '..', '..');

/** The host's own small npm project: its manifest, its lock and its node_modules. Another n8n where the variable names its folder. */
export const HOST_FOLDER = process.env.SMM_PANEL_HOST ?? __dirname;

export const HOST_MODULES = join(HOST_FOLDER, 'node_modules');

export const N8N_COMMAND = join(HOST_MODULES, 'n8n', 'bin', 'n8n');

/** Ends what was started here when the launcher is gone. */
export const GUARD = join(__dirname, 'guard.cjs');
