import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  identityApiRef,
  useApi,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef, EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Alert,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import useAsync from 'react-use/esm/useAsync';
import { catalogRoute } from '../routes';

const FIRST = 12;
const KINDS = ['API', 'Component', 'Resource', 'System'];

/** What the user or one of their groups owns. */
export function MyEntities() {
  const catalogPath = useRouteRef(catalogRoute)?.();
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small" weight="bold">
          Yours and your groups'
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="2">
          <Owned />
          {catalogPath && <Link href={catalogPath}>All of the catalog</Link>}
        </Flex>
      </CardBody>
    </Card>
  );
}

function Owned() {
  const catalog = useApi(catalogApiRef);
  const identity = useApi(identityApiRef);
  const { value, error, loading } = useAsync(async () => {
    const { ownershipEntityRefs } = await identity.getBackstageIdentity();
    return catalog.queryEntities({
      filter: { 'relations.ownedBy': ownershipEntityRefs, kind: KINDS },
      fields: ['kind', 'metadata'],
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: FIRST,
    });
  }, [catalog, identity]);
  if (loading) return <Skeleton height={96} />;
  if (error) {
    return (
      <Alert
        status="danger"
        icon
        title="What you own could not be read"
        description={error.message}
      />
    );
  }
  if (!value?.items.length) {
    return (
      <Text color="secondary">
        Nothing yet: what you create for one of your groups will stand here.
      </Text>
    );
  }
  const rest = value.totalItems - value.items.length;
  return (
    <>
      {value.items.map(entity => (
        <Flex key={stringifyEntityRef(entity)} gap="2" align="baseline">
          <EntityRefLink entityRef={entity} />
          <Text variant="body-small" color="secondary">
            {entity.kind}
          </Text>
        </Flex>
      ))}
      {rest > 0 && <Text color="secondary">and {rest} more</Text>}
    </>
  );
}
