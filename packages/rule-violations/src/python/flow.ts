import { isLlmAddress } from "../llm-services.js";
import { type PythonFacts, sources } from "./facts.js";

/** The data flow of all programs of a run. */
export type Flow = ReadonlyMap<string, ReadonlySet<string>>;

/** Joins the flows of several programs, which meet in files, functions, and classes. */
export function joinFlows(programs: readonly PythonFacts[]): Flow {
  const flow = new Map<string, Set<string>>();
  const add = (node: string, dependencies: Iterable<string>): void => {
    let known = flow.get(node);
    if (known === undefined) {
      known = new Set();
      flow.set(node, known);
    }
    for (const one of dependencies) known.add(one);
  };
  for (const { edges, writes } of programs) {
    for (const [node, dependencies] of edges) add(node, dependencies);
    for (const { path, dependencies } of writes) {
      if (path !== undefined) add(`file:${fileName(path)}`, dependencies);
    }
  }
  return flow;
}

const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** A text that names a file, and not only an extension or a host. */
const isFileName = (text: string): boolean =>
  /^(?!https?:\/\/[^/]*$)[^\n]*[^\n/.]\.[A-Za-z]\w{0,7}$/.test(text) && text.length < 300;

/** All nodes that some nodes depend on, themselves included; a text that names a file leads to what was written to it. */
export function reachable(flow: Flow, start: Iterable<string>): Set<string> {
  const seen = new Set<string>(start);
  for (const node of seen) {
    for (const next of flow.get(node) ?? []) seen.add(next);
    const text = node.startsWith("text:") ? node.slice("text:".length) : "";
    if (isFileName(text)) seen.add(`file:${fileName(text)}`);
  }
  return seen;
}

/** Where the contents of a file come from. */
export interface Origins {
  model: boolean;
  llm: boolean;
  network: boolean;
  random: boolean;
  constant: boolean;
  copy: boolean;
  /** Training data, by a path that names it. */
  training: boolean;
  /** A library or a file of which nothing is known. */
  unknown: boolean;
  /** The largest collection of constants, and its line. */
  literal: { count: number; line: number } | undefined;
  /** Names of files that were read and that no program wrote. */
  inputs: string[];
}

/** Data of the competition, by its usual names: what is in it is no prediction. */
const givenData = /test|sample|submission|metadata|description|example/i;

/** Results of programs that were not kept. */
const ownResults = /pred|prob|logit|oof|blend|ensemble|output|result/i;

/** Whether a file, by its name, is given data without predictions or labels in it. */
export const isGivenData = (name: string): boolean =>
  givenData.test(name) && !ownResults.test(name) && !/train|label/i.test(name);

/** A text such as `api.openai.com`, which a request of the program may go to. */
const isAddressOfLlm = (node: string): boolean =>
  node.startsWith("text:") && isLlmAddress(node.slice("text:".length));

export function originsOf(nodes: ReadonlySet<string>, flow: Flow): Origins {
  const all = [...nodes];
  const literals = all
    .filter((node) => node.startsWith(sources.literal))
    .map((node) => node.slice(sources.literal.length).split(":").map(Number))
    .map(([count, line]) => ({ count, line }))
    .sort((a, b) => b.count - a.count || a.line - b.line);
  const inputs = all
    .filter((node) => node.startsWith("file:") && !flow.has(node))
    .map((node) => node.slice("file:".length))
    .sort();
  const unknownInput = inputs.some(
    (name) =>
      ownResults.test(name) || !(givenData.test(name) || /train|label/i.test(name) || /\.json$/.test(name)),
  );
  return {
    model: nodes.has(sources.model),
    llm: nodes.has(sources.llm) || (nodes.has(sources.network) && all.some(isAddressOfLlm)),
    network: nodes.has(sources.network),
    random: nodes.has(sources.random),
    constant: nodes.has(sources.constant),
    copy: nodes.has("!copy"),
    training: all.some((node) => node.startsWith("text:") && /train|label/i.test(node) && /[./]/.test(node)),
    unknown:
      nodes.has(sources.loaded) || unknownInput || all.some((node) => node.startsWith(sources.unknownImport)),
    literal: literals[0],
    inputs,
  };
}
