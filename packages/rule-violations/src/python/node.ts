/** A node of a syntax tree, with the names that web-tree-sitter has for its parts. */
export class Node {
  readonly namedChildren: Node[] = [];
  /** Children that have a name in the grammar, named nodes and others. */
  readonly fields: Node[] = [];

  constructor(
    readonly type: string,
    readonly startIndex: number,
    readonly endIndex: number,
    /** Line, from 0. */
    readonly row: number,
    readonly field: string | null,
    readonly parent: Node | null,
    private readonly source: string,
  ) {}

  get text(): string {
    return this.source.slice(this.startIndex, this.endIndex);
  }

  childForFieldName(name: string): Node | null {
    for (const child of this.fields) if (child.field === name) return child;
    return null;
  }

  childrenForFieldName(name: string): Node[] {
    return this.fields.filter(({ field }) => field === name);
  }

  /** Named nodes of some types at or below this one, in the order of the source. */
  descendantsOfType(types: string | readonly string[]): Node[] {
    const wanted = typeof types === "string" ? [types] : types;
    const found: Node[] = [];
    const pending: Node[] = [this];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (wanted.includes(node.type)) found.push(node);
      for (let i = node.namedChildren.length - 1; i >= 0; i--) pending.push(node.namedChildren[i]);
    }
    return found;
  }
}
