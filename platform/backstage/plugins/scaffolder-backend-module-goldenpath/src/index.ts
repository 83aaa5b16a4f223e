/**
 * Golden paths for Backstage: actions for the scaffolder, and a reader for the catalog.
 *
 * @packageDocumentation
 */
import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModuleFolder } from './catalog/module';
import { scaffolderModuleGoldenpath } from './module';

export { catalogModuleFolder, scaffolderModuleGoldenpath };

/** Both modules: `backend.add(import('@goldenpath/plugin-scaffolder-backend-module-goldenpath'))`. */
export default createBackendFeatureLoader({
  loader: () => [scaffolderModuleGoldenpath, catalogModuleFolder],
});
