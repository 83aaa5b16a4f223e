import { HttpAuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { assertError, InputError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import express, { Request } from 'express';
import Router from 'express-promise-router';
import { readDelivery } from './delivery';
import { Repositories } from './repository';
import { SurveySettings } from './settings';
import { Store } from './store';
import { Surveyor } from './surveyor';
import {
  State,
  Survey,
  TemplateState,
} from '@goldenpath/plugin-goldenpath-common';
import { isBehind, Versions } from './versions';

const UNREADABLE = 'it lies in no repository that the portal can read';

export interface RouterOptions {
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  repositories: Repositories;
  settings: SurveySettings;
  store: Store;
  surveyor: Surveyor;
  versions: Versions;
}

/** Answers what is known of the golden path of an entity to who may read the entity. */
export function createRouter(options: RouterOptions): express.Router {
  const { repositories, surveyor } = options;
  const router = Router();

  router.get(
    '/v1/entities/:kind/:namespace/:name',
    async (request, response) => {
      const entity = await readEntity(request, options);
      const source = repositories.find(entity);
      // A repository that nobody has looked at yet is looked at now.
      if (source && !(await options.store.read(source)))
        surveyor.survey(source);
      response.json(
        await readState(stringifyEntityRef(entity), source, options),
      );
    },
  );

  router.post(
    '/v1/entities/:kind/:namespace/:name/survey',
    async (request, response) => {
      const entity = await readEntity(request, options);
      const source = repositories.find(entity);
      if (!source) throw new InputError(UNREADABLE);
      surveyor.survey(source);
      response
        .status(202)
        .json(await readState(stringifyEntityRef(entity), source, options));
    },
  );

  return router;
}

/** Reads an entity as the caller may: what the catalog hides from them is not found. */
async function readEntity(
  request: Request,
  { catalog, httpAuth }: RouterOptions,
) {
  const { kind, namespace, name } = request.params;
  const credentials = await httpAuth.credentials(request, { allow: ['user'] });
  const entity = await catalog.getEntityByRef(
    { kind, namespace, name },
    { credentials },
  );
  if (!entity) {
    const ref = stringifyEntityRef({ kind, namespace, name });
    throw new NotFoundError(`there is no entity '${ref}'`);
  }
  return entity;
}

async function readState(
  entityRef: string,
  source: string | undefined,
  options: RouterOptions,
): Promise<State> {
  const { logger, settings, store, surveyor } = options;
  const known = source ? await store.read(source) : undefined;
  return {
    surveying: source !== undefined && surveyor.isSurveying(source),
    reason: source === undefined ? UNREADABLE : undefined,
    survey: known && {
      ...known.survey,
      template: await compareTemplate(known.survey, options),
    },
    // The card is worth showing without them.
    delivery: await readDelivery(entityRef, settings).catch(error => {
      logger.warn(`no delivery metrics of ${entityRef}: ${error.message}`);
      return undefined;
    }),
  };
}

async function compareTemplate(
  { template }: Survey,
  { logger, versions }: RouterOptions,
): Promise<TemplateState | undefined> {
  if (!template) return undefined;
  const newest = await versions.newest(template.url).catch(error => {
    assertError(error);
    logger.warn(`no newest version of ${template.url}: ${error.message}`);
    return undefined;
  });
  const { version } = template;
  const behind = newest && version ? isBehind(version, newest) : undefined;
  return { ...template, newest, behind };
}
