import { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import * as routes from '../routes';
import { HomePage } from './HomePage';

const entity = (
  kind: string,
  name: string,
  more: Partial<Entity['metadata']> = {},
  owner = 'group:default/checkout',
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, ...more },
  relations: [{ type: 'ownedBy', targetRef: owner }],
});

const ENTITIES = [
  entity(
    'Template',
    'service',
    { tags: ['golden-path'], title: 'Service' },
    'group:default/other',
  ),
  entity(
    'Template',
    'private',
    { tags: ['other'], title: 'Private' },
    'group:default/other',
  ),
  entity('Component', 'orders'),
  entity('Component', 'foreign', {}, 'group:default/other'),
  entity('Component', 'goldenpath', {}, 'group:default/other'),
];

const show = (entities: Entity[], docs?: string) =>
  renderInTestApp(<HomePage tag="golden-path" docs={docs} />, {
    apis: [
      [catalogApiRef, catalogApiMock({ entities })],
      mockApis.identity({
        userEntityRef: 'user:default/developer',
        ownershipEntityRefs: [
          'user:default/developer',
          'group:default/checkout',
        ],
      }),
    ],
    config: { app: { title: 'Example portal' } },
    mountedRoutes: {
      '/create': routes.createRoute,
      '/create/templates/:namespace/:templateName': routes.templateRoute,
      '/catalog': routes.catalogRoute,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
      '/docs': routes.docsRoute,
      '/docs/:namespace/:kind/:name': routes.docRoute,
    },
  });

const href = (name: string) =>
  screen.getByRole('link', { name }).getAttribute('href');

describe('HomePage', () => {
  it('welcomes to the portal by its configured title', async () => {
    show(ENTITIES);

    expect(
      await screen.findByText('Welcome to Example portal'),
    ).toBeInTheDocument();
  });

  it('leads to the templates of golden paths, and to no other', async () => {
    show(ENTITIES);

    await screen.findByRole('link', { name: 'Service' });
    expect(href('Service')).toBe('/create/templates/default/service');
    expect(screen.queryByText('Private')).not.toBeInTheDocument();
  });

  it('shows what the groups of the user own, and nothing else', async () => {
    show(ENTITIES);

    expect(await screen.findByText('orders')).toBeInTheDocument();
    expect(screen.queryByText('foreign')).not.toBeInTheDocument();
    expect(href('All of the catalog')).toBe('/catalog');
  });

  it('leads to the documentation of the golden paths', async () => {
    show(ENTITIES, 'component:default/goldenpath');

    await screen.findByText('orders');
    expect(href('Read the documentation')).toBe(
      '/docs/default/component/goldenpath',
    );
  });

  it('leads to all documentation where there is none of the golden paths', async () => {
    show(ENTITIES, 'component:default/missing');

    await screen.findByText('orders');
    expect(href('More in the documentation')).toBe('/docs');
  });

  it('says what is missing in an empty portal', async () => {
    show([]);

    expect(
      await screen.findByText(/has no golden paths yet/),
    ).toBeInTheDocument();
    expect(await screen.findByText(/Nothing yet/)).toBeInTheDocument();
  });
});
