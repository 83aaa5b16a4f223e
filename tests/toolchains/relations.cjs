// The relations that Backstage's catalog processing tells of entities: `node relations.cjs ENGINE`.
//
// Reads one entity a line, as JSON; answers each with a line: [[source, type, target], …].

"use strict";

const path = require("node:path");
const readline = require("node:readline");
const { createRequire } = require("node:module");

const engine = path.resolve(process.argv[2]);
const load = createRequire(path.join(engine, "package.json"));
// No part of the packages' interfaces, so `exports` hides them: take the files.
const inside = (name, file) =>
  require(path.join(engine, "node_modules/@backstage", name, "dist", file));

const { stringifyEntityRef } = load("@backstage/catalog-model");
const { BuiltinKindsEntityProcessor } = inside(
  "plugin-catalog-backend",
  "processors/BuiltinKindsEntityProcessor.cjs.js",
);
const { ScaffolderEntitiesProcessor } = inside(
  "plugin-catalog-backend-module-scaffolder-entity-model",
  "processor/ScaffolderEntitiesProcessor.cjs.js",
);
const processors = [new BuiltinKindsEntityProcessor(), new ScaffolderEntitiesProcessor()];

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const told = [];
    const emit = ({ relation }) =>
      told.push([
        stringifyEntityRef(relation.source),
        relation.type,
        stringifyEntityRef(relation.target),
      ]);
    for (const processor of processors) {
      await processor.postProcessEntity(JSON.parse(line), {}, emit);
    }
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
}

main();
