// Reads lines of JSON, [file, class, value], and prints for each whether the value is accepted: by ajv if the file is a
// JSON Schema, by zod if it is a module of schemas.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { build } from "esbuild";

const validators = new Map();

async function validator(file, name) {
  if (!validators.has(file)) validators.set(file, await (file.endsWith(".ts") ? ofZod(file) : ofAjv(file)));
  return validators.get(file)(name);
}

function ofAjv(file) {
  const ajv = new Ajv.default({ strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const schema = JSON.parse(readFileSync(file, "utf8"));
  ajv.addSchema(schema);
  return (name) => ajv.getSchema(`${schema.$id}#/$defs/${name}`);
}

async function ofZod(file) {
  const options = { bundle: true, format: "esm", write: false, nodePaths: ["node_modules"] };
  const [{ text }] = (await build({ entryPoints: [file], ...options })).outputFiles;
  const schemas = await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
  return (name) => (value) => schemas[name].safeParse(value).success;
}

for await (const line of createInterface({ input: process.stdin })) {
  const [file, name, value] = JSON.parse(line);
  console.log((await validator(file, name))(value));
}
