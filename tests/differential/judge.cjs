// Backstage's own verdict on descriptor files: `node judge.cjs ENGINE_FOLDER [MODULE]...`.
//
// Each MODULE is one of the catalog's backend that brings layers of the catalog's model, such as
// ai-model: with any, the model judges entities in the place of the built-in kinds.
//
// Reads one JSON object a line, {"data": base64, "files": {path: base64}}, where `files` are what
// placeholders can read, by their paths in the repository of the judged /catalog-info.yaml.
// Answers each with one line: a list of verdicts, {"ok": true} or {"ok": false, "error": text},
// one for each document that is not empty, or {"thrown": text} where Backstage gives up on the file as a whole.

"use strict";

const path = require("node:path");
const readline = require("node:readline");
const { createRequire } = require("node:module");

const engine = path.resolve(process.argv[2]);
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
const { ModelProcessor } = backend("processors/ModelProcessor.cjs.js");
const { ModelHolder } = backend("model/ModelHolder.cjs.js");
const { AnnotateLocationEntityProcessor } = backend(
  "processors/AnnotateLocationEntityProcessor.cjs.js",
);
const { defaultEntityDataParser } = backend("util/parse.cjs.js");
const { ScaffolderEntitiesProcessor } = inside(
  "@backstage/plugin-catalog-backend-module-scaffolder-entity-model",
  "processor/ScaffolderEntitiesProcessor.cjs.js",
);

const LOCATION = {
  type: "url",
  target: "https://github.com/acme/orders/blob/main/catalog-info.yaml",
};
const IN_REPOSITORY = /^https:\/\/github\.com\/acme\/orders\/(?:blob|tree)\/main\/([^?#]*)/;
const PARENT = {
  apiVersion: "backstage.io/v1alpha1",
  kind: "Location",
  metadata: {
    name: "generated-by-the-judge",
    annotations: {
      [model.ANNOTATION_LOCATION]: model.stringifyLocationRef(LOCATION),
      [model.ANNOTATION_ORIGIN_LOCATION]: model.stringifyLocationRef(LOCATION),
    },
  },
  spec: {},
};

const silent = () => {};
const logger = { child: () => logger, debug: silent, info: silent, warn: silent, error: silent };
let files = {};

// What UrlReaders would fetch is what the request brought along.
const reader = {
  readUrl: async (url) => {
    const name = decodeURIComponent(IN_REPOSITORY.exec(url)?.[1] ?? "");
    if (!Object.hasOwn(files, name)) {
      throw new Error(`${url} was not found`);
    }
    return { buffer: async () => Buffer.from(files[name], "base64") };
  },
};

// Whether a Location's targets can be read is not a property of the document.
const readsEverything = { getProcessorName: () => "ReadsEverything", readLocation: async () => true };

const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));

/** Return what CatalogBuilder would judge kinds by, the modules installed as a backend does it. */
async function judgeOfKinds(modules) {
  if (modules.length === 0) {
    return new BuiltinKindsEntityProcessor();
  }
  const sources = [];
  const extension = { addModelSource: (source) => sources.push(source) };
  for (const name of modules) {
    const feature = load(`@backstage/plugin-catalog-backend-module-${name}`).default;
    for (const { init } of feature.getRegistrations()) {
      await init.func({ model: extension });
    }
  }
  const lifecycle = { addShutdownHook: silent };
  return new ModelProcessor(await ModelHolder.create({ sources, logger, lifecycle }));
}

async function build(modules) {
  return new DefaultCatalogProcessingOrchestrator({
    integrations,
    logger,
    parser: defaultEntityDataParser,
    processors: [
      new placeholders.PlaceholderProcessor({
        reader,
        integrations,
        resolvers: {
          json: placeholders.jsonPlaceholderResolver,
          yaml: placeholders.yamlPlaceholderResolver,
          text: placeholders.textPlaceholderResolver,
        },
      }),
      await judgeOfKinds(modules),
      new ScaffolderEntitiesProcessor(),
      readsEverything,
      new AnnotateLocationEntityProcessor({ integrations }),
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
}

function told(error) {
  const cause = error?.cause ? ` <- ${error.cause.message}` : "";
  return `${error?.message ?? error}${cause}`;
}

async function verdict(parsed, orchestrator) {
  if (parsed.type === "error") {
    return { ok: false, error: told(parsed.error) };
  }
  const collector = new ProcessorOutputCollector(logger, PARENT);
  collector.generic()(parsed);
  const { errors, deferredEntities } = collector.results();
  if (errors.length > 0) {
    return { ok: false, error: told(errors[0]) };
  }
  const { entity } = deferredEntities[0];
  const result = await orchestrator.process({ entity, state: {} });
  return result.ok ? { ok: true } : { ok: false, error: told(result.errors[0]) };
}

async function judge(request, orchestrator) {
  files = request.files;
  const verdicts = [];
  try {
    const data = Buffer.from(request.data, "base64");
    for await (const parsed of defaultEntityDataParser({ data, location: LOCATION })) {
      verdicts.push(await verdict(parsed, orchestrator));
    }
  } catch (error) {
    return { thrown: told(error) };
  }
  return verdicts;
}

async function main() {
  const orchestrator = await build(process.argv.slice(3));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await judge(JSON.parse(line), orchestrator))}\n`);
  }
}

main();
