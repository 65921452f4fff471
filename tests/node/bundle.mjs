// Prints the bundle of a script, without spaces. With a second argument it does not contain the packages that it uses.

import { build } from "esbuild";

const [script, withoutPackages] = process.argv.slice(2);
const options = { bundle: true, format: "esm", minifyWhitespace: true, write: false };
const packages = withoutPackages ? "external" : "bundle";
const [{ text }] = (await build({ entryPoints: [script], packages, ...options })).outputFiles;
process.stdout.write(text);
