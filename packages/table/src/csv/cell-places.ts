import type { LineEnd } from "./line-end.js";
import { type PlainLine, packCell, scanPlainLine } from "./plain-lines.js";
import type { RowCells } from "./row-tokenizer.js";
import { CellForm } from "./row-tokenizer.js";

/** Files with more columns are split again for every column that is read, as those are that are not graded. */
const mostColumns = 1024;

/** In longer segments, the place of a cell does not fit into its number. */
const longestSegment = 2 ** 29;

/** Lines in a row that were not plain, after which no more are tried until the next segment. */
const mostFailures = 32;

/** Keeps where the cells of a segment's lines end, and reads plain lines in one pass. */
export class CellPlaces {
  private readonly line: PlainLine;
  private rows = 0;
  private failures = 0;
  /** False once a line has more or fewer cells than columns. */
  private complete = true;

  private constructor(private readonly width: number) {
    const places = new Uint32Array(0);
    this.line = { codes: new Uint8Array(width), signs: new Uint8Array(width), places, at: 0 };
  }

  /** Undefined for a file with too many columns. */
  static forWidth(width: number): CellPlaces | undefined {
    return width > mostColumns ? undefined : new CellPlaces(width);
  }

  /** For every segment, before its lines. @param keep false for one that is not to be kept in memory */
  begin(length: number, keep: boolean): void {
    this.line.places = new Uint32Array(keep ? Math.max(this.width, length >> 4) : 0);
    this.rows = 0;
    this.failures = 0;
    this.complete = keep && length < longestSegment;
  }

  private reserve(): void {
    const needed = (this.rows + 1) * this.width;
    if (needed <= this.line.places.length) return;
    const larger = new Uint32Array(Math.max(needed, this.line.places.length * 2));
    larger.set(this.line.places);
    this.line.places = larger;
  }

  /** Whether it is worthwhile to try {@link scan}. */
  get hopeful(): boolean {
    return this.complete && this.failures < mostFailures;
  }

  /**
   * Reads the line at `from` if it is plain: see {@link scanPlainLine}.
   * @returns where the next line begins; -1 for a line that has to be read otherwise and passed to {@link add}
   */
  scan(bytes: Buffer, from: number, textOnly: Uint8Array, lineEnd: LineEnd): number {
    this.reserve();
    this.line.at = this.rows * this.width;
    const next = scanPlainLine(bytes, from, textOnly, this.width, lineEnd, this.line);
    if (next < 0) this.failures++;
    else {
      this.failures = 0;
      this.rows++;
    }
    return next;
  }

  /** The line that {@link scan} read last. */
  get last(): PlainLine {
    return this.line;
  }

  /** Takes a line that was split into cells. */
  add({ starts, forms, count, textEnd }: RowCells): void {
    if (!this.complete) return;
    if (count !== this.width) {
      this.complete = false;
      return;
    }
    this.reserve();
    const at = this.rows * this.width;
    for (let i = 0; i < count; i++) {
      const quoted = i + 1 < count && isUnquoted(forms[i + 1]) ? 2 : 1;
      this.line.places[at + i] = packCell(
        i + 1 < count ? starts[i + 1] - quoted : textEnd,
        forms[i] as CellForm,
      );
    }
    this.rows++;
  }

  /** The places of all cells of the segment; undefined where a line has other than as many cells as columns. */
  finish(): Uint32Array | undefined {
    const { places } = this.line;
    this.line.places = new Uint32Array(0);
    return this.complete ? places.subarray(0, this.rows * this.width) : undefined;
  }
}

/** Whether a cell's range leaves out the quotes around it. */
export const isUnquoted = (form: number): boolean =>
  form === CellForm.needlesslyQuoted || form === CellForm.quoted;
