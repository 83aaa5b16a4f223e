import { createApp } from '@backstage/frontend-defaults';
import { integrations } from './integrations';
import { navigationModule } from './navigation';
import { signInModule } from './signIn';

// The plugins themselves are found by the dependencies of this package, see app.packages.
export default createApp({
  features: [signInModule, navigationModule, integrations],
});
