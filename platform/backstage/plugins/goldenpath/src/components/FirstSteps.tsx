import { Entity } from '@backstage/catalog-model';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  Alert,
  ButtonLink,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import useAsync from 'react-use/esm/useAsync';
import { catalogRoute, createRoute, templateRoute } from '../routes';

/** What to do first, each with the link that it takes. */
export function FirstSteps({ tag, guide }: { tag: string; guide?: string }) {
  const catalogPath = useRouteRef(catalogRoute)?.();
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small" weight="bold">
          First steps
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4">
          <Step number={1} title="Create something">
            <Text>
              Answer a form, and a repository that builds, tests, deploys and
              documents itself is yours.
            </Text>
            <Templates tag={tag} />
          </Step>
          <Step number={2} title="Find it in the catalog">
            <Text>
              Its page shows its builds, what runs in the clusters, its
              documentation, and how it stands on its golden path.
            </Text>
            {catalogPath && <Link href={catalogPath}>Open the catalog</Link>}
          </Step>
          <Step number={3} title="Clone it and change it">
            <Text>
              The first page of its documentation says how to run and deploy it.
            </Text>
            {guide && <Link href={guide}>Read the documentation</Link>}
          </Step>
        </Flex>
      </CardBody>
    </Card>
  );
}

function Step(props: {
  number: number;
  title: string;
  children: React.ReactNode;
}) {
  return (
    <Flex direction="column" gap="1">
      <Text as="h3" weight="bold">
        {props.number}. {props.title}
      </Text>
      {props.children}
    </Flex>
  );
}

/** What most come for, so it stands first. */
const isService = (template: Entity) => template.spec?.type === 'service';

function Templates({ tag }: { tag: string }) {
  const catalog = useApi(catalogApiRef);
  const createPath = useRouteRef(createRoute)?.();
  const templatePath = useRouteRef(templateRoute);
  const { value, error, loading } = useAsync(
    async () =>
      (
        await catalog.getEntities({
          filter: { kind: 'Template', 'metadata.tags': tag },
          fields: ['kind', 'metadata', 'spec.type'],
          order: { field: 'metadata.name', order: 'asc' },
        })
      ).items.sort((a, b) => Number(isService(b)) - Number(isService(a))),
    [catalog, tag],
  );
  if (loading) return <Skeleton height={32} />;
  if (error) {
    return (
      <Alert
        status="danger"
        icon
        title="The templates could not be read"
        description={error.message}
      />
    );
  }
  if (!value?.length) {
    return (
      <Text color="secondary">
        This portal has no golden paths yet: its platform team adds templates
        with the tag {tag} to the catalog.
      </Text>
    );
  }
  const link = ({ metadata: { name, namespace = 'default' } }: Entity) =>
    templatePath?.({ namespace, templateName: name }) ?? createPath;
  return (
    <Flex gap="2" style={{ flexWrap: 'wrap' }}>
      {value.map((template, index) => (
        <ButtonLink
          key={template.metadata.name}
          href={link(template) ?? '#'}
          variant={index === 0 ? 'primary' : 'secondary'}
          isDisabled={!link(template)}
        >
          {template.metadata.title ?? template.metadata.name}
        </ButtonLink>
      ))}
    </Flex>
  );
}
