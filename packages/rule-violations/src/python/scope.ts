import { type CallFact, emptyFacts, type Loop, type PythonFacts } from "./facts.js";
import { type Collection, unknownPart } from "./fold.js";
import type { Node } from "./node.js";

/** State of one extraction. */
export interface Extraction {
  facts: PythonFacts;
  /** Prefix of nodes, so that names of different sources differ. */
  unit: string;
  /** Modules and their members by the names they have here. */
  aliases: Map<string, string>;
  /** What names stand for, as far as it is constant. */
  constants: Map<string, string | Collection>;
  /** Libraries of which all names are imported. */
  stars: string[];
  /** Functions around the current statement, outermost first. */
  scopes: Scope[];
  /** What the conditions around the current statement depend on. */
  conditions: string[][];
  loops: Loop[];
  /** Last assignments in the blocks around the current statement, by target. */
  blocks: Map<string, { node: string; version: string }>[];
  versions: number;
  depth: number;
}

interface Scope {
  name: string;
  locals: ReadonlySet<string>;
}

export function createExtraction(unit: string): Extraction {
  return {
    facts: emptyFacts(),
    unit,
    aliases: new Map(),
    constants: new Map(),
    stars: [],
    scopes: [],
    conditions: [],
    loops: [],
    blocks: [],
    versions: 0,
    depth: 0,
  };
}

export const lineOf = (node: Node): number => node.row + 1;

export function addEdges({ facts }: Extraction, node: string, dependencies: Iterable<string>): void {
  let known = facts.edges.get(node);
  if (known === undefined) {
    known = new Set();
    facts.edges.set(node, known);
  }
  for (const one of dependencies) if (one !== node) known.add(one);
}

/** The node of a variable: of the innermost function that has one of that name, or the module's. */
export function variableNode({ scopes, unit }: Extraction, name: string): string {
  const scope = scopes.findLast(({ locals }) => locals.has(name));
  return scope === undefined ? `${unit}:${name}` : `${unit}:${scope.name}/${name}`;
}

/** Names that a function's parameters and statements bind, without those of functions inside. */
export function localNames(definition: Node): Set<string> {
  const names = new Set<string>();
  const globals = new Set<string>();
  const pending: Node[] = [];
  const bind = (target: Node | null): void => {
    if (target?.type === "identifier") names.add(target.text);
    else if (
      target !== null &&
      /^(pattern_list|tuple_pattern|list_pattern|tuple|list_splat_pattern|as_pattern_target)$/.test(
        target.type,
      )
    )
      for (const child of target.namedChildren) bind(child);
  };
  for (const name of parameterNames(definition)) names.add(name);
  const body = definition.childForFieldName("body");
  if (body !== null) pending.push(body);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "function_definition" || node.type === "class_definition") continue;
    if (/^(assignment|augmented_assignment|for_statement|for_in_clause)$/.test(node.type))
      bind(node.childForFieldName("left"));
    if (node.type === "named_expression") bind(node.childForFieldName("name"));
    if (node.type === "as_pattern") bind(node.childForFieldName("alias"));
    if (node.type === "global_statement" || node.type === "nonlocal_statement")
      for (const child of node.namedChildren) if (child !== null) globals.add(child.text);
    for (const child of node.namedChildren) if (child !== null) pending.push(child);
  }
  for (const name of globals) names.delete(name);
  return names;
}

/** Names of parameters in order, without `self` and `cls`. */
export function parameterNames(definition: Node): string[] {
  const parameters = definition.childForFieldName("parameters");
  if (parameters === null) return [];
  return parameters.namedChildren.flatMap((parameter) => {
    if (parameter === null) return [];
    const name =
      parameter.type === "identifier"
        ? parameter
        : (parameter.childForFieldName("name") ?? parameter.descendantsOfType("identifier")[0]);
    return name === null || name === undefined || /^(self|cls)$/.test(name.text) ? [] : [name.text];
  });
}

/** A name such as `sklearn.svm.SVC`, with aliases replaced; what has no name is `?`. */
export function dottedName(extraction: Extraction, node: Node | null): string {
  if (node === null) return "?";
  if (node.type === "identifier") return extraction.aliases.get(node.text) ?? node.text;
  if (node.type === "attribute")
    return `${dottedName(extraction, node.childForFieldName("object"))}.${node.childForFieldName("attribute")?.text ?? "?"}`;
  if (node.type === "call") {
    const inner = dottedName(extraction, node.childForFieldName("function"));
    return isImported(extraction, inner) ? `${inner}()` : "?";
  }
  return "?";
}

function isImported({ aliases }: Extraction, name: string): boolean {
  const [first] = name.split(".");
  for (const module of aliases.values())
    if (module === first || module.startsWith(`${first}.`) || module === name) return true;
  return false;
}

/** Records a constant string that may be an address, a path, or a name. */
export function addString({ facts }: Extraction, value: string, line: number): void {
  if (value.length < 3 || value.length > 4000) return;
  if (value.replaceAll(unknownPart, "").trim() === "") return;
  facts.strings.push({ value, line });
}

export function addCall({ facts }: Extraction, call: CallFact): void {
  facts.calls.push(call);
}
