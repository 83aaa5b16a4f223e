/**
 * PagerDuty in the catalog: who is on call, what is open, and a way to call them.
 *
 * @packageDocumentation
 */
export { isPagerDutyAvailable } from './annotations';
export type { Incident, OnCall, PagerDutyApi, Service } from './api';
export type { ServiceReference } from './annotations';
export { pagerDutyApiRef } from './api';
export { pagerDutyPlugin as default } from './plugin';
