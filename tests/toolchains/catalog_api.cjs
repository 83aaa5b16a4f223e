// Backstage's own catalog API over its own database:
// `node catalog_api.cjs CATALOG_ENGINE DATABASE_ENGINE`.
//
// Reads one line, {"token": text, "entities": [entity, …]}, prints the port of 127.0.0.1 that it
// answers at, and ends with its input. What is not Backstage's here is who may ask: one token.

"use strict";

const path = require("node:path");
const readline = require("node:readline");
const { createRequire } = require("node:module");

const [catalog, database] = process.argv.slice(2).map((folder) => path.resolve(folder));
const load = createRequire(path.join(catalog, "package.json"));
const loadDatabase = createRequire(path.join(database, "package.json"));

const plugin = path.join(catalog, "node_modules/@backstage/plugin-catalog-backend");
// Neither is part of the package's interface, so `exports` hides them: take the files.
const service = (name) => require(path.join(plugin, "dist/service", `${name}.cjs.js`));

const { stringifyEntityRef } = load("@backstage/catalog-model");
const { ConfigReader } = load("@backstage/config");
const { AuthenticationError } = load("@backstage/errors");

const silent = () => {};
const logger = { child: () => logger, debug: silent, info: silent, warn: silent, error: silent };

async function filled(entities) {
  const client = loadDatabase("knex-pglite");
  const knex = loadDatabase("knex")({ client: client.default ?? client, connection: {} });
  // The migrations ask for the client by its name, where knex keeps what it was given.
  knex.client.config.client = "pg";
  await knex.migrate.latest({ directory: path.join(plugin, "migrations") });
  for (const [index, entity] of entities.entries()) {
    const id = String(index).padStart(8, "0");
    await knex("refresh_state").insert({
      entity_id: id,
      entity_ref: stringifyEntityRef(entity),
      unprocessed_entity: JSON.stringify(entity),
      errors: "[]",
      next_update_at: knex.fn.now(),
      last_discovery_at: knex.fn.now(),
    });
    await knex("final_entities").insert({
      entity_id: id,
      entity_ref: stringifyEntityRef(entity),
      hash: "",
      final_entity: JSON.stringify(entity),
    });
  }
  return knex;
}

async function main() {
  const lines = readline.createInterface({ input: process.stdin });
  const { value } = await lines[Symbol.asyncIterator]().next();
  const { token, entities } = JSON.parse(value);
  const knex = await filled(entities);
  const { DefaultEntitiesCatalog } = service("DefaultEntitiesCatalog");
  const { createRouter } = service("createRouter");
  const router = await createRouter({
    entitiesCatalog: new DefaultEntitiesCatalog({ database: knex, logger }),
    config: new ConfigReader({}),
    logger,
    auditor: { createEvent: async () => ({ success: silent, fail: silent }) },
    httpAuth: {
      credentials: async (request) => {
        if (request.headers.authorization !== `Bearer ${token}`) {
          throw new AuthenticationError("no");
        }
      },
    },
  });
  const app = load("express")();
  app.use("/api/catalog", router);
  app.use((error, _request, response, _next) => {
    const status = { AuthenticationError: 401, InputError: 400, NotFoundError: 404 }[error.name];
    response.status(status ?? error.status ?? 500).json({ error: { name: error.name } });
  });
  const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
  lines.on("close", () => process.exit(0));
}

main();
