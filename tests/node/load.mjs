// Reads the paths of JSON Schemas, one a line; prints those that ajv cannot load in its strict mode, and why.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const faster = { code: { optimize: false }, inlineRefs: false };

for (const path of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const ajv = new Ajv.default({ strict: true, allowUnionTypes: true, ...faster });
  addFormats.default(ajv);
  try {
    const schema = JSON.parse(readFileSync(path, "utf8"));
    ajv.addSchema(schema); // judges it by the meta-schema of its dialect
    for (const name of Object.keys(schema.$defs)) ajv.getSchema(`${schema.$id}#/$defs/${name}`); // compiles it
  } catch (error) {
    console.log(path, error.message);
  }
}
