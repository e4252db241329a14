import type { Dtype } from "../columns/column.js";
import { CellCode } from "../numbers/cell-code.js";
import { MINUS } from "../numbers/characters.js";
import type { FloatReader } from "../numbers/float-parsers.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import { leadingMagnitude, maxUint64, minInt64, parseInteger } from "../numbers/parse-integer.js";
import { ChunkInference, type ChunkType, ChunkTypes, combineChunkTypes } from "./column-inference.js";
import type { SourceColumn } from "./csv-source.js";
import type { PlainLine } from "./plain-lines.js";
import { CellForm, type RowCells, unescapeCell } from "./row-tokenizer.js";

const SPACE = 0x20;

/** What the cells of each column have been so far, chunk by chunk: what decides its type and whether it is copied. */
export class ObservedColumns {
  private readonly inference: ChunkInference;
  /** Columns that stay text, whatever is in them. */
  private readonly strings: ReadonlySet<number>;
  /** Per column, a bit for each {@link CellCode} seen anywhere. */
  private readonly codes: Int32Array;
  /** Per column, 1 where a missing value is spelled out or quoted. */
  private readonly spelledMissing: Uint8Array;
  /** Per column, 1 where a cell is quoted in any way. */
  private readonly quoted: Uint8Array;
  /** Per column, 1 where a cell's bytes are not how Python would quote its text. */
  private readonly requoted: Uint8Array;
  /** Per column, 1 where an integer has more than 15 digits. */
  private readonly wide: Uint8Array;
  /**
   * Per column, 1 where a cell means something else to an integer than to a float: the smallest int64, minus zero, and
   * what the float parser only approximates.
   */
  private readonly integerOnly: Uint8Array;
  private readonly chunks: readonly ChunkTypes[];
  private chunkCount = 0;
  private scratch = Buffer.alloc(256);

  constructor(
    width: number,
    private readonly floats: FloatReader,
    strings: readonly number[],
  ) {
    this.strings = new Set(strings);
    this.inference = new ChunkInference(width, strings);
    this.codes = new Int32Array(width);
    this.spelledMissing = new Uint8Array(width);
    this.quoted = new Uint8Array(width);
    this.requoted = new Uint8Array(width);
    this.wide = new Uint8Array(width);
    this.integerOnly = new Uint8Array(width);
    this.chunks = Array.from({ length: width }, () => new ChunkTypes());
  }

  /**
   * Takes the cells of a line.
   * @param used how many of them belong to columns
   * @param row the row within its chunk, from 1
   */
  addLine(bytes: Uint8Array, { starts, ends, forms }: RowCells, used: number, row: number): void {
    const { inference, quoted, spelledMissing } = this;
    const { textOnly } = inference;
    for (let i = 0; i < used; i++) {
      let start = starts[i];
      let end = ends[i];
      let source = bytes;
      const form = forms[i];
      if (form !== CellForm.plain) {
        quoted[i] = 1;
        if (form === CellForm.escaped || form === CellForm.ragged) {
          source = this.unescaped(bytes, start, end);
          start = 0;
          end = source.length;
        }
        if (form !== CellForm.quoted && form !== CellForm.escaped) this.requoted[i] = 1;
      }
      if (start === end) {
        inference.addMissing(i);
        if (form !== CellForm.plain) spelledMissing[i] = 1;
        continue;
      }
      if (textOnly[i] === 1) {
        if (isMissingSpelling(source, start, end)) {
          inference.addMissing(i);
          spelledMissing[i] = 1;
        }
        continue;
      }
      const code = this.floats.classify(source, start, end);
      if (code === CellCode.missing) {
        inference.addMissing(i);
        spelledMissing[i] = 1;
      } else if (end - start > 15 || source[start] === MINUS || source[start] <= SPACE) {
        this.addUnusual(i, code, row, source, start, end);
      } else inference.add(i, code, row);
    }
    inference.endLine(used);
  }

  /** As {@link ChunkInference.textOnly}. */
  get textOnly(): Uint8Array {
    return this.inference.textOnly;
  }

  /** The same for a line of as many cells as columns that was read in one pass. */
  addPlainLine({ codes, signs, places, at }: PlainLine, row: number): void {
    const { inference } = this;
    const width = codes.length;
    for (let i = 0; i < width; i++) {
      const code = codes[i] as CellCode;
      if (code === CellCode.text) {
        const form = places[at + i] & 7;
        if (form === CellForm.plain) continue;
        this.quoted[i] = 1;
        if (form === CellForm.needlesslyQuoted) this.requoted[i] = 1;
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
    const { inference } = this;
    let first = start;
    while (first < end && source[first] <= SPACE) first++;
    const magnitude = leadingMagnitude(source, start, end);
    if (end - start > 15 && code < CellCode.float) {
      this.wide[i] = 1;
      if (this.floats.overflows(source, start, end)) inference.addInfinite(i);
      if (!this.floats.readsAsInteger(source, start, end)) this.integerOnly[i] = 1;
    }
    if (source[first] === MINUS) {
      const special =
        magnitude === -minInt64 || (code === CellCode.looseInteger && parseInteger(source, start, end) === 0);
      if (special && code < CellCode.float) this.integerOnly[i] = 1;
      inference.addNegative(i, code, row, magnitude !== undefined && -magnitude < minInt64);
    } else if (magnitude !== undefined && magnitude >= -minInt64) {
      inference.addBig(i, code, row, magnitude > maxUint64);
    } else inference.add(i, code, row);
  }

  finishChunk(): void {
    const { inference } = this;
    // The columns after these are caught up with when something is in them, or at the end.
    for (let i = 0; i < inference.reached; i++) {
      if (this.chunks[i].padTo(this.chunkCount)) this.codes[i] |= 1 << CellCode.missing;
      this.chunks[i].add(this.chunkCount, inference.finish(i));
      for (let code = 0; code <= CellCode.text; code++) {
        if (inference.has(i, code as CellCode)) this.codes[i] |= 1 << code;
      }
    }
    inference.reset();
    this.chunkCount++;
  }

  /** For the end of the file, after its last chunk. */
  finish(): void {
    for (const [i, chunks] of this.chunks.entries()) {
      if (chunks.padTo(this.chunkCount)) this.codes[i] |= 1 << CellCode.missing;
    }
  }

  /** What pandas makes of a column, given by the position of its cells. Call after {@link finish}. */
  column(name: string, cell: number): SourceColumn {
    const types: ChunkType[] = this.strings.has(cell)
      ? [{ kind: "text", missing: true }]
      : this.chunks[cell].distinct();
    const dtype = combineChunkTypes(types);
    const mixed =
      (dtype === "object" && types.some(({ kind }) => kind !== "text")) ||
      (dtype === "float64" && this.integerOnly[cell] === 1);
    return {
      name,
      dtype,
      chunks: mixed ? this.chunks[cell].withinColumn() : undefined,
      printsAsIs: !mixed && this.printsAsIs(dtype, cell),
      wide: this.wide[cell] === 1,
    };
  }

  private printsAsIs(dtype: Dtype, cell: number): boolean {
    if (this.spelledMissing[cell] === 1) return false;
    if (dtype === "object") return this.requoted[cell] === 0;
    if (this.quoted[cell] === 1) return false;
    const only = (...codes: CellCode[]): boolean =>
      (this.codes[cell] & ~codes.reduce((mask: number, code) => mask | (1 << code), 0)) === 0;
    if (dtype === "int64") return only(CellCode.integer);
    if (dtype === "float64") return only(CellCode.missing, CellCode.float);
    if (dtype === "bool") return only(CellCode.boolean);
    return false;
  }
}
