import { growTo, startWasm, type WasmMemory } from "@mlebench/disk/wasm";
import { observeRowsWasm } from "./observe-rows-wasm.generated.js";
import type { ObservedColumns } from "./observed-columns.js";
import { packedSpellings, wasmMargin } from "./wasm-text.js";

/** What `assembly/observe-rows.ts` exports; its comments say what each is. */
interface Exports {
  readonly memory: WasmMemory;
  base(): number;
  begin(
    width: number,
    separator: number,
    lineEnd: number,
    longestNumber: number,
    spellings: number,
    rowStarts: number,
    rowsAltered: number,
    columns: number,
    bytes: number,
  ): void;
  observe(length: number, most: number, row: number, offset: number): number;
  usedBytes(): number;
  endsWithin(): boolean;
}

/** Looks at a cell of the lines that are observed. */
export type LookAtCell = (column: number, start: number, row: number) => number;

/** The WebAssembly of a thread that observes lines, with its memory. */
export interface RowObserver {
  readonly wasm: Exports;
  /** Where the lines' bytes go, as many as were asked for. */
  bytes: Uint8Array;
  /** What was found of rows. */
  rowStarts: Uint32Array;
  rowsAltered: Uint8Array;
  /** What is known of columns, in 32-bit integers and in bytes. */
  columnWords: Int32Array;
  columnBytes: Uint8Array;
}

/** So many rows are observed at a time. */
export const mostRows = 2 ** 15;

/** Of what is known of a column, see `assembly/observe-rows.ts`: its size, and the places of members. */
const columnSize = 20;
const word = { codes: 0, firstNonInteger: 1, firstNonUnsigned: 2, integerBits: 3 } as const;
const byte = { textOnly: 16, seen: 17, traits: 18, integersAlter: 19 } as const;

/** Undefined where there cannot be one. */
export function newRowObserver(oddCell: LookAtCell): RowObserver | undefined {
  const wasm = startWasm<Exports>(observeRowsWasm, { "observe-rows": { oddCell } });
  if (wasm === undefined) return undefined;
  const [bytes, words] = [new Uint8Array(0), new Int32Array(0)];
  return {
    wasm,
    bytes,
    rowStarts: new Uint32Array(0),
    rowsAltered: bytes,
    columnWords: words,
    columnBytes: bytes,
  };
}

/**
 * Prepares an observer for lines of so many bytes, and gives it what is known of the columns.
 * @param ends the bytes that follow cells, and the last of a line
 */
export function beginObserving(
  observer: RowObserver,
  columns: ObservedColumns,
  ends: { cell: number; line: number },
  length: number,
): void {
  const { wasm } = observer;
  const { width } = columns;
  const spellingsAt = wasm.base();
  const rowStartsAt = spellingsAt + packedSpellings.length;
  const rowsAlteredAt = rowStartsAt + 4 * mostRows;
  const columnsAt = rowsAlteredAt + mostRows;
  const bytesAt = columnsAt + columnSize * width;
  growTo(wasm.memory, bytesAt + length + wasmMargin);
  const { buffer } = wasm.memory;
  new Uint8Array(buffer, spellingsAt).set(packedSpellings);
  observer.rowStarts = new Uint32Array(buffer, rowStartsAt, mostRows);
  observer.rowsAltered = new Uint8Array(buffer, rowsAlteredAt, mostRows);
  observer.columnWords = new Int32Array(buffer, columnsAt, (columnSize / 4) * width);
  observer.columnBytes = new Uint8Array(buffer, columnsAt, columnSize * width);
  observer.bytes = new Uint8Array(buffer, bytesAt, length);
  for (let column = 0; column < width; column++) giveColumn(observer, columns, column);
  const longest = Math.min(columns.longestNumber, 2 ** 31 - 1);
  wasm.begin(
    width,
    ends.cell,
    ends.line,
    longest,
    spellingsAt,
    rowStartsAt,
    rowsAlteredAt,
    columnsAt,
    bytesAt,
  );
}

/** Takes what the observer found out about all columns. */
export function takeColumns(observer: RowObserver, columns: ObservedColumns): void {
  for (let column = 0; column < columns.width; column++) takeColumn(observer, columns, column);
}

/** Gives the observer what is known of a column. */
export function giveColumn(
  { columnWords, columnBytes }: RowObserver,
  { inference, integerBits, traits, integersAlter }: ObservedColumns,
  column: number,
): void {
  const words = (columnSize / 4) * column;
  columnWords[words + word.codes] = inference.codes[column];
  columnWords[words + word.firstNonInteger] = inference.firstNonInteger[column];
  columnWords[words + word.firstNonUnsigned] = inference.firstNonUnsigned[column];
  columnWords[words + word.integerBits] = integerBits[column];
  const bytes = columnSize * column;
  columnBytes[bytes + byte.textOnly] = inference.textOnly[column];
  columnBytes[bytes + byte.seen] = inference.seen[column];
  columnBytes[bytes + byte.traits] = traits[column];
  columnBytes[bytes + byte.integersAlter] = integersAlter[column];
}

/** Takes what the observer found out about a column. */
export function takeColumn(
  { columnWords, columnBytes }: RowObserver,
  { inference, traits }: ObservedColumns,
  column: number,
): void {
  const words = (columnSize / 4) * column;
  inference.codes[column] = columnWords[words + word.codes];
  inference.firstNonInteger[column] = columnWords[words + word.firstNonInteger];
  inference.firstNonUnsigned[column] = columnWords[words + word.firstNonUnsigned];
  const bytes = columnSize * column;
  inference.seen[column] = columnBytes[bytes + byte.seen];
  traits[column] = columnBytes[bytes + byte.traits];
}
