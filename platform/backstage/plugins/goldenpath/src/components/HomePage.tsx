import { parseEntityRef } from '@backstage/catalog-model';
import {
  configApiRef,
  useApi,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { Box, Container, Grid, Header } from '@backstage/ui';
import useAsync from 'react-use/esm/useAsync';
import { docRoute, docsRoute } from '../routes';
import { FirstSteps } from './FirstSteps';
import { HowItWorks } from './HowItWorks';
import { MyEntities } from './MyEntities';

/** The page on which a newcomer finds the way. */
export function HomePage({ docs, tag }: { docs?: string; tag: string }) {
  const title = useApi(configApiRef).getOptionalString('app.title');
  const guide = useGuide(docs);
  return (
    <Container>
      <Header
        title={title ? `Welcome to ${title}` : 'Welcome'}
        description="Golden paths are the roads that are paved here: a new service, database or environment with everything that it takes to run, made from a form in minutes."
      />
      <Box mt="4" mb="8">
        <Grid.Root columns={{ initial: '1', md: '2' }} gap="4">
          <FirstSteps tag={tag} guide={guide} />
          <MyEntities />
          <Grid.Item colSpan={{ initial: '1', md: '2' }}>
            <HowItWorks guide={guide} />
          </Grid.Item>
        </Grid.Root>
      </Box>
    </Container>
  );
}

/** Returns where the golden paths are documented: all documentation, if their own is not there. */
function useGuide(docs: string | undefined): string | undefined {
  const catalog = useApi(catalogApiRef);
  const docPath = useRouteRef(docRoute);
  const docsPath = useRouteRef(docsRoute);
  const { value: exists } = useAsync(
    async () => docs && Boolean(await catalog.getEntityByRef(docs)),
    [catalog, docs],
  );
  return exists && docPath ? docPath(parseEntityRef(docs!)) : docsPath?.();
}
