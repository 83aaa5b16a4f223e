import { Entity } from '@backstage/catalog-model';
import {
  createFrontendFeatureLoader,
  createFrontendModule,
  ExtensionDefinition,
  FrontendFeature,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import kubernetesPlugin from '@backstage/plugin-kubernetes/alpha';
import { isKubernetesAvailable } from '@backstage/plugin-kubernetes';
import { isGithubActionsAvailable } from '@backstage-community/plugin-github-actions';
import githubActionsPlugin from '@backstage-community/plugin-github-actions/alpha';
import grafanaPlugin from '@backstage-community/plugin-grafana/alpha';
import { isGitlabAvailable } from '@immobiliarelabs/backstage-plugin-gitlab';
import gitlabPlugin from '@immobiliarelabs/backstage-plugin-gitlab/alpha';
import { isArgocdAvailable } from '@roadiehq/backstage-plugin-argo-cd';
import argocdPlugin from '@roadiehq/backstage-plugin-argo-cd/alpha';
import { isMonitored } from './Monitoring';
import { prometheusApi } from './prometheus';

const GITLAB_CARDS = [
  'coverage',
  'issues-table',
  'languages',
  'merge-requests-stats',
  'merge-requests-table',
  'people',
  'pipelines-table',
  'readme',
  'releases',
] as const;

/** Tells whether the portal is connected to something. */
type Connected = (integration: string) => boolean;

/** The plugins of others, shown where an entity asks for them and the portal can serve them. */
export const integrations = createFrontendFeatureLoader({
  loader: ({ config }) =>
    integrationFeatures(
      config.getOptionalStringArray('goldenpath.integrations') ?? [],
    ),
});

/** Returns what shows the integrations, of which some are connected. */
export function integrationFeatures(names: string[]): FrontendFeature[] {
  const connected: Connected = name => names.includes(name);
  return [
    kubernetes(connected),
    githubActions(connected),
    gitlab(connected),
    argocd(connected),
    grafana(),
    monitoring(connected),
  ];
}

function kubernetes(connected: Connected) {
  const tab = kubernetesPlugin.getExtension(
    'entity-content:kubernetes/kubernetes',
  );
  return createFrontendModule({
    pluginId: 'kubernetes',
    extensions: connected('kubernetes')
      ? []
      : [
          tab.override({ disabled: true }),
          standIn({
            path: '/kubernetes',
            title: 'Kubernetes',
            group: 'deployment',
            filter: isKubernetesAvailable,
            needs: 'the token of a service account of each cluster',
          }),
        ],
  });
}

function githubActions(connected: Connected) {
  const tab = githubActionsPlugin.getExtension('entity-content:github-actions');
  const card = githubActionsPlugin.getExtension(
    'entity-card:github-actions/recent-workflow-runs',
  );
  return createFrontendModule({
    pluginId: 'github-actions',
    extensions: connected('github-actions')
      ? [tab.override({ params: { group: 'development' } })]
      : [
          tab.override({ disabled: true }),
          card.override({ disabled: true }),
          standIn({
            path: '/github-actions',
            title: 'GitHub Actions',
            group: 'development',
            filter: isGithubActionsAvailable,
            needs: 'AUTH_GITHUB_CLIENT_ID and AUTH_GITHUB_CLIENT_SECRET',
          }),
        ],
  });
}

function gitlab(connected: Connected) {
  const tab = gitlabPlugin.getExtension('entity-content:gitlab/gitlab');
  // They show on every entity, and the tab holds what they show.
  const cards = GITLAB_CARDS.map(name =>
    gitlabPlugin
      .getExtension(`entity-card:gitlab/${name}`)
      .override({ disabled: true }),
  );
  return createFrontendModule({
    pluginId: 'gitlab',
    extensions: connected('gitlab')
      ? [...cards, tab.override({ params: { group: 'development' } })]
      : [
          ...cards,
          tab.override({ disabled: true }),
          standIn({
            path: '/gitlab',
            title: 'GitLab',
            group: 'development',
            filter: isGitlabAvailable,
            needs: 'GITLAB_TOKEN',
          }),
        ],
  });
}

function argocd(connected: Connected) {
  const tab = argocdPlugin.getExtension('entity-content:argocd/ArgoCdPage');
  const overview = argocdPlugin.getExtension('entity-card:argocd/overviewCard');
  const history = argocdPlugin.getExtension('entity-card:argocd/historyCard');
  return createFrontendModule({
    pluginId: 'argocd',
    extensions: [
      // The tab holds it.
      history.override({ disabled: true }),
      ...(connected('argocd')
        ? [
            overview.override({ params: { filter: isArgocdAvailable } }),
            tab.override({
              params: {
                title: 'Argo CD',
                group: 'deployment',
                filter: isArgocdAvailable,
                loader: async () =>
                  import('./ArgoCd').then(({ ArgoCd }) => <ArgoCd />),
              },
            }),
          ]
        : [
            overview.override({ disabled: true }),
            tab.override({ disabled: true }),
            standIn({
              path: '/argocd',
              title: 'Argo CD',
              group: 'deployment',
              filter: isArgocdAvailable,
              needs: 'ARGOCD_AUTH_TOKEN',
            }),
          ]),
    ],
  });
}

/** Its cards are on the page about monitoring. */
function grafana() {
  return createFrontendModule({
    pluginId: 'grafana',
    extensions: [
      grafanaPlugin
        .getExtension('entity-card:grafana/dashboards')
        .override({ disabled: true }),
      grafanaPlugin
        .getExtension('entity-card:grafana/alerts')
        .override({ disabled: true }),
      grafanaPlugin
        .getExtension('entity-card:grafana/overview-dashboard')
        .override({ disabled: true }),
    ],
  });
}

function monitoring(connected: Connected) {
  const tab = EntityContentBlueprint.make({
    name: 'monitoring',
    params: {
      path: '/monitoring',
      title: 'Monitoring',
      group: 'observability',
      filter: isMonitored,
      loader: async () =>
        import('./Monitoring').then(({ Monitoring }) => (
          <Monitoring
            prometheus={connected('prometheus')}
            grafana={connected('grafana')}
          />
        )),
    },
  });
  return createFrontendModule({
    pluginId: 'app',
    extensions: [tab, prometheusApi],
  });
}

/** Stands in for the tab of an integration that is off. */
function standIn(options: {
  path: string;
  title: string;
  group: string;
  filter: (entity: Entity) => boolean;
  needs: string;
}): ExtensionDefinition {
  const { needs, title, ...params } = options;
  return EntityContentBlueprint.make({
    name: 'not-connected',
    params: {
      ...params,
      title,
      loader: async () =>
        import('./NotConnected').then(({ NotConnected }) => (
          <NotConnected title={title} needs={needs} />
        )),
    },
  });
}
