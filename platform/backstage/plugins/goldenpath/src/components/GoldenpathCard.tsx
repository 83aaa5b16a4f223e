import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Alert, Button, Flex, Skeleton, Text } from '@backstage/ui';
import { State } from '@goldenpath/plugin-goldenpath-common';
import { useEffect } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { goldenpathApiRef } from '../api';
import { CostSection } from './CostSection';
import { DeliverySection } from './DeliverySection';
import { TemplateSection } from './TemplateSection';
import { ValidationSection } from './ValidationSection';

const LOOK_AGAIN_MS = 2_000;

/** Shows what is known of the golden path of the entity. */
export function GoldenpathCard() {
  const { entity } = useEntity();
  const api = useApi(goldenpathApiRef);
  const ref = stringifyEntityRef(entity);
  const [{ value: state, error, loading }, load] = useAsyncFn(
    (survey: boolean) => (survey ? api.survey(entity) : api.read(entity)),
    // The catalog hands out a new object whenever it is asked; the entity is still the same one.
    [api, ref],
  );

  useEffect(() => {
    load(false);
  }, [load]);

  useEffect(() => {
    if (!state?.surveying || loading) return undefined;
    const timer = setTimeout(() => load(false), LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [load, loading, state]);

  const canSurvey = state !== undefined && state.reason === undefined;
  return (
    <EntityInfoCard
      title="Golden path"
      headerActions={
        canSurvey && (
          <Button
            size="small"
            variant="secondary"
            isPending={state.surveying}
            onPress={() => load(true)}
          >
            Validate now
          </Button>
        )
      }
    >
      <Flex direction="column" gap="4">
        {error && (
          <Alert
            status="danger"
            icon
            title="The golden path could not be read"
            description={error.message}
            customActions={
              <Button size="small" onPress={() => load(false)}>
                Try again
              </Button>
            }
          />
        )}
        {!state && !error && <Skeleton height={96} />}
        {state && <Known state={state} />}
      </Flex>
    </EntityInfoCard>
  );
}

function Known({ state }: { state: State }) {
  const { delivery, reason, survey, surveying } = state;
  if (reason) {
    return (
      <Text color="secondary">
        Nothing is known of the golden path of this entity: {reason}.
      </Text>
    );
  }
  return (
    <>
      {!survey && (
        <Text color="secondary">
          {surveying
            ? 'The repository is being looked at for the first time …'
            : 'Nobody has looked at this repository yet.'}
        </Text>
      )}
      {survey && <TemplateSection template={survey.template} />}
      {survey && (
        <ValidationSection at={survey.at} validation={survey.validation} />
      )}
      {survey?.cost && <CostSection cost={survey.cost} />}
      {delivery && delivery.length > 0 && (
        <DeliverySection metrics={delivery} />
      )}
    </>
  );
}
