import type { Dtype } from "../columns/column.js";
import { CellCode } from "../numbers/cell-code.js";
import { MINUS } from "../numbers/characters.js";
import { type FloatReader, floatReaders } from "../numbers/float-parsers.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import { leadingMagnitude, maxUint64, minInt64, parseInteger } from "../numbers/parse-integer.js";
import { ChunkInference, type ChunkType, ChunkTypes, combineChunkTypes } from "./column-inference.js";
import type { SourceColumn } from "./csv-source.js";
import type { PlainLine } from "./plain-lines.js";
import { CellForm, type RowCells, unescapeCell } from "./row-tokenizer.js";

const SPACE = 0x20;

/** What is true of a column as soon as it is of one of its cells: bits of one number. */
export const ColumnTrait = {
  /** A missing value is spelled out or quoted. */
  spelledMissing: 1,
  /** A cell is quoted in any way. */
  quoted: 2,
  /** A cell's bytes are not how Python would quote its text. */
  requoted: 4,
  /** An integer has more than 15 digits. */
  wide: 8,
  /**
   * A cell means something else to an integer than to a float: the smallest int64, minus zero, and what the float parser
   * only approximates.
   */
  integerOnly: 16,
} as const;

/**
 * Multiplied with the bit of a code, that bit twice: once for a cell that was seen, and once, 16 bits higher, for one
 * that Python prints with its own bytes where the column's type is the cell's.
 */
export const asPrinted = 2 ** 16 + 1;

const integerBit = 1 << CellCode.integer;

/** What the cells of one of pandas' chunks are, column by column: what a thread finds out about it. */
export interface ChunkObservation {
  types: ChunkType[];
  /** As {@link ChunkInference.codes}. */
  codes: Int32Array;
  /** {@link ColumnTrait}s of the columns, those of earlier chunks may be among them. */
  traits: Uint8Array;
}

/** What the cells of each column have been so far, chunk by chunk: what decides its type and whether it is copied. */
export class ObservedColumns {
  readonly inference: ChunkInference;
  /** Per column, its {@link ColumnTrait}s. */
  readonly traits: Uint8Array;
  /** Per column, what an integer in it adds to the codes. */
  readonly integerBits: Int32Array;
  /** Per column, 1 where an integer makes its row an altered one, because the column seems to be one of floats. */
  readonly integersAlter: Uint8Array;
  /** Numbers of more characters are read in a way of its own by the float parser. */
  readonly longestNumber: number;
  /** Columns that stay text, whatever is in them. */
  private readonly strings: ReadonlySet<number>;
  /** Per column, a bit for each {@link CellCode} seen anywhere. */
  private readonly codes: Int32Array;
  private readonly chunks: readonly ChunkTypes[];
  private chunkCount = 0;
  private scratch = Buffer.alloc(256);

  constructor(
    readonly width: number,
    private readonly floats: FloatReader,
    strings: readonly number[],
  ) {
    this.strings = new Set(strings);
    this.inference = new ChunkInference(width, strings);
    this.codes = new Int32Array(width);
    this.traits = new Uint8Array(width);
    this.integerBits = new Int32Array(width).fill(integerBit * asPrinted);
    this.integersAlter = new Uint8Array(width);
    this.longestNumber = floats === floatReaders.default ? 15 : Number.POSITIVE_INFINITY;
    this.chunks = Array.from({ length: width }, () => new ChunkTypes());
  }

  /**
   * Takes the cells of a line.
   * @param used how many of them belong to columns
   * @param row the row within its chunk, from 1
   */
  addLine(bytes: Uint8Array, { starts, ends, forms }: RowCells, used: number, row: number): void {
    for (let i = 0; i < used; i++) this.addCell(i, bytes, starts[i], ends[i], forms[i] as CellForm, row);
    this.inference.endLine(used);
  }

  /**
   * Takes a cell as the tokenizer found it.
   * @param row the row within its chunk, from 1
   * @returns whether Python prints it as it stands in the file, where the column has the cell's type
   */
  addCell(
    i: number,
    bytes: Uint8Array,
    cellStart: number,
    cellEnd: number,
    form: CellForm,
    row: number,
  ): boolean {
    const { inference, traits } = this;
    let start = cellStart;
    let end = cellEnd;
    let source = bytes;
    if (form !== CellForm.plain) {
      traits[i] |= ColumnTrait.quoted;
      // There is a quote in it, so it is neither missing nor a number.
      if (form === CellForm.escaped && inference.textOnly[i] === 1) return true;
      if (form === CellForm.escaped || form === CellForm.ragged) {
        source = this.unescaped(bytes, start, end);
        start = 0;
        end = source.length;
      }
      if (form !== CellForm.quoted && form !== CellForm.escaped) traits[i] |= ColumnTrait.requoted;
    }
    if (start === end) {
      inference.addMissing(i);
      if (form !== CellForm.plain) traits[i] |= ColumnTrait.spelledMissing;
      return form === CellForm.plain && inference.markPrinted(i, CellCode.missing);
    }
    const isPrintedText = form === CellForm.plain || form === CellForm.quoted || form === CellForm.escaped;
    if (inference.textOnly[i] === 1) {
      if (!isMissingSpelling(source, start, end)) return isPrintedText;
      inference.addMissing(i);
      traits[i] |= ColumnTrait.spelledMissing;
      return false;
    }
    const code = this.floats.classify(source, start, end);
    if (code === CellCode.missing) {
      inference.addMissing(i);
      traits[i] |= ColumnTrait.spelledMissing;
      return false;
    }
    if (end - start > 15 || source[start] === MINUS || source[start] <= SPACE) {
      this.addUnusual(i, code, row, source, start, end);
    } else inference.add(i, code, row);
    if (code === CellCode.text) return isPrintedText;
    return form === CellForm.plain && isPrintedNumber(code) && inference.markPrinted(i, code);
  }

  /** As {@link ChunkInference.textOnly}. */
  get textOnly(): Uint8Array {
    return this.inference.textOnly;
  }

  /** As {@link addLine} for a line of as many cells as columns that was read in one pass. */
  addPlainLine({ codes, signs, places, at }: PlainLine, row: number): void {
    const { inference, traits } = this;
    const width = codes.length;
    for (let i = 0; i < width; i++) {
      const code = codes[i] as CellCode;
      if (code === CellCode.text) {
        const form = places[at + i] & 7;
        if (form === CellForm.plain) continue;
        traits[i] |= ColumnTrait.quoted;
        if (form === CellForm.needlesslyQuoted) traits[i] |= ColumnTrait.requoted;
      } else if (code === CellCode.missing) inference.addMissing(i);
      else if (signs[i] === 1) inference.addNegative(i, code, row, false);
      else inference.add(i, code, row);
    }
    inference.endLine(width);
  }

  private unescaped(bytes: Uint8Array, start: number, end: number): Buffer {
    if (this.scratch.length < end - start) this.scratch = Buffer.alloc((end - start) * 2);
    return this.scratch.subarray(0, unescapeCell(bytes, start, end, this.scratch));
  }

  /** A cell that may overflow an integer type or has a sign that matters when others do. */
  private addUnusual(
    i: number,
    code: CellCode,
    row: number,
    source: Uint8Array,
    start: number,
    end: number,
  ): void {
    const { inference, traits } = this;
    let first = start;
    while (first < end && source[first] <= SPACE) first++;
    const magnitude = leadingMagnitude(source, start, end);
    if (end - start > 15 && code < CellCode.float) {
      traits[i] |= ColumnTrait.wide;
      if (this.floats.overflows(source, start, end)) inference.addInfinite(i);
      if (!this.floats.readsAsInteger(source, start, end)) traits[i] |= ColumnTrait.integerOnly;
    }
    if (source[first] === MINUS) {
      const special =
        magnitude === -minInt64 || (code === CellCode.looseInteger && parseInteger(source, start, end) === 0);
      if (special && code < CellCode.float) traits[i] |= ColumnTrait.integerOnly;
      inference.addNegative(i, code, row, magnitude !== undefined && -magnitude < minInt64);
    } else if (magnitude !== undefined && magnitude >= -minInt64) {
      inference.addBig(i, code, row, magnitude > maxUint64);
    } else inference.add(i, code, row);
  }

  /** Ends a chunk and begins another. */
  finishChunk(): void {
    this.addChunk(this.takeChunk());
  }

  /** What the chunk's cells are; begins another chunk. Columns that none of its lines reached are left out. */
  takeChunk(): ChunkObservation {
    const { inference, traits } = this;
    const types = Array.from({ length: inference.reached }, (_, i) => inference.finish(i));
    const codes = inference.codes.slice(0, types.length);
    for (let i = 0; i < types.length; i++)
      if (inference.has(i, CellCode.missing)) codes[i] |= 1 << CellCode.missing;
    inference.reset();
    return { types, codes, traits };
  }

  /** Takes the next of the file's chunks. */
  addChunk({ types, codes, traits }: ChunkObservation): void {
    // The columns after these are caught up with when something is in them, or at the end.
    for (let i = 0; i < types.length; i++) {
      if (this.chunks[i].padTo(this.chunkCount)) this.codes[i] |= 1 << CellCode.missing;
      this.chunks[i].add(this.chunkCount, types[i]);
      this.codes[i] |= codes[i];
      this.traits[i] |= traits[i];
    }
    this.chunkCount++;
  }

  /** For the end of the file, after its last chunk. */
  finish(): void {
    for (const [i, chunks] of this.chunks.entries()) {
      if (chunks.padTo(this.chunkCount)) this.codes[i] |= 1 << CellCode.missing;
    }
  }

  private has(cell: number, trait: number): boolean {
    return (this.traits[cell] & trait) !== 0;
  }

  /** What pandas makes of a column, given by the position of its cells. Call after {@link finish}. */
  column(name: string, cell: number): SourceColumn {
    const types: ChunkType[] = this.strings.has(cell)
      ? [{ kind: "text", missing: true }]
      : this.chunks[cell].distinct();
    const dtype = combineChunkTypes(types);
    const mixed =
      (dtype === "object" && types.some(({ kind }) => kind !== "text")) ||
      (dtype === "float64" && this.has(cell, ColumnTrait.integerOnly));
    return {
      name,
      dtype,
      chunks: mixed ? this.chunks[cell].withinColumn() : undefined,
      printsAsIs: !mixed && this.printsAsIs(dtype, cell),
      wide: this.has(cell, ColumnTrait.wide),
    };
  }

  private printsAsIs(dtype: Dtype, cell: number): boolean {
    if (this.has(cell, ColumnTrait.spelledMissing)) return false;
    if (dtype === "object") return !this.has(cell, ColumnTrait.requoted);
    if (this.has(cell, ColumnTrait.quoted)) return false;
    return (this.codes[cell] & seenBits & ~printedCodes(dtype)) === 0;
  }
}

const seenBits = 0xffff;

const isPrintedNumber = (code: CellCode): boolean =>
  code === CellCode.integer || code === CellCode.float || code === CellCode.boolean;

/** Bits of the codes of cells that Python prints as they are in a column of this type. */
export function printedCodes(dtype: Dtype): number {
  switch (dtype) {
    case "int64":
      return integerBit;
    case "float64":
      return (1 << CellCode.missing) | (1 << CellCode.float);
    case "bool":
      return 1 << CellCode.boolean;
    case "uint64":
      return 0;
    case "object":
      return seenBits;
  }
}
