// Reads the paths of JSON Schemas, one a line; prints those that the meta-schema of their dialect refuses, and why.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const ajv = new Ajv.default({ strict: false });
for (const path of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  if (!ajv.validateSchema(JSON.parse(readFileSync(path, "utf8")))) {
    console.log(path, ajv.errorsText(ajv.errors));
  }
}
