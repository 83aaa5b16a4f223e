import { Entity } from '@backstage/catalog-model';

const SERVICE_ID = 'pagerduty.com/service-id';
const INTEGRATION_KEY = 'pagerduty.com/integration-key';

/** What an entity says of its service in PagerDuty. */
export type ServiceReference = { id: string } | { integrationKey: string };

/** Returns how the entity names its service in PagerDuty, if it does. */
export function readReference(entity: Entity): ServiceReference | undefined {
  const id = entity.metadata.annotations?.[SERVICE_ID];
  if (id) return { id };
  const integrationKey = entity.metadata.annotations?.[INTEGRATION_KEY];
  return integrationKey ? { integrationKey } : undefined;
}

/** Tells whether an entity names its service in PagerDuty. */
export function isPagerDutyAvailable(entity: Entity): boolean {
  return readReference(entity) !== undefined;
}
