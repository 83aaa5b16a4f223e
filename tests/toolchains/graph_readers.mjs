// What Graphviz and Mermaid make of a graph: `node graph_readers.mjs ENGINE_FOLDER`.
//
// Reads one JSON object a line, {"format": "dot" | "mermaid", "text": text}.
// Answers each with one line: {"nodes": {id: [line of text, …]}, "dashed": [id, …],
// "edges": [[id, relation, id], …]}, or {"refused": text}.

import path from "node:path";
import readline from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const engine = path.resolve(process.argv[2]);
const load = createRequire(path.join(engine, "package.json"));

// Graphviz first: beside a document it would take itself to be in a browser.
const viz = await load("@viz-js/viz").instance();

const { JSDOM } = load("jsdom");
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });

const mermaidFile = path.join(engine, "node_modules/mermaid/dist/mermaid.core.mjs");
const { default: mermaid } = await import(pathToFileURL(mermaidFile));
mermaid.initialize({ maxEdges: 100_000, maxTextSize: 10_000_000 });

// Without fonts Graphviz guesses how wide a text is, and says so.
const GUESS = /hard-coded metrics|no value for width/;

function drawn(text, format) {
  const result = viz.render(text, { format });
  const errors = result.errors.filter((error) => !GUESS.test(error.message));
  if (result.status !== "success" || errors.length > 0) {
    throw new Error(errors.map((error) => error.message).join("; "));
  }
  return result.output;
}

function dot(text) {
  const { objects = [], edges = [] } = JSON.parse(drawn(text, "json"));
  const svg = new window.DOMParser().parseFromString(drawn(text, "svg"), "image/svg+xml");
  // The drawing numbers the nodes as they come, from 1; the data from 0.
  const lines = (node) =>
    [...svg.querySelectorAll(`#node${node._gvid + 1} text`)].map((line) => line.textContent);
  return {
    nodes: Object.fromEntries(objects.map((node) => [node.name, lines(node)])),
    dashed: objects.filter((node) => node.style.includes("dashed")).map((node) => node.name),
    edges: edges.map((edge) => [objects[edge.tail].name, edge.label, objects[edge.head].name]),
  };
}

// What Mermaid puts in place of `#…;` until the browser reads it as a character reference.
const references = (text) =>
  text.replace(/ﬂ°°/g, "&#").replace(/ﬂ°/g, "&").replace(/¶ß/g, ";");

function shown(label) {
  const element = window.document.createElement("div");
  element.innerHTML = references(label);
  return element.innerHTML.split("<br>").map((line) => {
    element.innerHTML = line;
    return element.textContent;
  });
}

async function flowchart(text) {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const vertices = [...db.getVertices().values()];
  return {
    nodes: Object.fromEntries(vertices.map((vertex) => [vertex.id, shown(vertex.text)])),
    dashed: vertices.filter((v) => v.classes.includes("is_missing")).map((v) => v.id),
    edges: db.getEdges().map((edge) => [edge.start, edge.text, edge.end]),
  };
}

const READERS = { dot, mermaid: flowchart };

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { format, text } = JSON.parse(line);
  let answer;
  try {
    answer = await READERS[format](text);
  } catch (error) {
    answer = { refused: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
