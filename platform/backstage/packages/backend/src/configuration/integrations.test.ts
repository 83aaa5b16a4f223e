import { switchOff } from './integrations';

const everything = (): any => ({
  integrations: {
    github: [{ host: 'github.com', token: 'x' }],
    gitlab: [{ host: 'gitlab.acme.example', token: 'x' }],
    gitea: [{ host: 'git.acme.example', username: 'portal', password: 'x' }],
  },
  catalog: {
    providers: {
      github: { hub: { organization: 'acme' } },
      githubOrg: [{ id: 'hub', githubUrl: 'https://github.com' }],
      gitlab: { lab: { host: 'gitlab.acme.example' } },
      gitea: { forge: { host: 'git.acme.example' } },
    },
  },
  goldenpath: {
    sources: [
      { name: 'hub', kind: 'github', host: 'github.com' },
      { name: 'lab', kind: 'gitlab', host: 'gitlab.acme.example' },
      { name: 'forge', kind: 'gitea', host: 'git.acme.example' },
    ],
  },
  proxy: {
    endpoints: {
      '/pagerduty': {
        target: 'https://api.pagerduty.com',
        headers: { Authorization: 'x' },
      },
      '/prometheus/api': { target: 'https://prometheus.acme.example' },
      '/grafana/api': {
        target: 'https://grafana.acme.example',
        headers: { Authorization: 'x' },
      },
      '/other': {},
    },
  },
  kubernetes: {
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: [
          {
            name: 'dev',
            authProvider: 'serviceAccount',
            serviceAccountToken: 'x',
          },
          {
            name: 'prod',
            authProvider: 'serviceAccount',
            serviceAccountToken: 'x',
          },
        ],
      },
    ],
  },
  argocd: {
    appLocatorMethods: [
      { type: 'config', instances: [{ url: 'x', token: 'x' }] },
    ],
  },
  auth: {
    providers: {
      auth0: { production: { domain: 'x', clientId: 'x', clientSecret: 'x' } },
      github: {
        development: { clientId: 'x', clientSecret: 'x' },
        production: { clientId: 'x', clientSecret: 'x' },
      },
    },
  },
});

describe('integrations', () => {
  it('stay as they are where nothing is missing', () => {
    const config = everything();
    expect(switchOff(config)).toEqual([]);
    expect(config).toEqual(everything());
  });

  it('without a token find nothing at a host, and publish to the folder instead', () => {
    const config = everything();
    delete config.integrations.github[0].token;
    delete config.integrations.gitea[0].password;
    expect(switchOff(config)).toEqual([
      'GitHub (github.com) is off: no token, so repositories are neither found nor published there',
      'Gitea (git.acme.example) is off: no token, so repositories are neither found nor published there',
    ]);
    expect(Object.keys(config.catalog.providers)).toEqual(['gitlab']);
    expect(Object.keys(config.integrations)).toEqual([
      'github',
      'gitlab',
      'gitea',
    ]);
    expect(config.scaffolder.defaultEnvironment.parameters.folders).toBe(
      ',hub,forge,',
    );
  });

  it('take an app for a token of GitHub', () => {
    const config = everything();
    config.integrations.github = [{ host: 'github.com', apps: [{ appId: 1 }] }];
    expect(switchOff(config)).toEqual([]);
  });

  it('are off, each with one line, when what they need is not there', () => {
    const config = everything();
    delete config.proxy.endpoints['/pagerduty'].headers;
    delete config.proxy.endpoints['/prometheus/api'].target;
    config.proxy.endpoints['/grafana/api'] = {};
    delete config.kubernetes.clusterLocatorMethods[0].clusters[0]
      .serviceAccountToken;
    delete config.argocd.appLocatorMethods[0].instances[0].token;
    delete config.auth.providers.auth0.production.clientSecret;
    delete config.auth.providers.github.development.clientId;
    config.auth.providers.github.production = {};
    expect(switchOff(config)).toEqual([
      'PagerDuty is off: no token',
      'Prometheus is off: no address',
      'Grafana is off: no address and no token',
      'Kubernetes is off for dev: no token of a service account',
      'Argo CD is off: no address or no token',
      'Auth0 is off: no domain, no client id or no client secret',
      'GitHub Actions is off: no client id or no client secret',
    ]);
    expect(Object.keys(config.proxy.endpoints)).toEqual(['/other']);
    const [{ clusters }] = config.kubernetes.clusterLocatorMethods;
    expect(clusters.map(({ name }: any) => name)).toEqual(['prod']);
    expect(config.argocd).toBeUndefined();
    expect(config.auth).toBeUndefined();
  });

  it('leave no trace of Kubernetes without a cluster', () => {
    const config = everything();
    config.kubernetes.clusterLocatorMethods[0].clusters.forEach(
      (cluster: any) => delete cluster.serviceAccountToken,
    );
    switchOff(config);
    expect(config.kubernetes).toBeUndefined();
  });

  it('are nothing to speak of where nothing is configured', () => {
    expect(switchOff({})).toEqual([]);
  });
});
