import { createRequire } from "node:module";
import { type Node, Parser } from "web-tree-sitter";

export type { Node } from "web-tree-sitter";

const require = createRequire(import.meta.url);
let loading: Promise<Parser> | undefined;

/** The Python parser, compiled to WebAssembly; loaded once. */
export function pythonParser(): Promise<Parser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Parser> {
  const { Language } = await import("web-tree-sitter");
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve("tree-sitter-python/tree-sitter-python.wasm")));
  return parser;
}

/** Parses a source and releases the tree afterwards, which WebAssembly's memory cannot do by itself. */
export function withTree<T>(parser: Parser, source: string, read: (root: Node) => T): T {
  const tree = parser.parse(source);
  if (tree === null) throw new Error("the parser returned no tree");
  try {
    return read(tree.rootNode);
  } finally {
    tree.delete();
  }
}
