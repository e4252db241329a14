import type { Cell, Column } from "./column.js";

/** A column of text as UTF-8, one text after another, so that millions of them are no strings until they are asked for. */
export interface PackedTexts {
  readonly bytes: Buffer;
  /** Where each text begins, and the end of the last. */
  readonly offsets: Uint32Array;
  /** Per row, 1 where the value is missing; undefined where none is. */
  readonly missing: Uint8Array | undefined;
  readonly ascii: boolean;
}

/** Longer columns are not made one string. */
const longestText = 2 ** 27;

/** @param rows which texts, in which order; all of them when undefined */
export function unpackTexts(texts: PackedTexts, rows?: Uint32Array): Column & { dtype: "object" } {
  const { bytes, offsets, missing, ascii } = texts;
  const length = rows?.length ?? offsets.length - 1;
  const values = new Array<Cell>(length);
  // Parts of one string take a fraction of the time that strings of their own do.
  const all =
    rows === undefined && ascii && bytes.length <= longestText ? bytes.toString("latin1") : undefined;
  let previous: Cell = null;
  for (let i = 0; i < length; i++) {
    const row = rows === undefined ? i : rows[i];
    if (missing?.[row] === 1) {
      values[i] = null;
      continue;
    }
    const start = offsets[row];
    const end = offsets[row + 1];
    let value: Cell;
    if (all !== undefined) value = all.substring(start, end);
    else value = bytes.toString(ascii ? "latin1" : "utf8", start, end);
    // One string serves a run of rows with the same text, such as the name of their group.
    if (value === previous) value = previous;
    previous = value;
    values[i] = value;
  }
  return { dtype: "object", values };
}

/** Such a column as data of a table. Its strings are made once, when they are asked for. */
export class PackedData {
  readonly kind = "memory";
  private strings: Column | undefined;

  constructor(readonly texts: PackedTexts) {}

  get column(): Column {
    const strings = this.strings ?? unpackTexts(this.texts);
    this.strings = strings;
    return strings;
  }
}
