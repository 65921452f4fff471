// The page: a request on the left, its files on the right.

import { fromFragment, toFragment } from "./sharing.mjs";
import { chosenAtFirst, configurationOf, kinds, requestOf, targets } from "./request.mjs";
import { highlighted } from "./highlight.mjs";

const element = (id) => document.getElementById(id);
const form = element("request");
const worker = new Worker("worker.mjs", { type: "module" });
const texts = Object.fromEntries(Object.entries(kinds).map(([kind, { example }]) => [kind, example ?? ""]));
let kind = "service";
let shown = { files: {}, chosen: "" };
let number = 0;

function choices() {
  return {
    kind,
    service: element("service").value.trim(),
    operations: element("operations").value,
    text: texts[kind],
    targets: targets.filter((name) => element(`target-${name}`).checked),
    options: element("options").value,
  };
}

function choose(given) {
  element("service").value = given.service ?? "sqs";
  element("operations").value = given.operations ?? "";
  element("options").value = given.options ?? "";
  for (const name of targets) element(`target-${name}`).checked = (given.targets ?? chosenAtFirst).includes(name);
  show(given.kind in kinds ? given.kind : "service");
  if (given.text) texts[kind] = element("text").value = given.text;
}

function show(chosen) {
  kind = chosen;
  form.querySelector(`[value=${kind}]`).checked = true;
  element("of-service").hidden = kind !== "service";
  element("of-text").hidden = kind === "service";
  element("text-label").textContent = kinds[kind].label ?? "";
  element("text").value = texts[kind];
}

function build() {
  element("build").textContent = "Building…";
  element("build").disabled = true;
  worker.postMessage({ number: ++number, request: requestOf(choices()) });
}

function finish({ exit, output, files }) {
  element("build").textContent = "Build";
  element("build").disabled = false;
  element("output").textContent = output.trim();
  element("output").classList.toggle("failed", exit !== 0);
  shown.files = { ...files, "pyproject.toml": configurationOf(choices()) };
  if (!(shown.chosen in shown.files)) shown.chosen = firstOf(files) ?? "pyproject.toml";
  list();
}

/** The file that says most: the models of an operation, or what else the service has. */
function firstOf(files) {
  const own = Object.keys(files).filter((path) => !isShared(path)).sort(byTarget);
  return own.find((path) => files[path].includes("Operation[")) ?? own[0];
}

/** pydantic's files before those of dataclasses. */
function byTarget(one, other) {
  return Number(other.startsWith("pydantic")) - Number(one.startsWith("pydantic"));
}

/** Whether a file is the same whatever the service. */
function isShared(path) {
  return path !== "pyproject.toml" && !/^\w+_models\/\w+\/./.test(path) && !/^(?!\w+_models)\w+\/(?!index\.)./.test(path);
}

function list() {
  const wanted = element("filter").value.toLowerCase();
  const paths = Object.keys(shown.files).filter((path) => path.toLowerCase().includes(wanted));
  const [shared, own] = [paths.filter(isShared), paths.filter((path) => !isShared(path))];
  element("files").replaceChildren(...own.sort(byTarget).map(entry));
  element("shared-files").replaceChildren(...shared.map(entry));
  element("shared").hidden = shared.length === 0;
  element("shared-count").textContent = shared.length;
  const text = shown.files[shown.chosen] ?? "";
  element("file").replaceChildren(...highlighted(shown.chosen, text));
  document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest" });
}

function entry(path) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = path;
  if (path === shown.chosen) button.setAttribute("aria-current", "true");
  button.onclick = () => {
    shown.chosen = path;
    element("file").scrollTo(0, 0);
    list();
  };
  const item = document.createElement("li");
  item.append(button);
  return item;
}

worker.onmessage = ({ data }) => {
  if (data.ready) build();
  else if (data.failed) element("build").textContent = `Python did not start: ${data.failed}`;
  else if (data.number === number) finish(data.result);
};

form.onsubmit = (event) => {
  event.preventDefault();
  build();
};
form.onchange = (event) => {
  if (event.target.name === "kind") show(event.target.value);
};
element("text").oninput = () => (texts[kind] = element("text").value);
element("filter").oninput = list;
element("share").onclick = async () => {
  location.hash = await toFragment(choices());
  await navigator.clipboard.writeText(location.href);
  element("share").textContent = "Copied";
  setTimeout(() => (element("share").textContent = "Copy link"), 2000);
};

for (const name of targets) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", id: `target-${name}` });
  box.checked = chosenAtFirst.includes(name);
  const label = document.createElement("label");
  label.append(box, ` ${name}`);
  element("targets").append(label, " ");
}
const services = await (await fetch("services.json")).json();
element("services").replaceChildren(
  ...services.map((name) => Object.assign(document.createElement("option"), { value: name })),
);
const given = location.hash.length > 1 ? await fromFragment(location.hash.slice(1)) : undefined;
if (given) choose(given);
