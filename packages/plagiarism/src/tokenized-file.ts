import { File, Region, TokenizedFile } from "@dodona/dolos-core";
import type { SyntaxNodes } from "./syntax-nodes.js";

/** Tokens of a file as Dolos compares them: `(`, the type of the node, its children, `)`. */
export function tokenizedFile(path: string, text: string, nodes: SyntaxNodes, id?: number): TokenizedFile {
  const { types, typeIndex, size, regions } = nodes;
  const tokens: string[] = [];
  const mapping: Region[] = [];
  const open: { end: number; region: Region }[] = [];
  const closeUpTo = (index: number): void => {
    for (let top = open.at(-1); top !== undefined && top.end <= index; top = open.at(-1)) {
      open.pop();
      tokens.push(")");
      mapping.push(top.region);
    }
  };
  for (let index = 0; index < typeIndex.length; index++) {
    closeUpTo(index);
    const [startRow, startColumn, endRow, endColumn] = regions.subarray(4 * index, 4 * index + 4);
    const region = new Region(startRow, startColumn, endRow, endColumn);
    tokens.push("(", types[typeIndex[index]]);
    mapping.push(region, region);
    open.push({ end: index + size[index], region });
  }
  closeUpTo(typeIndex.length);
  return new TokenizedFile(new File(path, text, undefined, id), tokens, mapping);
}
