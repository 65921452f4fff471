// Python runs here, so that the page stays responsive.

import { loadPyodide } from "./pyodide/pyodide.mjs";
import { start } from "./engine.mjs";

const read = async (path) => {
  const response = await fetch(new URL(path, import.meta.url));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};
const started = start(loadPyodide, read);
started.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ failed: String(error) }),
);

onmessage = async ({ data: { number, request } }) => {
  try {
    postMessage({ number, result: await (await started)(request) });
  } catch (error) {
    postMessage({ number, result: { exit: 1, output: String(error), files: {} } });
  }
};
