import { compatWrapper } from '@backstage/core-compat-api';
import { Flex } from '@backstage/ui';
import {
  EntityArgoCDHistoryCard,
  EntityArgoCDOverviewCard,
} from '@roadiehq/backstage-plugin-argo-cd';

/** Shows what Argo CD has deployed; the history shows nothing where there is none, so not alone. */
export function ArgoCd() {
  return compatWrapper(
    <Flex direction="column" gap="4">
      <EntityArgoCDOverviewCard />
      <EntityArgoCDHistoryCard />
    </Flex>,
  );
}
