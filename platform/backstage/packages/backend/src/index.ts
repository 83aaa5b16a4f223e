import { createBackend } from '@backstage/backend-defaults';
import { configuration, readConfiguration } from './configuration';

start().catch(error => {
  process.stderr.write(`the portal does not start: ${error.message}\n`);
  // Files of the configuration are still watched, so that the process would not end by itself.
  process.exit(1);
});

async function start(): Promise<void> {
  const off: string[] = [];
  const config = await readConfiguration(line => off.push(line));
  off.forEach(line => process.stderr.write(`${line}\n`));

  const backend = createBackend();
  backend.add(configuration(config));

  backend.add(import('@backstage/plugin-app-backend'));
  backend.add(import('@backstage/plugin-proxy-backend'));
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(import('./permission'));
  backend.add(import('@backstage/plugin-user-settings-backend'));
  // What users star and set is kept by the backend, and told to their other windows.
  backend.add(import('@backstage/plugin-signals-backend'));

  backend.add(import('@backstage/plugin-auth-backend'));
  if (config.has('auth.providers.guest')) {
    backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
  }
  backend.add(import('./auth'));
  if (config.has('auth.providers.github')) {
    backend.add(import('./auth/github'));
  }

  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(
    import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
  );
  backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
  backend.add(import('@backstage/plugin-catalog-backend-module-github'));
  backend.add(import('@backstage/plugin-catalog-backend-module-github-org'));
  backend.add(import('@backstage/plugin-catalog-backend-module-gitlab'));
  backend.add(import('@backstage/plugin-catalog-backend-module-gitlab-org'));
  backend.add(import('@backstage/plugin-catalog-backend-module-gitea'));

  backend.add(import('@backstage/plugin-scaffolder-backend'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-gitlab'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));

  backend.add(
    import('@goldenpath/plugin-scaffolder-backend-module-goldenpath'),
  );

  backend.add(import('@goldenpath/plugin-goldenpath-backend'));

  backend.add(import('@backstage/plugin-techdocs-backend'));

  backend.add(import('@backstage/plugin-search-backend'));
  backend.add(
    config.getOptionalString('backend.database.client') === 'pg'
      ? import('@backstage/plugin-search-backend-module-pg')
      : import('./search'),
  );
  backend.add(import('@backstage/plugin-search-backend-module-catalog'));
  backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

  if (config.has('kubernetes')) {
    backend.add(import('@backstage/plugin-kubernetes-backend'));
  }
  if (config.has('argocd')) {
    backend.add(import('@roadiehq/backstage-plugin-argo-cd-backend'));
  }
  if (config.has('integrations.gitlab')) {
    backend.add(import('@immobiliarelabs/backstage-plugin-gitlab-backend'));
  }

  await backend.start();
}
