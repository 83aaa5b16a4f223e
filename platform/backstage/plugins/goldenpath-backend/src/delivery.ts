import { SurveySettings } from './settings';
import { Metric } from '@goldenpath/plugin-goldenpath-common';

const TIMEOUT_MS = 5_000;
const MOST = 8;

/** Asks the configured endpoint for the delivery metrics of an entity, if there is one. */
export async function readDelivery(
  entityRef: string,
  { delivery }: SurveySettings,
): Promise<Metric[] | undefined> {
  if (!delivery) return undefined;
  const url = new URL(delivery.url);
  url.searchParams.set('entity', entityRef);
  const response = await fetch(url, {
    headers: delivery.token
      ? { Authorization: `Bearer ${delivery.token}` }
      : undefined,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status === 404) return undefined;
  if (!response.ok) {
    throw new Error(`the delivery metrics answered ${response.status}`);
  }
  const { metrics } = (await response.json()) as { metrics?: unknown };
  if (!Array.isArray(metrics)) {
    throw new Error('the delivery metrics are no list');
  }
  return metrics
    .filter(item => Number.isFinite(item?.value) && item.title)
    .slice(0, MOST)
    .map(({ title, value, unit }) => ({
      title: String(title),
      value,
      unit: String(unit ?? ''),
    }));
}
