export { generateCatalog } from './catalog';
export { startSandboxPanel } from './panel';
export { SERVICE_TYPES } from './serviceTypes';
export { DIALECTS } from './types';
export type { CatalogRow, Dialect, Fault, FaultKind, Quirks, SandboxOptions, SandboxPanel } from './types';
