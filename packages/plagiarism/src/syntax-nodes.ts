import type { Parser, TreeCursor } from "web-tree-sitter";

/**
 * The named nodes of a syntax tree without comments, in the order in which they begin. This is what a file is compared
 * by: names, numbers, and texts are only the type of their node, so renaming changes nothing.
 */
export interface SyntaxNodes {
  /** Types of nodes, each once. */
  types: string[];
  /** Index into `types` of each node. */
  typeIndex: Uint16Array;
  /** How many nodes a node and everything below it are. */
  size: Uint32Array;
  /** Start row, start column, end row, and end column of each node; a node ends where its first child begins. */
  regions: Uint32Array;
}

/**
 * Parses Python. A syntax error becomes a node of the type `ERROR`.
 * @throws Error if there are too many nodes
 */
export function parseSyntaxNodes(parser: Parser, text: string): SyntaxNodes {
  const tree = parser.parse(text);
  if (tree === null) throw new Error("The parser returned no syntax tree.");
  const cursor = tree.walk();
  try {
    return collectNodes(cursor);
  } finally {
    cursor.delete();
    tree.delete();
  }
}

const comment = -1;
/** Ten times a long notebook. Generated code can have millions, which would take minutes and gigabytes. */
const maxNodes = 300_000;

/** Moves a cursor instead of calling itself: trees of real files are thousands of nodes deep. */
function collectNodes(cursor: TreeCursor): SyntaxNodes {
  const types: string[] = [];
  const indexOfType = new Map<number, number>();
  const typeIndex: number[] = [];
  const size: number[] = [];
  const regions: number[] = [];
  const open: number[] = [];

  /** Records a named node. Its index is `comment` for one that only shortens its parent. */
  const enter = (): number => {
    const { startPosition: start, endPosition: end } = cursor;
    const parent = open.at(-1) ?? comment;
    if (parent !== comment) shortenTo(regions, 4 * parent, start.row, start.column);
    const { nodeTypeId } = cursor;
    let type = indexOfType.get(nodeTypeId);
    if (type === undefined) {
      const name = cursor.nodeType;
      type = name.includes("comment") ? comment : types.push(name) - 1;
      indexOfType.set(nodeTypeId, type);
    }
    if (type === comment) return comment;
    if (size.length === maxNodes) throw new Error(`Too long: more than ${maxNodes} syntax nodes`);
    regions.push(start.row, start.column, end.row, end.column);
    typeIndex.push(type);
    return size.push(0) - 1;
  };
  const leave = (): void => {
    const index = open.pop() ?? comment;
    if (index !== comment) size[index] = typeIndex.length - index;
  };

  for (let isAtEnd = false; !isAtEnd; ) {
    if (cursor.nodeIsNamed) {
      open.push(enter());
      if (cursor.gotoFirstChild()) continue;
      leave();
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        isAtEnd = true;
        break;
      }
      leave();
    }
  }
  return {
    types,
    typeIndex: Uint16Array.from(typeIndex),
    size: Uint32Array.from(size),
    regions: Uint32Array.from(regions),
  };
}

function shortenTo(regions: number[], at: number, row: number, column: number): void {
  const endRow = regions[at + 2];
  if (row > endRow || (row === endRow && column >= regions[at + 3])) return;
  regions[at + 2] = row;
  regions[at + 3] = column;
}
