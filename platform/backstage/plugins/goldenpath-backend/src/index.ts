/**
 * What repositories have of their golden paths: the backend of the card in the catalog.
 *
 * @packageDocumentation
 */
export { goldenpathPlugin as default } from './plugin';
