// Backstage's own catalog processing, loaded from its npm packages: what a catalog backend does
// with a descriptor between having read it and storing the entity.

"use strict";

const path = require("node:path");
const { createRequire } = require("node:module");

const silent = () => {};
const logger = { child: () => logger, debug: silent, info: silent, warn: silent, error: silent };

/**
 * Return `{ parse, process }` of the packages installed in `engine`.
 *
 * `readUrl` is what placeholders read with: it gets a URL and returns a Buffer, or throws.
 */
function loadProcessing(engine, readUrl) {
  const load = createRequire(path.join(engine, "package.json"));
  // The orchestrator is no part of its package's interface, so `exports` hides it: take the file.
  const inside = (name, file) => require(path.join(engine, "node_modules", name, "dist", file));
  const backend = (file) => inside("@backstage/plugin-catalog-backend", file);

  const { ConfigReader } = load("@backstage/config");
  const { ScmIntegrations } = load("@backstage/integration");
  const model = load("@backstage/catalog-model");
  const { DefaultCatalogProcessingOrchestrator } = backend(
    "processing/DefaultCatalogProcessingOrchestrator.cjs.js",
  );
  const { ProcessorOutputCollector } = backend("processing/ProcessorOutputCollector.cjs.js");
  const placeholders = backend("processors/PlaceholderProcessor.cjs.js");
  const { BuiltinKindsEntityProcessor } = backend("processors/BuiltinKindsEntityProcessor.cjs.js");
  const { defaultEntityDataParser } = backend("util/parse.cjs.js");
  const { ScaffolderEntitiesProcessor } = inside(
    "@backstage/plugin-catalog-backend-module-scaffolder-entity-model",
    "processor/ScaffolderEntitiesProcessor.cjs.js",
  );

  const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
  const orchestrator = new DefaultCatalogProcessingOrchestrator({
    integrations,
    logger,
    parser: defaultEntityDataParser,
    processors: [
      new placeholders.PlaceholderProcessor({
        reader: { readUrl: async (url) => ({ buffer: async () => readUrl(url) }) },
        integrations,
        resolvers: {
          json: placeholders.jsonPlaceholderResolver,
          yaml: placeholders.yamlPlaceholderResolver,
          text: placeholders.textPlaceholderResolver,
        },
      }),
      new BuiltinKindsEntityProcessor(),
      new ScaffolderEntitiesProcessor(),
      // A Location's targets are entities of their own: they are read, but not through it.
      { getProcessorName: () => "ReadsEverything", readLocation: async () => true },
    ],
    policy: model.EntityPolicies.allOf([
      new model.SchemaValidEntityPolicy(),
      new model.DefaultNamespaceEntityPolicy(),
      new model.NoForeignRootFieldsEntityPolicy(),
      new model.FieldFormatEntityPolicy(model.makeValidator()),
    ]),
    rulesEnforcer: { isAllowed: () => true },
    legacySingleProcessorValidation: false,
  });

  /** Yield what `data`, read from the URL `target`, holds: entities and errors, as in a backend. */
  function parse(data, target) {
    return defaultEntityDataParser({ data, location: { type: "url", target } });
  }

  /** Return null if the catalog takes what was parsed, else the error that it refuses it with. */
  async function process(parsed, target) {
    if (parsed.type === "error") {
      return parsed.error;
    }
    const collector = new ProcessorOutputCollector(logger, parent(target));
    collector.generic()(parsed);
    const { errors, deferredEntities } = collector.results();
    if (errors.length > 0) {
      return errors[0];
    }
    const { entity } = deferredEntities[0];
    const result = await orchestrator.process({ entity, state: {} });
    return result.ok ? null : result.errors[0];
  }

  /** Return the Location that the catalog makes of a registered file: its entities descend of it. */
  function parent(target) {
    const location = `url:${target}`;
    return {
      apiVersion: "backstage.io/v1alpha1",
      kind: "Location",
      metadata: {
        name: "generated",
        annotations: {
          [model.ANNOTATION_LOCATION]: location,
          [model.ANNOTATION_ORIGIN_LOCATION]: location,
        },
      },
      spec: {},
    };
  }

  return { parse, process };
}

module.exports = { loadProcessing };
