import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Alert, Button, Flex, Link, Skeleton, Text } from '@backstage/ui';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { readReference } from '../annotations';
import { pagerDutyApiRef, Service } from '../api';
import { IncidentList } from './IncidentList';
import { OnCallList } from './OnCallList';
import { TriggerButton } from './TriggerButton';

/** Shows who is on call for the entity and what is open, and calls them. */
export function PagerDutyCard() {
  const { entity } = useEntity();
  const api = useApi(pagerDutyApiRef);
  const ref = stringifyEntityRef(entity);
  const { value, error, loading, retry } = useAsyncRetry(async () => {
    const service = await api.findService(readReference(entity)!);
    if (!service) return { service };
    const [people, incidents] = await Promise.all([
      api.readOnCall(service),
      api.readIncidents(service),
    ]);
    return { service, people, incidents };
    // The catalog hands out a new object whenever it is asked; the entity is still the same one.
  }, [api, ref]);

  return (
    <EntityInfoCard
      title={<Title service={value?.service} />}
      headerActions={
        value?.service && (
          <TriggerButton service={value.service} onTriggered={retry} />
        )
      }
    >
      <Flex direction="column" gap="4">
        {error && <Failure error={error} onRetry={retry} />}
        {loading && !value && !error && <Skeleton height={96} />}
        {value && !value.service && (
          <Text color="secondary">
            PagerDuty knows no service by what the annotation of this entity
            says.
          </Text>
        )}
        {value?.people && <OnCallList people={value.people} />}
        {value?.incidents && <IncidentList incidents={value.incidents} />}
      </Flex>
    </EntityInfoCard>
  );
}

function Title({ service }: { service?: Service }) {
  if (!service?.url) return <>PagerDuty</>;
  return (
    <>
      PagerDuty:{' '}
      <Link href={service.url} variant="title-x-small" weight="bold">
        {service.name}
      </Link>
    </>
  );
}

function Failure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  if (error.name === 'NotConnectedError') {
    return (
      <Text color="secondary">
        PagerDuty is not connected to this portal: its administrators set
        PAGERDUTY_TOKEN.
      </Text>
    );
  }
  return (
    <Alert
      status="danger"
      icon
      title="PagerDuty could not be asked"
      description={error.message}
      customActions={
        <Button size="small" onPress={onRetry}>
          Try again
        </Button>
      }
    />
  );
}
