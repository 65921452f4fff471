// Shapewright in Pyodide. The page runs this in a worker; the tests run it in Node.

const PACKAGES = "/lib/python3.14/site-packages";

/**
 * Start Python, with Shapewright in it.
 *
 * @param {(options: object) => Promise<object>} loadPyodide what `pyodide.mjs` exports
 * @param {(path: string) => Promise<Uint8Array>} read a file of the playground
 */
export async function start(loadPyodide, read) {
  const [python, library, script, names] = await Promise.all([
    loadPyodide(),
    read("python.zip"),
    read("commands.py"),
    read("services.json"),
  ]);
  const unpack = (bytes) => python.unpackArchive(bytes, "zip", { extractDir: PACKAGES });
  unpack(library);
  python.runPython(new TextDecoder().decode(script));
  const build = python.globals.get("build");
  const missing = new Set(JSON.parse(new TextDecoder().decode(names))); // services whose data is not there yet

  /**
   * Run `shapewright build`.
   *
   * @param {{service: string, files: object, configuration: string}} request the service of botocore whose data is
   *   needed, if any; the text of each file by its name; and `pyproject.toml`
   * @returns {Promise<{exit: number, output: string, files: object}>} the text of each generated file by its path
   */
  return async function make({ service, files, configuration }) {
    if (missing.has(service)) {
      unpack(await read(`services/${service}.zip`));
      missing.delete(service);
    }
    return JSON.parse(build(JSON.stringify({ ...files, "pyproject.toml": configuration })));
  };
}
