import { Entity } from '@backstage/catalog-model';
import { renderTestApp } from '@backstage/frontend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import kubernetesPlugin from '@backstage/plugin-kubernetes/alpha';
import githubActionsPlugin from '@backstage-community/plugin-github-actions/alpha';
import grafanaPlugin from '@backstage-community/plugin-grafana/alpha';
import gitlabPlugin from '@immobiliarelabs/backstage-plugin-gitlab/alpha';
import argocdPlugin from '@roadiehq/backstage-plugin-argo-cd/alpha';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { integrationFeatures } from './index';

const TABS = {
  'argocd/app-name': 'Argo CD',
  'backstage.io/kubernetes-id': 'Kubernetes',
  'github.com/project-slug': 'GitHub Actions',
  'gitlab.com/project-slug': 'GitLab',
  'grafana/dashboard-selector': 'Monitoring',
};

const entity = (annotations: Record<string, string>): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders', annotations },
  spec: { type: 'service' },
});

const show = (annotations: Record<string, string>, connected: string[]) =>
  renderTestApp({
    apis: [
      [catalogApiRef, catalogApiMock({ entities: [entity(annotations)] })],
    ],
    initialRouteEntries: ['/catalog/default/component/orders'],
    features: [
      catalogPlugin,
      argocdPlugin,
      githubActionsPlugin,
      gitlabPlugin,
      grafanaPlugin,
      kubernetesPlugin,
      ...integrationFeatures(connected),
    ],
  });

describe('integrations', () => {
  it('leave no dead tab on an entity that does not ask for them', async () => {
    show({}, []);

    expect(await screen.findByText('About')).toBeInTheDocument();
    for (const tab of Object.values(TABS)) {
      expect(screen.queryByText(tab)).not.toBeInTheDocument();
    }
  });

  it.each(Object.entries(TABS))(
    'by %s have a tab %s that says what switches it on',
    async (annotation, tab) => {
      show({ [annotation]: 'orders' }, []);

      await userEvent.click(await screen.findByText(tab));

      expect(
        await screen.findByText(/not connected to this portal/),
      ).toBeInTheDocument();
    },
  );
});
