import type { Dtype } from "../columns/column.js";
import { CellCode } from "../numbers/cell-code.js";

/**
 * How pandas reads a column within one of its chunks. `holed` is an integer chunk with missing values, which becomes
 * float; `widened` is one without, in a column that is float because of other chunks. A boolean chunk with missing
 * values becomes object; `counted` and `measured` are booleans that became integers or floats among other chunks.
 * `verbatim` is text in which missing values are kept as they are
 * spelled: pandas' last resort when integers beyond int64 stand next to negative or missing ones.
 */
export type ChunkKind =
  | "integer"
  | "holed"
  | "widened"
  | "unsigned"
  | "float"
  | "boolean"
  | "counted"
  | "measured"
  | "text"
  | "verbatim";

export interface ChunkType {
  kind: ChunkKind;
  missing: boolean;
}

/** A column of a chunk in which no line reaches it: integers, all of them missing. */
const absentType: ChunkType = { kind: "holed", missing: true };

/** The types of a column's chunks as data: each with the first chunk after those that it holds for. */
export interface ChunkRuns {
  types: ChunkType[];
  ends: number[];
}

/**
 * The types of a column's chunks, in order. Neighbors of one type are kept as one, so that a column costs memory for
 * what stands in it, not for the rows of the file.
 */
export class ChunkTypes {
  private readonly types: ChunkType[] = [];
  /** For each of {@link types}, the first chunk after those that it holds for. */
  private readonly ends: number[] = [];
  private last = 0;

  get runs(): ChunkRuns {
    return { types: this.types, ends: this.ends };
  }

  static fromRuns({ types, ends }: ChunkRuns): ChunkTypes {
    const read = new ChunkTypes();
    read.types.push(...types);
    read.ends.push(...ends);
    return read;
  }

  /** Records the type of a chunk; chunks since the last recorded one did not reach the column. */
  add(chunk: number, type: ChunkType): void {
    this.padTo(chunk);
    this.append(chunk + 1, type);
  }

  /** Records that no more chunks reach the column. @returns whether there were any */
  padTo(chunk: number): boolean {
    const isShort = (this.ends.at(-1) ?? 0) < chunk;
    if (isShort) this.append(chunk, absentType);
    return isShort;
  }

  private append(end: number, type: ChunkType): void {
    const at = this.types.length - 1;
    if (at >= 0 && this.types[at].kind === type.kind && this.types[at].missing === type.missing) {
      this.ends[at] = end;
      return;
    }
    this.types.push(type);
    this.ends.push(end);
  }

  /** Every type that occurs, in the order of its first chunk. */
  distinct(): ChunkType[] {
    const seen = new Map(this.types.map((type) => [`${type.kind} ${type.missing}`, type]));
    return [...seen.values()];
  }

  /** The same chunks, each read as its column is. */
  withinColumn(): ChunkTypes {
    const all = this.distinct();
    const kinds = new Map(all.map((type) => [`${type.kind} ${type.missing}`, kindWithin(type, all)]));
    const read = new ChunkTypes();
    for (const [i, type] of this.types.entries()) {
      const kind = kinds.get(`${type.kind} ${type.missing}`) as ChunkKind;
      read.append(this.ends[i], { ...type, kind });
    }
    return read;
  }

  kindAt(chunk: number): ChunkKind {
    let at = this.last;
    // Rows are mostly visited in order.
    if (chunk >= this.ends[at] || (at > 0 && chunk < this.ends[at - 1])) {
      let low = 0;
      let high = this.ends.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.ends[middle] > chunk) high = middle;
        else low = middle + 1;
      }
      at = low;
      this.last = at;
    }
    return this.types[at].kind;
  }
}

/**
 * Collects what the cells of each column of one chunk are and decides, at its end, how pandas reads the column. pandas tries
 * int64, uint64, float64, bool and text in turn and gives up on a type at the first cell that does not fit, so for
 * integers that overflow the order of cells matters. Rows count from 1 within the chunk; 0 is none.
 */
export class ChunkInference {
  /** Per column, a bit for each {@link CellCode} that was seen, and 16 bits higher once more where Python prints it as is. */
  readonly codes: Int32Array;
  /** Per column: 1 once a cell was seen that no number or boolean can be, so that only text remains. */
  readonly textOnly: Uint8Array;
  /** First cell that is no integer. */
  readonly firstNonInteger: Int32Array;
  /** First cell with digits that overflow int64, regardless of what follows them. */
  private readonly firstBig: Int32Array;
  /** First cell that is no unsigned integer; one with a minus sign is not noticed by pandas here. */
  readonly firstNonUnsigned: Int32Array;
  /** First cell with digits that overflow uint64. */
  private readonly firstBeyondUint64: Int32Array;
  /** Cells with a minus sign, and integers between int64 and uint64: bits 1 and 2. */
  readonly seen: Uint8Array;
  /** Cells that overflow even a double. */
  private readonly infinite: Uint8Array;
  /** Cells of the shortest line: later columns have a missing value, which costs nothing. */
  private leastCells = Number.POSITIVE_INFINITY;
  /** Cells of the longest line: nothing at all is in later columns. */
  private mostCells = 0;

  /** @param strings columns that are text, whatever is in them */
  constructor(
    width: number,
    private readonly strings: readonly number[] = [],
  ) {
    this.codes = new Int32Array(width);
    this.textOnly = new Uint8Array(width);
    this.firstNonInteger = new Int32Array(width);
    this.firstBig = new Int32Array(width);
    this.firstNonUnsigned = new Int32Array(width);
    this.firstBeyondUint64 = new Int32Array(width);
    this.seen = new Uint8Array(width);
    this.infinite = new Uint8Array(width);
    for (const column of strings) this.textOnly[column] = 1;
  }

  add(column: number, code: CellCode, row: number): void {
    this.codes[column] |= 1 << code;
    if (code < CellCode.float) return;
    if (this.firstNonInteger[column] === 0) this.firstNonInteger[column] = row;
    if (this.firstNonUnsigned[column] === 0) this.firstNonUnsigned[column] = row;
    if (code === CellCode.text && this.firstBig[column] === 0) this.textOnly[column] = 1;
  }

  /** For a cell with a minus sign, instead of {@link add}. */
  addNegative(column: number, code: CellCode, row: number, overflows: boolean): void {
    this.codes[column] |= 1 << code;
    this.seen[column] |= negativeSeen;
    if (overflows) this.firstBig[column] ||= row;
    else if (code >= CellCode.float) {
      this.firstNonInteger[column] ||= row;
      if (code === CellCode.text && this.firstBig[column] === 0) this.textOnly[column] = 1;
    }
  }

  /** For a cell without minus sign that begins with more digits than an int64 has, instead of {@link add}. */
  addBig(column: number, code: CellCode, row: number, beyondUint64: boolean): void {
    this.codes[column] |= 1 << code;
    this.firstBig[column] ||= row;
    if (beyondUint64) this.firstBeyondUint64[column] ||= row;
    else if (code >= CellCode.float) this.firstNonUnsigned[column] ||= row;
    else this.seen[column] |= unsignedSeen;
  }

  /** For a cell of more digits than a double can hold. */
  addInfinite(column: number): void {
    this.infinite[column] = 1;
  }

  addMissing(column: number): void {
    this.codes[column] |= 1 << CellCode.missing;
  }

  /** For a cell that was added and that Python prints with its own bytes. @returns true */
  markPrinted(column: number, code: CellCode): true {
    this.codes[column] |= 1 << (code + 16);
    return true;
  }

  /** For every line, after its cells: how many columns it reached. */
  endLine(cells: number): void {
    this.leastCells = Math.min(this.leastCells, cells);
    this.mostCells = Math.max(this.mostCells, cells);
  }

  /** How many columns any line of the chunk reached; those after them are {@link absentType}. */
  get reached(): number {
    return this.mostCells;
  }

  /** True when there was such a cell, or, for missing values, a line without that cell. */
  has(column: number, code: CellCode): boolean {
    return this.saw(column, code) || (code === CellCode.missing && column >= this.leastCells);
  }

  private saw(column: number, ...some: CellCode[]): boolean {
    return some.some((code) => (this.codes[column] & (1 << code)) !== 0);
  }

  /** For a column that was {@link reached}. */
  finish(column: number): ChunkType {
    const missing = this.has(column, CellCode.missing);
    const kind = this.kind(column, missing);
    return { kind: kind === "integer" && missing ? "holed" : kind, missing };
  }

  private kind(column: number, missing: boolean): ChunkKind {
    if (this.textOnly[column] === 1) return "text";
    const nonInteger = this.firstNonInteger[column];
    const big = this.firstBig[column];
    if (big === 0 && nonInteger === 0) return "integer";
    if (big !== 0 && (nonInteger === 0 || big < nonInteger)) {
      // int64 overflowed before anything else went wrong, so uint64 is tried from the top.
      const nonUnsigned = this.firstNonUnsigned[column];
      const beyond = this.firstBeyondUint64[column];
      if (beyond !== 0 && (nonUnsigned === 0 || beyond < nonUnsigned)) return "text";
      if (nonUnsigned === 0) {
        const negative = (this.seen[column] & negativeSeen) !== 0;
        const unsigned = (this.seen[column] & unsignedSeen) !== 0;
        if (unsigned && (negative || missing)) return "verbatim";
        return negative ? "text" : "unsigned";
      }
    }
    if (this.saw(column, CellCode.text) || this.infinite[column] === 1) return "text";
    if (!this.saw(column, CellCode.boolean, CellCode.looseBoolean)) return "float";
    return this.saw(column, ...numberCodes) ? "text" : "boolean";
  }

  /** Begins another chunk, at the cost of the columns that were reached. */
  reset(): void {
    const { reached } = this;
    for (const array of [this.textOnly, this.seen, this.infinite]) array.fill(0, 0, reached);
    for (const array of [
      this.firstNonInteger,
      this.firstBig,
      this.firstNonUnsigned,
      this.firstBeyondUint64,
      this.codes,
    ])
      array.fill(0, 0, reached);
    for (const column of this.strings) this.textOnly[column] = 1;
    this.leastCells = Number.POSITIVE_INFINITY;
    this.mostCells = 0;
  }
}

export const negativeSeen = 1;
const unsignedSeen = 2;

const numberCodes = [
  CellCode.integer,
  CellCode.looseInteger,
  CellCode.bigInteger,
  CellCode.float,
  CellCode.looseFloat,
] as const;

/** The dtype of one chunk's column on its own. */
function chunkDtype({ kind, missing }: ChunkType): Dtype {
  if (kind === "integer") return "int64";
  if (kind === "unsigned") return "uint64";
  if (kind === "float" || kind === "holed" || kind === "widened") return "float64";
  if (kind === "boolean") return missing ? "object" : "bool";
  return "object";
}

/**
 * How a chunk is read within its column, given the dtypes of all chunks. Integers become float next to floats. Where
 * booleans stand next to nothing but numbers, NumPy makes them numbers too, in a column that pandas calls object.
 */
export function kindWithin(chunk: ChunkType, chunks: readonly ChunkType[]): ChunkKind {
  const dtypes = new Set(chunks.map(chunkDtype));
  const dtype = combineChunkTypes(chunks);
  const { kind } = chunk;
  if (dtype === "float64") return kind === "integer" || kind === "unsigned" ? "widened" : kind;
  if (dtype !== "object" || dtypes.has("object")) return kind;
  const real = dtypes.has("float64") || (dtypes.has("int64") && dtypes.has("uint64"));
  if (kind === "boolean") return real ? "measured" : "counted";
  if (!real || kind === "holed") return kind;
  return kind === "float" ? kind : "widened";
}

/** The dtype that pandas gives a column from the types of its chunks: numbers widen to float64, any other mix is object. */
export function combineChunkTypes(chunks: readonly ChunkType[]): Dtype {
  const dtypes = new Set(chunks.map(chunkDtype));
  if (dtypes.size === 0) return "object";
  if (dtypes.size === 1) return [...dtypes][0];
  const numeric = !dtypes.has("object") && !dtypes.has("bool");
  return numeric ? "float64" : "object";
}

/**
 * Rows that pandas' C parser converts at a time: a power of two that shrinks with the width of the table. Types are
 * inferred per such chunk.
 */
export function rowsPerChunk(width: number): number {
  const heuristic = Math.floor(2 ** 20 / width);
  let rows = 1;
  while (rows * 2 < heuristic) rows *= 2;
  return rows;
}
