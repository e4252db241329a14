import { growTo, startWasm, type WasmMemory } from "@mlebench/disk/wasm";
import type { ColumnReference } from "../../columns/column-reference.js";
import type { PackedTexts } from "../../columns/packed-texts.js";
import { maxInt32, mostDigits, writeDigits } from "../../numbers/write-digits.js";
import type { Table } from "../../table.js";
import type { CsvDialect } from "../csv-options.js";
import { CsvOutput } from "../csv-output.js";
import type { CsvSource, SourceColumn } from "../csv-source.js";
import { LineEnd } from "../line-end.js";
import type { Segment } from "../segment.js";
import { packedSpellings, wasmMargin } from "../wasm-text.js";
import { cellWriter } from "../write-cell.js";
import { copyLineWasm } from "./copy-line-wasm.generated.js";

/** What `assembly/copy-line.ts` exports; its comments say what each is. */
interface Exports {
  readonly memory: WasmMemory;
  base(): number;
  begin(
    count: number,
    isAll: boolean,
    separator: number,
    spellingsAt: number,
    spellingsEnd: number,
    keptAt: number,
    textsAt: number,
    lengthOfTexts: number,
    outputEnd: number,
  ): void;
  copyLine(from: number, to: number, output: number, isAltered: boolean): number;
}

const LF = 0x0a;
const QUOTE = 0x22;
/** Longer segments are written otherwise, since there is as much memory again for what is written. */
const longestSegment = 2 ** 26;
/** The rows of a segment may be so much longer than its lines. */
const spareSpace = 2 ** 16;
/** Rows with longer texts in memory are written otherwise. */
const longestText = 40;
/** A module with more memory is not kept. */
const mostKeptMemory = 2 ** 24;

/** The module of the copier before, which is not in use any more. */
let former: Exports | undefined;

/** Writes lines of a large file again with the columns of a table, in WebAssembly, where they are plain. */
export class LineCopier {
  private bytesAt = 0;
  private outputAt = 0;
  /** Of what is written before each cell and after the last: where it is, and its length. */
  private places = new Uint32Array(0);
  private memory = new Uint8Array(0);
  private at = 0;
  private segment: Segment | undefined;

  private constructor(
    private readonly wasm: Exports,
    private readonly source: CsvSource,
    private readonly line: Line,
  ) {}

  /**
   * A copier. The source reads into its memory from now on. The copier before cannot be used any more.
   * @param tables of columns of the source, constants, and integers and texts in memory; several that differ in these
   * alone
   * @returns undefined for a table with rows that have to be written otherwise
   */
  static create(tables: readonly Table[], source: CsvSource, dialect: CsvDialect): LineCopier | undefined {
    const line = lineOf(tables, source, dialect);
    if (line === undefined || source.longestSegment > longestSegment) return undefined;
    const wasm = former ?? startWasm<Exports>(copyLineWasm);
    if (wasm === undefined) return undefined;
    const copier = new LineCopier(wasm, source, line);
    source.reuseMemory((length) => copier.allocate(length));
    former = wasm.memory.buffer.byteLength > mostKeptMemory ? undefined : wasm;
    return copier;
  }

  /** Lays out the memory. @returns the part for the bytes of a segment */
  private allocate(length: number): Buffer {
    const { wasm } = this;
    const { kept, texts, isAll, separator } = this.line;
    const lengths = texts.map(mostBytes);
    const lengthOfTexts = lengths.reduce((sum, length) => sum + length, 0);
    const spellingsAt = wasm.base();
    const textsAt = spellingsAt + packedSpellings.length;
    const keptAt = textsAt + 8 * texts.length;
    let textAt = keptAt + kept.length;
    this.bytesAt = textAt + lengthOfTexts + wasmMargin;
    // Where it begins at a multiple of eight, more bytes are copied from it at once.
    this.outputAt = Math.ceil((this.bytesAt + length + wasmMargin) / 8) * 8;
    this.at = this.outputAt;
    const outputEnd = this.outputAt + this.capacity;
    growTo(wasm.memory, outputEnd + wasmMargin);
    const { buffer } = wasm.memory;
    this.memory = new Uint8Array(buffer);
    this.memory.set(packedSpellings, spellingsAt);
    this.memory.set(kept, keptAt);
    this.places = new Uint32Array(buffer, textsAt, 2 * texts.length);
    for (const [i, text] of texts.entries()) {
      this.places[2 * i] = textAt;
      if (!varies(text)) this.writeText(i, 0, 0);
      textAt += lengths[i];
    }
    wasm.begin(
      kept.length,
      isAll,
      separator,
      spellingsAt,
      textsAt,
      keptAt,
      textsAt,
      lengthOfTexts,
      outputEnd,
    );
    return Buffer.from(buffer, this.bytesAt, length);
  }

  /** So many bytes are written at most until {@link take}. */
  get capacity(): number {
    const { source, line } = this;
    return source.longestSegment + spareSpace + source.mostSegmentRows * line.varyingLength;
  }

  /** Bytes that were written since {@link take}. */
  get written(): number {
    return this.at - this.outputAt;
  }

  /** Reads the segment with a row. @returns whether any of its rows can be written */
  begin(row: number): boolean {
    this.segment = this.source.readFor(row);
    return !this.segment.hasNul;
  }

  /**
   * Writes a row of the segment.
   * @param place the row of integers and texts in memory, in one of the tables
   * @returns false for one that has to be written otherwise
   */
  write(row: number, place: number, table: number): boolean {
    const { source, line, wasm, bytesAt } = this;
    const { starts, firstRow, lineEnd } = this.segment as Segment;
    const isAltered = !line.isQuoting && source.isAltered(row);
    // A line that is copied as it stands, all of it, need not be looked at.
    if (isAltered ? !line.isText : line.isWhole && lineEnd !== LineEnd.other) return false;
    for (const text of line.varyingTexts) if (!this.writeText(text, place, table)) return false;
    const local = row - firstRow;
    const end = wasm.copyLine(bytesAt + starts[local], bytesAt + starts[local + 1], this.at, isAltered) >>> 0;
    if (end === 0) return false;
    this.at = end;
    return true;
  }

  /** Writes what comes before a cell or after the last. @returns false if it has to be written otherwise */
  private writeText(text: number, place: number, table: number): boolean {
    const { memory, places } = this;
    const start = places[2 * text];
    let at = start;
    for (const part of this.line.texts[text]) {
      if (part instanceof Uint8Array) for (const byte of part) memory[at++] = byte;
      else if ("integers" in part) {
        const value = part.integers[table][place];
        if (!(value >= 0 && value <= maxInt32)) return false;
        at = writeDigits(value, memory, at);
      } else {
        at = this.writeCell(part.texts[table], place, at);
        if (at < 0) return false;
      }
    }
    places[2 * text + 1] = at - start;
    return true;
  }

  /** Writes a text in memory. @returns where it ends; -1 if it has to be written otherwise */
  private writeCell({ bytes, offsets, missing }: PackedTexts, place: number, to: number): number {
    const { memory } = this;
    const { isQuoting, separator } = this.line;
    const [start, end] = [offsets[place], offsets[place + 1]];
    if (end - start > longestText) return -1;
    let at = to;
    if (isQuoting) memory[at++] = QUOTE;
    if (missing?.[place] !== 1)
      for (let i = start; i < end; i++) {
        const byte = bytes[i];
        if (byte === QUOTE || (!isQuoting && (byte === separator || byte === LF))) return -1;
        memory[at++] = byte;
      }
    if (isQuoting) memory[at++] = QUOTE;
    return at;
  }

  /** What was written since the last call, in memory that is written again. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.wasm.memory.buffer, this.outputAt, this.written);
    this.at = this.outputAt;
    return taken;
  }
}

/** Text, or integers or texts in memory of each of the tables. */
type TextPart = Buffer | { integers: readonly Float64Array[] } | { texts: readonly PackedTexts[] };

const varies = (text: readonly TextPart[]): boolean => text.some((part) => !(part instanceof Uint8Array));

const mostBytes = (text: readonly TextPart[]): number =>
  text.reduce((sum, part) => {
    if (part instanceof Uint8Array) return sum + part.length;
    return sum + ("integers" in part ? mostDigits : longestText + 2);
  }, 0);

/** How a cell is written, see `assembly/copy-line.ts`. */
const keeps = { plain: 1, quotedText: 2 } as const;

/** How a line is written. */
interface Line {
  /** Per cell up to the last that is written, how it is; 0 for one that is not. */
  kept: Uint8Array;
  /** Whether these are all cells. */
  isAll: boolean;
  /** What is written before each of them and after the last: separators, constants, what is in memory, a line feed. */
  texts: readonly (readonly TextPart[])[];
  /** Those of the texts that are not the same for all lines. */
  varyingTexts: readonly number[];
  /** Bytes that these can take. */
  varyingLength: number;
  separator: number;
  /** Whether all that are written are text, in all of pandas' chunks. */
  isText: boolean;
  /** Whether they are all cells, and nothing else is written. */
  isWhole: boolean;
  /** Whether all text stands in quotes. */
  isQuoting: boolean;
}

/** @returns undefined for a table with rows that have to be written otherwise */
function lineOf(tables: readonly Table[], source: CsvSource, dialect: CsvDialect): Line | undefined {
  const { columns, leading, separator, knowsAltered } = source;
  const [{ references }] = tables;
  if (dialect.floats !== undefined || dialect.separator !== separator) return undefined;
  // A line of one cell is quoted where nothing is on it.
  if (leading > 0 || references.length < 2) return undefined;
  const isQuoting = dialect.quoting === "nonnumeric";
  const kept = new Uint8Array(columns.length);
  const texts: TextPart[][] = [];
  const output = new CsvOutput(undefined, dialect);
  let text: TextPart[] = [];
  const endPart = (): void => {
    text.push(Buffer.from(output.take()));
  };
  let next = 0;
  let isText = true;
  for (const [i, reference] of references.entries()) {
    const { data } = reference;
    if (i > 0) output.byte(output.separatorByte);
    if (data.kind === "constant") {
      const wrote = cellWriter(reference, new Map(), dialect, () => false)(output, 0);
      if (!wrote && isQuoting) output.ascii('""');
    } else if (data.kind === "memory") {
      const part = partInMemory(tables.map((table) => table.references[i]));
      if (part === undefined) return undefined;
      endPart();
      text.push(part);
    } else if (data.index >= next) {
      const column = columns[data.index];
      const keep = isQuoting ? keepsInQuotes(column) : keeps.plain;
      if (keep === undefined) return undefined;
      kept[data.index] = keep;
      isText &&= column.dtype === "object" && column.chunks === undefined;
      next = data.index + 1;
      endPart();
      texts.push(text);
      text = [];
    } else return undefined;
  }
  output.byte(LF);
  endPart();
  texts.push(text);
  if (texts.length === 1 || !(isText || knowsAltered || isQuoting)) return undefined;
  const varyingTexts = texts.flatMap((parts, i) => (varies(parts) ? [i] : []));
  return {
    kept: kept.subarray(0, next),
    isAll: next === columns.length,
    texts,
    varyingTexts,
    varyingLength: varyingTexts.reduce((sum, i) => sum + mostBytes(texts[i]), 0),
    separator: output.separatorByte,
    isText,
    isWhole: !isQuoting && kept.every((keep) => keep !== 0) && references.length === columns.length,
    isQuoting,
  };
}

/** How a column's cells are written where all text stands in quotes; undefined if some have to be written otherwise. */
function keepsInQuotes({ dtype, chunks, printsAsIs }: SourceColumn): number | undefined {
  if (dtype === "object") return chunks === undefined ? keeps.quotedText : undefined;
  return dtype === "int64" && printsAsIs ? keeps.plain : undefined;
}

/** What the tables have in a column in memory, all of its rows; undefined if it has to be written otherwise. */
function partInMemory(references: readonly ColumnReference[]): TextPart | undefined {
  const texts = references.flatMap(({ data, rows }) =>
    data.kind === "memory" && rows === undefined && data.texts !== undefined ? [data.texts] : [],
  );
  if (texts.length === references.length) return { texts };
  const integers = references.flatMap((reference) => safeIntegers(reference) ?? []);
  return integers.length === references.length ? { integers } : undefined;
}

function safeIntegers({ data, rows }: ColumnReference): Float64Array | undefined {
  // Texts would be made strings to say of what type they are.
  if (data.kind !== "memory" || rows !== undefined || data.texts !== undefined) return undefined;
  const { column } = data;
  return column.dtype === "int64" && column.values instanceof Float64Array ? column.values : undefined;
}
