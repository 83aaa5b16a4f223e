import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { RiRoadMapLine } from '@remixicon/react';
import { z } from 'zod/v4';
import { goldenpathApiRef, GoldenpathClient } from './api';
import * as routes from './routes';

const goldenpathApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: goldenpathApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new GoldenpathClient(deps),
    }),
});

const goldenpathCard = EntityCardBlueprint.make({
  params: {
    filter: { kind: { $in: ['component', 'resource'] } },
    loader: async () =>
      import('./components/GoldenpathCard').then(m => <m.GoldenpathCard />),
  },
});

const homePage = PageBlueprint.makeWithOverrides({
  configSchema: {
    /** The entity whose documentation explains the golden paths. */
    docs: z.string().optional(),
    /** The tag that the templates of golden paths carry. */
    tag: z.string().default('golden-path'),
  },
  factory(originalFactory, { config }) {
    return originalFactory({
      path: '/golden-paths',
      title: 'Start here',
      icon: <RiRoadMapLine />,
      noHeader: true,
      routeRef: routes.homeRouteRef,
      loader: async () =>
        import('./components/HomePage').then(m => (
          <m.HomePage docs={config.docs} tag={config.tag} />
        )),
    });
  },
});

/** The golden path of an entity on its page, and a page for newcomers. */
export const goldenpathPlugin = createFrontendPlugin({
  pluginId: 'goldenpath',
  title: 'Golden paths',
  icon: <RiRoadMapLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { home: routes.homeRouteRef },
  externalRoutes: {
    create: routes.createRoute,
    template: routes.templateRoute,
    catalog: routes.catalogRoute,
    docs: routes.docsRoute,
    doc: routes.docRoute,
  },
  extensions: [goldenpathApi, goldenpathCard, homePage],
});
