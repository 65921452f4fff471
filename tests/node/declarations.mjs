// Prints what generated TypeScript files declare, as JSON: for each file, each type with its properties or its values.
// Types are spelled for another module: `s.Tag` for a type of the file. Standard input has the paths, one a line.

import { readFileSync } from "node:fs";
import ts from "typescript-lowest"; // the last TypeScript with an API in JavaScript

const files = readFileSync(0, "utf8").split("\n").filter(Boolean);
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, declarations(file)]))));

function declarations(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const types = source.statements.filter((each) => isExported(each) && (ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each)));
  const names = new Set(types.map((each) => each.name.text));
  return types.map((each) => ({ name: each.name.text, ...declared(each, (node) => spelled(node, names)) }));
}

function isExported(statement) {
  return statement.modifiers?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function declared(statement, spell) {
  if (ts.isInterfaceDeclaration(statement)) return { kind: "interface", fields: fields(statement.members, spell) };
  const { type } = statement;
  const argument = ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined;
  if (argument && ts.isTypeLiteralNode(argument)) return { kind: "union", fields: fields(argument.members, spell) };
  return { kind: "alias", values: values(ts.isUnionTypeNode(type) ? [...type.types] : [type]) };
}

function fields(members, spell) {
  return members.filter(ts.isPropertySignature).map((each) => ({
    wire: each.name.text,
    type: spell(each.type),
    required: !each.questionToken,
  }));
}

function values(types) {
  const literals = types.filter((each) => ts.isLiteralTypeNode(each) && ts.isStringLiteral(each.literal));
  return literals.length === types.length ? literals.map((each) => each.literal.text) : [];
}

// The text of a type, on one line, with the file's own names qualified.
function spelled(node, names) {
  const places = [];
  const visit = (each) => {
    if (ts.isTypeReferenceNode(each) && names.has(each.typeName.getText())) places.push(each.getStart());
    each.forEachChild(visit);
  };
  visit(node);
  const start = node.getStart();
  let text = node.getText();
  for (const place of places.reverse()) text = `${text.slice(0, place - start)}s.${text.slice(place - start)}`;
  return text.replace(/\s+/g, " ");
}
