// Each line of standard input is JSON: the `choices` of the page, or a `program` in Python. Prints what comes of each, as
// a line of JSON.
// Usage: node run.mjs FOLDER [ARCHIVE]… : other archives of Python packages

import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

// Without this, Node prints the source of Pyodide, a line of a million characters.
process.on("uncaughtException", ({ message }) => {
  console.error(message);
  process.exit(1);
});

const [folder, ...archives] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(folder, file)));
const read = async (file) => new Uint8Array(fs.readFileSync(path.join(folder, file)));
const { loadPyodide } = await load("pyodide/pyodide.mjs");
const { start } = await load("engine.mjs");
const { requestOf } = await load("request.mjs");

let python;
const make = await start(async () => (python = await loadPyodide()), read);
for (const archive of archives) {
  python.unpackArchive(new Uint8Array(fs.readFileSync(archive)), "zip", { extractDir: "/lib/python3.14/site-packages" });
}
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { choices, program } = JSON.parse(line);
  if (program !== undefined) {
    console.log(JSON.stringify(python.runPython(program)));
    continue;
  }
  const request = requestOf(choices);
  console.log(JSON.stringify({ ...(await make(request)), configuration: request.configuration }));
}
