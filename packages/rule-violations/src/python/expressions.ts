import { sources } from "./facts.js";
import { foldString, positionalArguments } from "./fold.js";
import { isUnknownLibrary, sourcesOf } from "./libraries.js";
import type { Node } from "./node.js";
import { recordCall } from "./record-call.js";
import { addEdges, addString, dottedName, type Extraction, lineOf, variableNode } from "./scope.js";

/** Least number of constants in a collection, or of rows in a text, that may be typed answers. */
const minLiterals = 8;
const maxDepth = 300;

/** Calls with arguments that are only shown, compared, or searched for. */
const textOnlyCalls =
  /(^|\.)(print|pprint|display|log|debug|info|warning|warn|error|exception|critical|contains|startswith|endswith|replace|split|rsplit|find|match|search|count|sub|findall|finditer|compile|fullmatch|eq|isin|add_argument|rename|drop|set_title|title|xlabel|ylabel)$|(^|\.)\w*(Error|Exception|Warning)$/;

/** Nodes that the value of an expression depends on. Records calls and strings on the way. */
export function dependenciesOf(extraction: Extraction, node: Node | null, isText = false): string[] {
  if (node === null || extraction.depth > maxDepth) return [];
  extraction.depth++;
  try {
    return [...new Set(read(extraction, node, isText))];
  } finally {
    extraction.depth--;
  }
}

function read(extraction: Extraction, node: Node, isText: boolean): string[] {
  switch (node.type) {
    case "integer":
    case "float":
    case "true":
    case "false":
    case "none":
    case "comment":
      return [];
    case "identifier":
      return readName(extraction, node);
    case "string":
    case "concatenated_string":
    case "binary_operator":
      return readText(extraction, node, isText);
    case "attribute":
      return readAttribute(extraction, node);
    case "call":
      return readCall(extraction, node, isText);
    case "keyword_argument":
      return dependenciesOf(extraction, node.childForFieldName("value"), isText);
    case "comparison_operator":
      return children(extraction, node, true);
    case "dictionary":
    case "list":
    case "tuple":
    case "set":
      return readCollection(extraction, node, isText);
    case "lambda":
      return dependenciesOf(extraction, node.childForFieldName("body"));
    case "list_comprehension":
    case "set_comprehension":
    case "dictionary_comprehension":
    case "generator_expression":
      return readComprehension(extraction, node);
    case "named_expression": {
      const value = dependenciesOf(extraction, node.childForFieldName("value"));
      const name = node.childForFieldName("name");
      if (name !== null) addEdges(extraction, variableNode(extraction, name.text), value);
      return value;
    }
    default:
      return children(extraction, node, isText);
  }
}

function children(extraction: Extraction, node: Node, isText: boolean): string[] {
  return node.namedChildren.flatMap((child) => dependenciesOf(extraction, child, isText));
}

function readName(extraction: Extraction, node: Node): string[] {
  const module = extraction.aliases.get(node.text);
  const own = variableNode(extraction, node.text);
  // A function that is passed on, as to `map`, is called by somebody.
  return module === undefined
    ? [own, `call:${node.text}`]
    : [...moduleSources(module), `call:${module.slice(module.lastIndexOf(".") + 1)}`];
}

function moduleSources(name: string): string[] {
  const found = sourcesOf(name);
  return found.length === 0 && isUnknownLibrary(name) ? [`${sources.unknownImport}${name}`] : found;
}

function readText(extraction: Extraction, node: Node, isText: boolean): string[] {
  const value = foldString(node, extraction.constants);
  if (value === undefined) return children(extraction, node, isText);
  if (!isText) addString(extraction, value, lineOf(node));
  const rows = countRows(value);
  if (rows >= minLiterals) return [`${sources.literal}${rows}:${lineOf(node)}`];
  const inner =
    node.descendantsOfType(["interpolation", "identifier", "call"]).length > 0
      ? innerParts(extraction, node)
      : [];
  return value.length > 300 ? inner : [`text:${value}`, ...inner];
}

/** What stands inside an f-string or between the operands of `+`. */
function innerParts(extraction: Extraction, node: Node): string[] {
  return node.namedChildren.flatMap((child) => {
    if (child.type === "string_content") return [];
    if (child.type === "string" && child.namedChildren.every((part) => part?.type !== "interpolation"))
      return [];
    if (child.type === "interpolation") return children(extraction, child, true);
    return dependenciesOf(extraction, child, true);
  });
}

/** Rows of a text that looks like CSV: lines with equally many commas. */
export function countRows(text: string): number {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  const commas = (line: string): number => line.split(",").length - 1;
  const expected = commas(lines.at(-1) ?? "");
  return expected === 0
    ? 0
    : lines.filter((line) => commas(line) === expected && !/[(){};]/.test(line)).length;
}

function readAttribute(extraction: Extraction, node: Node): string[] {
  const name = dottedName(extraction, node);
  const object = node.childForFieldName("object");
  const attribute = node.childForFieldName("attribute")?.text ?? "";
  if (object?.type === "identifier" && /^(self|cls)$/.test(object.text))
    return [`${extraction.unit}:self.${attribute}`, `call:${attribute}`];
  return [
    ...dependenciesOf(extraction, object),
    ...sourcesOf(name).filter((source) => source !== sources.model || name.includes(".")),
  ];
}

function readCall(extraction: Extraction, node: Node, isText: boolean): string[] {
  const callee = node.childForFieldName("function");
  const name = dottedName(extraction, callee);
  const shown = isText || textOnlyCalls.test(name);
  const args = positionalArguments(node);
  const folded = foldString(node, extraction.constants);
  if (folded !== undefined && !shown) addString(extraction, folded, lineOf(node));
  const argumentDependencies = args.map((argument) => dependenciesOf(extraction, argument, shown));
  const keywords = (node.childForFieldName("arguments")?.namedChildren ?? []).filter(
    (child) => child.type === "keyword_argument",
  );
  const keywordDependencies = keywords.map((keyword) => dependenciesOf(extraction, keyword, shown));
  const receiver = callee?.type === "attribute" ? callee.childForFieldName("object") : null;
  const own =
    receiver === null
      ? callee?.type === "identifier"
        ? []
        : dependenciesOf(extraction, callee)
      : dependenciesOf(extraction, receiver);
  recordCall(extraction, {
    node,
    name,
    args,
    argumentDependencies,
    keywords,
    receiver,
    receiverDependencies: own,
  });
  const simple = name.slice(name.lastIndexOf(".") + 1).replace("()", "");
  argumentDependencies.forEach((dependencies, index) => {
    addEdges(extraction, `argument:${simple}:${index}`, dependencies);
  });
  keywords.forEach((keyword, index) => {
    addEdges(
      extraction,
      `argument:${simple}:${keyword?.childForFieldName("name")?.text}`,
      keywordDependencies[index],
    );
  });
  const isLocal = callee?.type === "identifier" && !extraction.aliases.has(callee.text);
  return [
    ...own,
    ...(isLocal ? localCallSources(extraction, name) : moduleCallSources(extraction, callee, name)),
    `call:${simple}`,
    ...(isLocal && callee !== null ? [variableNode(extraction, callee.text)] : []),
    ...argumentDependencies.flat(),
    ...keywordDependencies.flat(),
    ...(folded === undefined ? [] : [`text:${folded}`]),
  ];
}

/** Functions that every program has. */
const builtins =
  /^(abs|all|any|bool|bytes|chr|dict|enumerate|filter|float|format|frozenset|getattr|hasattr|hash|id|input|int|isinstance|iter|len|list|map|max|min|next|open|ord|pow|print|range|repr|reversed|round|set|setattr|slice|sorted|str|sum|super|tuple|type|vars|zip|display|eval|exec)$/;

/** Sources of a function without a module: it may be one that `import *` brought. */
function localCallSources({ stars }: Extraction, name: string): string[] {
  const own = sourcesOf(name);
  if (own.length > 0 || builtins.test(name) || name.includes(".")) return own;
  return stars.flatMap((module) => moduleSources(`${module}.${name}`));
}

function moduleCallSources({ aliases }: Extraction, callee: Node | null, name: string): string[] {
  const found = sourcesOf(name);
  if (found.length > 0) return found;
  let root = callee;
  while (root?.type === "attribute") root = root.childForFieldName("object");
  const module = root?.type === "identifier" ? aliases.get(root.text) : undefined;
  return module !== undefined && isUnknownLibrary(module) ? [`${sources.unknownImport}${module}`] : [];
}

function readCollection(extraction: Extraction, node: Node, isText: boolean): string[] {
  const inner = children(extraction, node, isText || node.namedChildren.length >= minLiterals);
  const constants = countConstants(node);
  return constants >= minLiterals
    ? [...inner.filter((one) => !one.startsWith("text:")), `${sources.literal}${constants}:${lineOf(node)}`]
    : inner;
}

/** Entries of a collection that are constants, or pairs and rows of constants. */
function countConstants(node: Node): number {
  const isConstant = (child: Node | null): boolean => {
    if (child === null) return false;
    if (/^(string|integer|float|true|false|none|concatenated_string)$/.test(child.type))
      return child.descendantsOfType("interpolation").length === 0;
    if (/^(unary_operator|pair|tuple|list|dictionary)$/.test(child.type))
      return child.namedChildren.every(isConstant);
    return false;
  };
  return node.namedChildren.filter(isConstant).length;
}

function readComprehension(extraction: Extraction, node: Node): string[] {
  const found: string[] = [];
  for (const child of node.namedChildren) {
    if (child.type !== "for_in_clause") continue;
    const iterated = dependenciesOf(extraction, child.childForFieldName("right"));
    bindTargets(extraction, child.childForFieldName("left"), iterated);
    found.push(...iterated);
  }
  for (const child of node.namedChildren) {
    if (child !== null && child.type !== "for_in_clause") found.push(...dependenciesOf(extraction, child));
  }
  return found;
}

/** Makes every name in a target depend on a value. */
export function bindTargets(
  extraction: Extraction,
  target: Node | null,
  dependencies: readonly string[],
): void {
  if (target === null) return;
  if (target.type === "identifier") addEdges(extraction, variableNode(extraction, target.text), dependencies);
  else for (const child of target.namedChildren) bindTargets(extraction, child, dependencies);
}
