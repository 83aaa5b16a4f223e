import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { RiAlarmWarningLine } from '@remixicon/react';
import { isPagerDutyAvailable } from './annotations';
import { pagerDutyApiRef, PagerDutyClient } from './api';

const pagerDutyApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: pagerDutyApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new PagerDutyClient(deps),
    }),
});

const pagerDutyCard = EntityCardBlueprint.make({
  params: {
    filter: isPagerDutyAvailable,
    loader: async () =>
      import('./components/PagerDutyCard').then(m => <m.PagerDutyCard />),
  },
});

/** Who is on call for an entity, what is open, and a way to call them. */
export const pagerDutyPlugin = createFrontendPlugin({
  pluginId: 'pagerduty',
  title: 'PagerDuty',
  icon: <RiAlarmWarningLine />,
  info: { packageJson: () => import('../package.json') },
  extensions: [pagerDutyApi, pagerDutyCard],
});
