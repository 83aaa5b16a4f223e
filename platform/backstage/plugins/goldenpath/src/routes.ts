import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/frontend-plugin-api';

export const homeRouteRef = createRouteRef();

export const createRoute = createExternalRouteRef({
  defaultTarget: 'scaffolder.root',
});
export const templateRoute = createExternalRouteRef({
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});
export const catalogRoute = createExternalRouteRef({
  defaultTarget: 'catalog.catalogIndex',
});
export const docsRoute = createExternalRouteRef({
  defaultTarget: 'techdocs.root',
});
export const docRoute = createExternalRouteRef({
  params: ['namespace', 'kind', 'name'],
  defaultTarget: 'techdocs.docRoot',
});
