import { createRequire } from "node:module";
import { Parser, type Tree, type TreeCursor } from "web-tree-sitter";
import { Node } from "./node.js";

export { Node } from "./node.js";

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

/** Deeper trees come from generated or hostile programs; what is below is left out. */
const maxTreeDepth = 1000;

/** Parses a program. The tree is copied at once, since each look at WebAssembly's takes a microsecond or more. */
export function parsePython(parser: Parser, source: string): Node {
  const text = withoutLongComments(source);
  const tree = parser.parse(text);
  if (tree === null) throw new Error("the parser returned no tree");
  try {
    return copyTree(tree, text);
  } finally {
    tree.delete();
  }
}

/**
 * Blanks runs of many comment lines, which notebooks have. At each of them the grammar reads on to the next statement:
 * 2,000 lines of comments would take seconds.
 */
const withoutLongComments = (source: string): string =>
  source.replaceAll(/(?:^[ \t]*#[^\n]*\n){30,}/gm, (run) => run.replaceAll(/[^\n]+/g, ""));

function copyTree(tree: Tree, source: string): Node {
  const cursor = tree.walk();
  try {
    const root = copyNode(cursor, source, null);
    const path = [root];
    for (;;) {
      if (path.length < maxTreeDepth && cursor.gotoFirstChild()) {
        path.push(addChild(cursor, source, path[path.length - 1]));
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        path.pop();
        if (path.length === 0 || !cursor.gotoParent()) return root;
      }
      path.pop();
      path.push(addChild(cursor, source, path[path.length - 1]));
    }
  } finally {
    cursor.delete();
  }
}

function addChild(cursor: TreeCursor, source: string, parent: Node): Node {
  const child = copyNode(cursor, source, parent);
  if (cursor.nodeIsNamed) parent.namedChildren.push(child);
  if (child.field !== null) parent.fields.push(child);
  return child;
}

const copyNode = (cursor: TreeCursor, source: string, parent: Node | null): Node =>
  new Node(
    cursor.nodeType,
    cursor.startIndex,
    cursor.endIndex,
    cursor.startPosition.row,
    cursor.currentFieldName,
    parent,
    source,
  );
