import { Entity } from '@backstage/catalog-model';
import { compatWrapper } from '@backstage/core-compat-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  EntityGrafanaAlertsCard,
  EntityGrafanaDashboardsCard,
  EntityOverviewDashboardViewer,
  isAlertSelectorAvailable,
  isDashboardSelectorAvailable,
  isOverviewDashboardAvailable,
} from '@backstage-community/plugin-grafana';
import { Flex } from '@backstage/ui';
import {
  EntityPrometheusAlertCard,
  PrometheusGraph,
} from '@roadiehq/backstage-plugin-prometheus';
import { NotConnected } from './NotConnected';

const RULE = 'prometheus.io/rule';
const ALERT = 'prometheus.io/alert';
const RANGE = { hours: 1 };
const STEP_SECONDS = 15;

const rules = (entity: Entity) =>
  (entity.metadata.annotations?.[RULE] ?? '').split(',').filter(Boolean);
const hasAlerts = (entity: Entity) =>
  Boolean(entity.metadata.annotations?.[ALERT]);
const hasPrometheus = (entity: Entity) =>
  rules(entity).length > 0 || hasAlerts(entity);
const hasGrafana = (entity: Entity) =>
  Boolean(isDashboardSelectorAvailable(entity)) ||
  isAlertSelectorAvailable(entity) ||
  isOverviewDashboardAvailable(entity);

/** Tells whether an entity says what to watch. */
export function isMonitored(entity: Entity): boolean {
  return hasPrometheus(entity) || hasGrafana(entity);
}

/** Shows what Prometheus measures of the entity, and its dashboards and alerts in Grafana. */
export function Monitoring(props: { prometheus: boolean; grafana: boolean }) {
  const { entity } = useEntity();
  return (
    <Flex direction="column" gap="6">
      {hasPrometheus(entity) &&
        (props.prometheus ? (
          compatWrapper(<Prometheus entity={entity} />)
        ) : (
          <NotConnected title="Prometheus" needs="PROMETHEUS_URL" />
        ))}
      {hasGrafana(entity) &&
        (props.grafana ? (
          compatWrapper(<Grafana entity={entity} />)
        ) : (
          <NotConnected title="Grafana" needs="GRAFANA_TOKEN" />
        ))}
    </Flex>
  );
}

function Prometheus({ entity }: { entity: Entity }) {
  return (
    <Flex direction="column" gap="4">
      {hasAlerts(entity) && <EntityPrometheusAlertCard />}
      {rules(entity).map(rule => {
        // The dimension, such as `namespace`, stands behind the last bar: queries have bars as well.
        const bar = rule.lastIndexOf('|');
        return (
          <PrometheusGraph
            key={rule}
            query={bar < 0 ? rule : rule.slice(0, bar)}
            dimension={bar < 0 ? undefined : rule.slice(bar + 1)}
            range={RANGE}
            step={STEP_SECONDS}
          />
        );
      })}
    </Flex>
  );
}

function Grafana({ entity }: { entity: Entity }) {
  return (
    <Flex direction="column" gap="4">
      {isOverviewDashboardAvailable(entity) && (
        <EntityOverviewDashboardViewer />
      )}
      {isDashboardSelectorAvailable(entity) && <EntityGrafanaDashboardsCard />}
      <EntityGrafanaAlertsCard />
    </Flex>
  );
}
