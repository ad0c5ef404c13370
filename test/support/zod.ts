/**
 * The project's own zod. Files below test/host would find the copy in the installed n8n's node_modules instead, which is
 * missing before the installation and broken after an interrupted one.
 */
export { z } from 'zod';
