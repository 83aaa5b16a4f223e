// What Backstage's catalog says to every descriptor in a folder, and what that costs:
// `node judge.cjs ENGINE_FOLDER CATALOG_FOLDER` prints one JSON object.
//
// The loop does what a backend does between having read a file and storing its entities, once for
// each document, and nothing else: no network, no database, no logging, no stitching.

"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { loadProcessing } = require("./processing.cjs");

const ROOT = "https://github.com/acme/catalog/blob/main/";
const BROWSED = "https://github.com/acme/catalog/tree/main/";

/** Return the YAML files below `folder`; the repositories' own folders hold none. */
function descriptors(folder, found = []) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (entry.name !== ".git") {
        descriptors(path.join(folder, entry.name), found);
      }
    } else if (entry.name.endsWith(".yaml")) {
      found.push(path.join(folder, entry.name));
    }
  }
  return found;
}

/** Return the content of what a placeholder names: the same file in the checkout. */
function readFrom(catalog) {
  return (url) => {
    for (const root of [ROOT, BROWSED]) {
      if (url.startsWith(root)) {
        return fs.readFileSync(path.join(catalog, decodeURIComponent(url.slice(root.length))));
      }
    }
    throw new Error(`${url} was not found`);
  };
}

function seconds(usage) {
  return (usage.user + usage.system) / 1e6;
}

async function main(engine, catalog) {
  const { parse, process: judge } = loadProcessing(path.resolve(engine), readFrom(catalog));
  const started = { cpu: process.cpuUsage(), clock: process.hrtime.bigint() };
  const files = descriptors(catalog);
  const rejected = [];
  let documents = 0;
  for (const file of files) {
    const name = path.relative(catalog, file);
    const target = ROOT + name;
    let index = 0;
    for await (const parsed of parse(fs.readFileSync(file), target)) {
      const refusal = await judge(parsed, target);
      if (refusal !== null) {
        rejected.push([name, index, refusal.message]);
      }
      index += 1;
    }
    documents += index;
  }
  const run = process.cpuUsage(started.cpu);
  const wall = Number(process.hrtime.bigint() - started.clock) / 1e9;
  const report = {
    files: files.length,
    documents,
    accepted: documents - rejected.length,
    rejected,
    cpu_seconds: seconds(process.cpuUsage()),
    cpu_seconds_without_start_up: seconds(run),
    wall_seconds_without_start_up: wall,
    peak_kilobytes: process.resourceUsage().maxRSS,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

main(process.argv[2], process.argv[3]);
