import { bindTargets, dependenciesOf } from "./expressions.js";
import { type PythonFacts, sources } from "./facts.js";
import { foldCollection, foldString, positionalArguments } from "./fold.js";
import type { Node } from "./node.js";
import {
  addEdges,
  createExtraction,
  type Extraction,
  lineOf,
  localNames,
  parameterNames,
  variableNode,
} from "./scope.js";

/**
 * Reads a Python program: imports, calls, constants, writes, and data flow. The flow ignores the order of statements,
 * except that a column assigned twice in one block has its last value.
 * @param unit prefix of nodes; different for each source
 */
export function extractFacts(root: Node, unit: string): PythonFacts {
  const extraction = createExtraction(unit);
  collectConstants(extraction, root);
  collectImports(extraction, root);
  block(extraction, root);
  return extraction.facts;
}

/** Names that are assigned one constant string or collection, in the order of the program. */
function collectConstants({ constants }: Extraction, root: Node): void {
  const seen = new Set<string>();
  for (const assignment of root.descendantsOfType("assignment")) {
    const [left, right] = [assignment?.childForFieldName("left"), assignment?.childForFieldName("right")];
    if (left?.type !== "identifier" || right === null || right === undefined) continue;
    const value = seen.has(left.text)
      ? undefined
      : (foldString(right, constants) ?? foldCollection(right, constants));
    seen.add(left.text);
    if (value === undefined) constants.delete(left.text);
    else constants.set(left.text, value);
  }
}

function collectImports({ facts, aliases, stars }: Extraction, root: Node): void {
  for (const statement of root.descendantsOfType([
    "import_statement",
    "import_from_statement",
    "future_import_statement",
  ])) {
    if (statement === null) continue;
    const line = lineOf(statement);
    const from = statement.childForFieldName("module_name");
    const names = statement.childrenForFieldName("name");
    if (from !== null && names.length === 0) {
      facts.imports.push({ module: from.text, name: "*", line });
      stars.push(from.text);
    }
    for (const entry of names) {
      if (entry === null) continue;
      const name =
        (entry.type === "aliased_import" ? entry.childForFieldName("name")?.text : entry.text) ?? "";
      const alias = entry.type === "aliased_import" ? entry.childForFieldName("alias")?.text : undefined;
      const module = from?.text;
      facts.imports.push(module === undefined ? { module: name, line } : { module, name, line });
      if (module !== undefined) aliases.set(alias ?? name, `${module}.${name}`);
      else if (alias !== undefined) aliases.set(alias, name);
      else aliases.set(name.split(".")[0], name.split(".")[0]);
    }
  }
  // `lib = importlib.import_module("x")` names a module as an import does.
  for (const assignment of root.descendantsOfType("assignment")) {
    const [left, right] = [assignment?.childForFieldName("left"), assignment?.childForFieldName("right")];
    if (left?.type !== "identifier" || right?.type !== "call") continue;
    if (
      !/^(__import__|importlib\.import_module|import_module)$/.test(
        right.childForFieldName("function")?.text ?? "",
      )
    )
      continue;
    const module = foldString(right.childForFieldName("arguments")?.namedChildren[0] ?? null, new Map());
    if (module !== undefined) aliases.set(left.text, module);
  }
}

function block(extraction: Extraction, node: Node): void {
  extraction.blocks.push(new Map());
  for (const child of node.namedChildren) statement(extraction, child);
  extraction.blocks.pop();
}

type ReadStatement = (extraction: Extraction, node: Node) => void;

const skip: ReadStatement = () => {};

/** How statements are read, by type; others are read by their parts. */
const statements: Readonly<Record<string, ReadStatement>> = {
  import_statement: skip,
  import_from_statement: skip,
  future_import_statement: skip,
  comment: skip,
  pass_statement: skip,
  global_statement: skip,
  expression_statement: expressionStatement,
  function_definition: functionDefinition,
  class_definition: classDefinition,
  decorated_definition: decoratedDefinition,
  return_statement: returnStatement,
  for_statement: forStatement,
  while_statement: conditionalStatement,
  if_statement: conditionalStatement,
  elif_clause: conditionalStatement,
  with_statement: withStatement,
  block,
  module: block,
};

function statement(extraction: Extraction, node: Node): void {
  const reader = Object.hasOwn(statements, node.type) ? statements[node.type] : otherStatement;
  reader(extraction, node);
}

function decoratedDefinition(extraction: Extraction, node: Node): void {
  for (const child of node.namedChildren) if (child.type === "decorator") dependenciesOf(extraction, child);
  const definition = node.childForFieldName("definition");
  if (definition !== null) statement(extraction, definition);
}

/** Blocks of other statements are read as blocks, and the rest as expressions. */
function otherStatement(extraction: Extraction, node: Node): void {
  for (const child of node.namedChildren) {
    if (child.type === "block" || /_(clause|statement|definition)$/.test(child.type))
      statement(extraction, child);
    else
      dependenciesOf(extraction, child, node.type === "raise_statement" || node.type === "assert_statement");
  }
}

function expressionStatement(extraction: Extraction, node: Node): void {
  for (const child of node.namedChildren) {
    // A string that is a statement is documentation.
    if (child.type === "string" || child.type === "concatenated_string") continue;
    if (child.type === "assignment" || child.type === "augmented_assignment") assignment(extraction, child);
    else if (child.type === "yield")
      addEdges(extraction, currentFunction(extraction), dependenciesOf(extraction, child));
    else {
      const found = dependenciesOf(extraction, child);
      const call = child.type === "await" ? (child.namedChildren[0] ?? null) : child;
      if (call?.type === "call") mutation(extraction, call, found);
    }
  }
}

/** `rows.append(x)`: the object depends on what its method is given. */
function mutation(extraction: Extraction, call: Node, dependencies: readonly string[]): void {
  const callee = call.childForFieldName("function");
  if (callee?.type !== "attribute") return;
  const object = callee.childForFieldName("object");
  if (object?.type === "call") {
    const open = `${extraction.unit}:open@${object.startIndex}`;
    addEdges(extraction, open, dependencies);
    return;
  }
  const node = objectNode(extraction, object);
  if (node !== undefined) addEdges(extraction, node, [...dependencies, ...extraction.conditions.flat()]);
}

/** The variable at the root of `a.b[c].d`, or `self.b`. */
function objectNode(extraction: Extraction, node: Node | null): string | undefined {
  let current = node;
  while (current !== null && current !== undefined) {
    if (current.type === "identifier") {
      return extraction.aliases.has(current.text) ? undefined : variableNode(extraction, current.text);
    }
    if (current.type === "attribute") {
      const object = current.childForFieldName("object");
      if (object?.type === "identifier" && object.text === "self")
        return `${extraction.unit}:self.${current.childForFieldName("attribute")?.text}`;
      current = object;
    } else if (current.type === "subscript") current = current.childForFieldName("value");
    else return undefined;
  }
  return undefined;
}

function assignment(extraction: Extraction, node: Node): void {
  const [left, right] = [node.childForFieldName("left"), node.childForFieldName("right")];
  if (left === null || right === null) return;
  if (right.type === "assignment") assignment(extraction, right);
  const value =
    right.type === "assignment"
      ? dependenciesOf(extraction, right.childForFieldName("left"))
      : dependenciesOf(extraction, right);
  const isColumn =
    left.type === "subscript" || (left.type === "attribute" && objectNode(extraction, left) !== undefined);
  const dependencies = [
    ...(isColumn && isScalar(right) ? [sources.constant] : value),
    ...extraction.conditions.flat(),
  ];
  if (left.type === "identifier" || /pattern/.test(left.type)) {
    bindTargets(extraction, left, dependencies);
    return;
  }
  const target = objectNode(extraction, left);
  if (target === undefined) return;
  if (left.type === "subscript")
    for (const child of left.childrenForFieldName("subscript"))
      addEdges(extraction, target, dependenciesOf(extraction, child, true));
  const version = `${extraction.unit}:version@${extraction.versions++}`;
  addEdges(extraction, version, dependencies);
  addEdges(extraction, target, [version]);
  if (node.type === "augmented_assignment") return;
  const key = left.text.replaceAll(/\s+/g, "");
  const current = extraction.blocks.at(-1);
  const previous = current?.get(key);
  // The last of two values of a column is the one that counts, unless it is made from the first.
  if (
    previous !== undefined &&
    /^[\w.]+\[(['"])[^'"]*\1\]$/.test(key) &&
    !right.text.replaceAll(/\s+/g, "").includes(key)
  )
    extraction.facts.edges.get(previous.node)?.delete(previous.version);
  current?.set(key, { node: target, version });
}

/** One value for all rows: a number, a text, or a statistic. */
function isScalar(node: Node): boolean {
  if (/^(integer|float|string|true|false|none|unary_operator)$/.test(node.type)) return true;
  if (node.type === "subscript")
    return (
      isScalar(node.childForFieldName("value") ?? node) &&
      /\]$/.test(node.text) &&
      node.childForFieldName("value")?.type === "call"
    );
  if (node.type !== "call") return false;
  const callee = node.childForFieldName("function");
  if (
    callee?.type !== "attribute" ||
    !/^(mean|median|mode|max|min)$/.test(callee.childForFieldName("attribute")?.text ?? "")
  )
    return false;
  return (
    /^[\w.]+(\[["'][^"']*["']\])?$/.test(callee.childForFieldName("object")?.text ?? "") &&
    positionalArguments(node).length === 0
  );
}

const currentFunction = ({ scopes, unit }: Extraction): string =>
  `call:${(scopes.at(-1)?.name ?? unit).split(".").at(-1)}`;

function returnStatement(extraction: Extraction, node: Node): void {
  const found = node.namedChildren.flatMap((child) => dependenciesOf(extraction, child));
  addEdges(extraction, currentFunction(extraction), [...found, ...extraction.conditions.flat()]);
}

function functionDefinition(extraction: Extraction, node: Node): void {
  const name = node.childForFieldName("name")?.text ?? "?";
  const parameters = node.childForFieldName("parameters");
  for (const child of parameters?.namedChildren ?? []) {
    const value = child.childForFieldName("value") ?? null;
    const parameter = child.childForFieldName("name")?.text;
    if (value !== null && parameter !== undefined)
      addEdges(
        extraction,
        `${extraction.unit}:${scopeName(extraction, name)}/${parameter}`,
        dependenciesOf(extraction, value),
      );
  }
  const scope = { name: scopeName(extraction, name), locals: localNames(node) };
  const [conditions, loops] = [extraction.conditions, extraction.loops];
  extraction.conditions = [];
  extraction.loops = [];
  extraction.scopes.push(scope);
  const called = name === "__init__" ? (extraction.scopes.at(-2)?.name.split(".").at(-1) ?? name) : name;
  parameterNames(node).forEach((parameter, index) => {
    const own = variableNode(extraction, parameter);
    addEdges(extraction, own, [`argument:${called}:${index}`, `argument:${called}:${parameter}`]);
  });
  const body = node.childForFieldName("body");
  if (body !== null) block(extraction, body);
  extraction.scopes.pop();
  extraction.conditions = conditions;
  extraction.loops = loops;
}

const scopeName = ({ scopes }: Extraction, name: string): string =>
  [...scopes.slice(-1).map((scope) => scope.name), name].join(".");

function classDefinition(extraction: Extraction, node: Node): void {
  const name = node.childForFieldName("name")?.text ?? "?";
  addEdges(extraction, `call:${name}`, dependenciesOf(extraction, node.childForFieldName("superclasses")));
  extraction.scopes.push({ name: scopeName(extraction, name), locals: new Set() });
  const body = node.childForFieldName("body");
  if (body !== null) block(extraction, body);
  extraction.scopes.pop();
}

function forStatement(extraction: Extraction, node: Node): void {
  const iterated = node.childForFieldName("right");
  bindTargets(extraction, node.childForFieldName("left"), dependenciesOf(extraction, iterated));
  const range =
    /^(?:tqdm\w*\(|trange\()?\s*(?:range\()?\s*(?:[\d_]+\s*,\s*)?([\d_]+)\s*(?:,\s*[\d_]+\s*)?\)/.exec(
      iterated?.text ?? "",
    );
  extraction.loops.push({ bound: range === null ? undefined : Number(range[1].replaceAll("_", "")) });
  bodies(extraction, node);
  extraction.loops.pop();
}

function conditionalStatement(extraction: Extraction, node: Node): void {
  const condition = node.childForFieldName("condition");
  extraction.conditions.push(dependenciesOf(extraction, condition).filter((one) => !one.startsWith("text:")));
  const isLoop = node.type === "while_statement";
  if (isLoop)
    extraction.loops.push({
      bound: /^(True|1)$/.test(condition?.text ?? "") ? Number.POSITIVE_INFINITY : undefined,
    });
  bodies(extraction, node);
  if (isLoop) extraction.loops.pop();
  extraction.conditions.pop();
}

function bodies(extraction: Extraction, node: Node): void {
  for (const child of node.namedChildren) {
    if (child === null || child.type === "with_clause") continue;
    if (child.type === "block" || /_clause$/.test(child.type)) statement(extraction, child);
  }
}

function withStatement(extraction: Extraction, node: Node): void {
  const items = node.namedChildren
    .filter((child) => child.type === "with_clause")
    .flatMap((clause) => clause?.namedChildren ?? []);
  for (const item of items) {
    const value = item?.childForFieldName("value") ?? null;
    if (value?.type !== "as_pattern") {
      dependenciesOf(extraction, value);
      continue;
    }
    const found = dependenciesOf(extraction, value.namedChildren[0] ?? null);
    bindTargets(extraction, value.childForFieldName("alias"), found);
  }
  bodies(extraction, node);
}
