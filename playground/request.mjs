// What is chosen on the page, as a configuration and its files.

export const targets = ["pydantic", "dataclasses", "json-schema", "typescript", "zod", "typeddict", "docs"];
export const chosenAtFirst = ["pydantic", "typescript"];

/** Kinds of sources. All but a service of botocore are a file with the text that one types. */
export const kinds = {
  service: {},
  json: {
    label: "service-2.json",
    file: (text) => `${folderOf(text)}/service-2.json`,
    example: `{
  "version": "2.0",
  "metadata": {
    "apiVersion": "2024-01-01",
    "endpointPrefix": "notes",
    "protocol": "json",
    "serviceFullName": "Notes",
    "serviceId": "Notes",
    "signatureVersion": "v4"
  },
  "operations": {
    "CreateNote": {
      "name": "CreateNote",
      "http": {"method": "POST", "requestUri": "/"},
      "input": {"shape": "CreateNoteRequest"},
      "output": {"shape": "CreateNoteResponse"}
    }
  },
  "shapes": {
    "CreateNoteRequest": {
      "type": "structure",
      "required": ["Text"],
      "members": {"Text": {"shape": "String"}, "Color": {"shape": "Color"}}
    },
    "CreateNoteResponse": {
      "type": "structure",
      "members": {"NoteId": {"shape": "String"}, "CreatedAt": {"shape": "Timestamp"}}
    },
    "Color": {"type": "string", "enum": ["blue", "green"]},
    "String": {"type": "string"},
    "Timestamp": {"type": "timestamp"}
  }
}
`,
  },
  document: { label: "type_defs.md", file: () => "type_defs.md", example: "" },
  module: {
    label: "A module of TypedDicts",
    file: () => "notes.py",
    example: `from typing import NotRequired, TypedDict


class Note(TypedDict):
    text: str
    color: NotRequired[str]
`,
  },
};

/** The folder of a service's JSON, after which the service is named. */
function folderOf(text) {
  const id = /"serviceId"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? "";
  return id.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "service";
}

/** `pyproject.toml`. The options stand last, so that they may have tables. */
export function configurationOf({ kind, service, text, operations, targets, options }) {
  const source = kind === "service" ? `botocore:${service}` : kinds[kind].file(text);
  const names = operations.split(/[\s,]+/).filter(Boolean);
  const lines = ["[tool.shapewright]", `sources = ${JSON.stringify([source])}`, `targets = ${JSON.stringify(targets)}`];
  if (kind === "service" && names.length) lines.push(`operations = ${JSON.stringify(names)}`);
  return [...lines, options.trimEnd()].filter(Boolean).join("\n") + "\n";
}

/** What `make` of the engine takes. */
export function requestOf(choices) {
  const { file } = kinds[choices.kind];
  return {
    service: choices.kind === "service" ? choices.service : "",
    files: file ? { [file(choices.text)]: choices.text } : {},
    configuration: configurationOf(choices),
  };
}
