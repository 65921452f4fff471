// Reads lines of JSON, [schema file, class, value], and prints for each whether ajv accepts the value.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const validators = new Map();

function validator(file, name) {
  if (!validators.has(file)) {
    const ajv = new Ajv.default({ strict: true, allowUnionTypes: true });
    addFormats.default(ajv);
    const schema = JSON.parse(readFileSync(file, "utf8"));
    ajv.addSchema(schema);
    validators.set(file, { ajv, id: schema.$id });
  }
  const { ajv, id } = validators.get(file);
  return ajv.getSchema(`${id}#/$defs/${name}`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [file, name, value] = JSON.parse(line);
  console.log(validator(file, name)(value));
}
