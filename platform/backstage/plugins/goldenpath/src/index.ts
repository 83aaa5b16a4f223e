/**
 * Golden paths in the catalog, and a home page for newcomers.
 *
 * @packageDocumentation
 */
export type { GoldenpathApi } from './api';
export { goldenpathApiRef } from './api';
export { goldenpathPlugin as default } from './plugin';
