import { growTo, startWasm, type WasmMemory } from "@mlebench/disk/wasm";
import type { Table } from "../../table.js";
import type { CsvDialect } from "../csv-options.js";
import { CsvOutput } from "../csv-output.js";
import type { CsvSource } from "../csv-source.js";
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
/** Longer segments are written otherwise, since there is as much memory again for what is written. */
const longestSegment = 2 ** 26;
/** The rows of a segment may be so much longer than its lines. */
const spareSpace = 2 ** 16;
/** A module with more memory is not kept. */
const mostKeptMemory = 2 ** 24;

/** The module of the copier before, which is not in use any more. */
let former: Exports | undefined;

/** Writes lines of a large file again with the columns of a table, in WebAssembly, where they are plain. */
export class LineCopier {
  private bytesAt = 0;
  private outputAt = 0;
  private at = 0;
  private segment: Segment | undefined;

  private constructor(
    private readonly wasm: Exports,
    private readonly source: CsvSource,
    private readonly line: Line,
  ) {}

  /**
   * A copier. The source reads into its memory from now on. The copier before cannot be used any more.
   * @param table of columns of the source and constants, with all its rows
   * @returns undefined for a table with rows that have to be written otherwise
   */
  static create(table: Table, source: CsvSource, dialect: CsvDialect): LineCopier | undefined {
    const line = lineOf(table, source, dialect);
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
    const lengthOfTexts = texts.reduce((sum, text) => sum + text.length, 0);
    const spellingsAt = wasm.base();
    const textsAt = spellingsAt + packedSpellings.length;
    const keptAt = textsAt + 8 * texts.length;
    let textAt = keptAt + kept.length;
    this.bytesAt = textAt + lengthOfTexts + wasmMargin;
    // Where it begins at a multiple of eight, more bytes are copied from it at once.
    this.outputAt = Math.ceil((this.bytesAt + length + wasmMargin) / 8) * 8;
    this.at = this.outputAt;
    const outputEnd = this.outputAt + length + spareSpace;
    growTo(wasm.memory, outputEnd + wasmMargin);
    const { buffer } = wasm.memory;
    const memory = new Uint8Array(buffer);
    memory.set(packedSpellings, spellingsAt);
    memory.set(kept, keptAt);
    const places = new Uint32Array(buffer, textsAt, 2 * texts.length);
    for (const [i, text] of texts.entries()) {
      places.set([textAt, text.length], 2 * i);
      memory.set(text, textAt);
      textAt += text.length;
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
    return this.source.longestSegment + spareSpace;
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

  /** Writes a row of the segment. @returns false for one that has to be written otherwise */
  write(row: number): boolean {
    const { source, line, wasm, bytesAt } = this;
    const { starts, firstRow, lineEnd } = this.segment as Segment;
    const isAltered = source.isAltered(row);
    // A line that is copied as it stands, all of it, need not be looked at.
    if (isAltered ? !line.isText : line.isWhole && lineEnd !== LineEnd.other) return false;
    const local = row - firstRow;
    const end = wasm.copyLine(bytesAt + starts[local], bytesAt + starts[local + 1], this.at, isAltered) >>> 0;
    if (end === 0) return false;
    this.at = end;
    return true;
  }

  /** What was written since the last call, in memory that is written again. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.wasm.memory.buffer, this.outputAt, this.written);
    this.at = this.outputAt;
    return taken;
  }
}

/** How a line is written. */
interface Line {
  /** Per cell up to the last that is written, 1 for one that is. */
  kept: Uint8Array;
  /** Whether these are all cells. */
  isAll: boolean;
  /** What is written before each of them and after the last: separators, constants, a line feed. */
  texts: Buffer[];
  separator: number;
  /** Whether all that are written are text, in all of pandas' chunks. */
  isText: boolean;
  /** Whether they are all cells, and nothing else is written. */
  isWhole: boolean;
}

/** @returns undefined for a table with rows that have to be written otherwise */
function lineOf({ references }: Table, source: CsvSource, dialect: CsvDialect): Line | undefined {
  const { columns, leading, separator, knowsAltered } = source;
  if (dialect.quoting !== "minimal" || dialect.floats !== undefined || dialect.separator !== separator)
    return undefined;
  // A line of one cell is quoted where nothing is on it.
  if (leading > 0 || references.length < 2) return undefined;
  const kept = new Uint8Array(columns.length);
  const texts: Buffer[] = [];
  const output = new CsvOutput(undefined, dialect);
  let next = 0;
  let isText = true;
  for (const [i, reference] of references.entries()) {
    const { data } = reference;
    if (i > 0) output.byte(output.separatorByte);
    if (data.kind === "constant") cellWriter(reference, new Map(), dialect, () => false)(output, 0);
    else if (data.kind === "source" && data.index >= next) {
      const { dtype, chunks } = columns[data.index];
      isText &&= dtype === "object" && chunks === undefined;
      kept[data.index] = 1;
      next = data.index + 1;
      texts.push(Buffer.from(output.take()));
    } else return undefined;
  }
  output.byte(LF);
  texts.push(Buffer.from(output.take()));
  if (texts.length === 1 || !(isText || knowsAltered)) return undefined;
  const isAll = next === columns.length;
  const isWhole = kept.every((keeps) => keeps === 1) && references.length === columns.length;
  return {
    kept: kept.subarray(0, next),
    isAll,
    texts,
    separator: output.separatorByte,
    isText,
    isWhole,
  };
}
