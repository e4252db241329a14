import { readSync } from "node:fs";
import type { ColumnMetaData, Compressors, PageHeader, SchemaElement } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage, readDataPage, readDataPageV2 } from "hyparquet/src/datapage.js";
import type { ColumnDecoder, DecodedArray } from "hyparquet/src/types.js";
import { decompressLz4, decompressLz4Raw, compressors as theirCompressors } from "hyparquet-compressors";

/** The values of a page: fixed-width little-endian numbers, bits of booleans, or texts. */
export type PageValues =
  | { readonly kind: "fixed"; readonly bytes: Uint8Array<ArrayBuffer>; readonly width: 4 | 8 }
  | { readonly kind: "bits"; readonly bytes: Uint8Array }
  | { readonly kind: "flags"; readonly flags: Uint8Array }
  | { readonly kind: "text"; readonly texts: readonly string[] };

/** One decoded data page of a flat column. */
export interface Page {
  readonly rows: number;
  /** 1 where a row has a value; undefined when every row has one. */
  readonly present: Uint8Array | undefined;
  /** Which of `values` each present row has; undefined when they are in order. */
  readonly indexes: Uint32Array | undefined;
  readonly values: PageValues;
}

/** What is needed to decode the pages of a column. */
export interface ColumnShape {
  readonly element: SchemaElement;
  readonly optional: boolean;
  /** hyparquet's path from the root of the schema to this column. */
  readonly schemaPath: ColumnDecoder["schemaPath"];
}

/** hyparquet's LZ4 refuses a page without bytes, such as the dictionary of a column without values. */
const compressors: Compressors = {
  ...theirCompressors,
  LZ4: (input, length) => (length === 0 ? new Uint8Array(0) : decompressLz4(input, length)),
  LZ4_RAW: (input, length) => (length === 0 ? new Uint8Array(0) : decompressLz4Raw(input, length)),
};

const windowSize = 1 << 20;
/** Far longer than any page header: those hold a few numbers and, at worst, two truncated bounds. */
const headerReserve = 1 << 16;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Pages of one column chunk, read from the file as they are asked for. */
export function* pagesOf(file: number, chunk: ColumnMetaData, shape: ColumnShape): Generator<Page> {
  const window = chunkWindow(file, chunk);
  let dictionary: PageValues | undefined;
  let rows = 0;
  while (rows < Number(chunk.num_values)) {
    const { header, bytes } = window.next();
    if (header.type === "DICTIONARY_PAGE") {
      dictionary = dictionaryOf(header, bytes, chunk, shape);
      continue;
    }
    if (header.type !== "DATA_PAGE" && header.type !== "DATA_PAGE_V2") continue;
    const page = decodePage(header, bytes, chunk, shape, dictionary);
    rows += page.rows;
    yield page;
  }
}

function chunkWindow(file: number, chunk: ColumnMetaData) {
  const dictionaryOffset = Number(chunk.dictionary_page_offset ?? 0n);
  const dataOffset = Number(chunk.data_page_offset);
  let position = dictionaryOffset > 0 ? Math.min(dictionaryOffset, dataOffset) : dataOffset;
  const end = position + Number(chunk.total_compressed_size);
  let window = new Uint8Array(0);
  let start = position;

  const need = (count: number) => {
    const wanted = Math.min(count, end - position);
    if (position + wanted <= start + window.length) return;
    window = new Uint8Array(Math.min(Math.max(wanted, windowSize), end - position));
    start = position;
    for (let filled = 0; filled < window.length; ) {
      const got = readSync(file, window, filled, window.length - filled, start + filled);
      if (got === 0) throw new Error("the file ends in the middle of a column");
      filled += got;
    }
  };

  return {
    next(): { header: PageHeader; bytes: Uint8Array } {
      if (position >= end) throw new Error("a column chunk ends before its last row");
      need(headerReserve);
      const reader = {
        view: new DataView(window.buffer, window.byteOffset, window.byteLength),
        offset: position - start,
      };
      const header = parquetHeader(reader);
      position = start + reader.offset;
      const size = header.compressed_page_size;
      if (!(size >= 0) || position + size > end) throw new Error("a page is longer than its column chunk");
      need(size);
      const bytes = window.subarray(position - start, position - start + size);
      position += size;
      return { header, bytes };
    },
  };
}

function dictionaryOf(
  header: PageHeader,
  bytes: Uint8Array,
  chunk: ColumnMetaData,
  { element }: ColumnShape,
): PageValues {
  const page = decompressPage(bytes, header.uncompressed_page_size, chunk.codec, compressors);
  return plainValues(page, 0, header.dictionary_page_header?.num_values ?? 0, element);
}

function decodePage(
  header: PageHeader,
  bytes: Uint8Array,
  chunk: ColumnMetaData,
  shape: ColumnShape,
  dictionary: PageValues | undefined,
): Page {
  const first = header.data_page_header;
  const second = header.data_page_header_v2;
  const encoding = first?.encoding ?? second?.encoding;
  const rows = first?.num_values ?? second?.num_values ?? 0;
  const isDictionary = encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY";
  if (encoding !== "PLAIN" && !isDictionary) return decodeRare(header, bytes, chunk, shape, rows);

  let body: Uint8Array;
  let offset = 0;
  let present: Uint8Array | undefined;
  if (second !== undefined) {
    const levels = second.repetition_levels_byte_length + second.definition_levels_byte_length;
    if (shape.optional) {
      present = presence(
        bytes,
        second.repetition_levels_byte_length,
        second.definition_levels_byte_length,
        rows,
      );
    }
    body = bytes.subarray(levels);
    if (second.is_compressed !== false) {
      body = decompressPage(body, header.uncompressed_page_size - levels, chunk.codec, compressors);
    }
  } else {
    body = decompressPage(bytes, header.uncompressed_page_size, chunk.codec, compressors);
    if (shape.optional) {
      const length = viewOf(body).getUint32(0, true);
      present = presence(body, 4, length, rows);
      offset = 4 + length;
    }
  }

  const count = present === undefined ? rows : sum(present);
  if (!isDictionary)
    return { rows, present, indexes: undefined, values: plainValues(body, offset, count, shape.element) };
  if (dictionary === undefined) {
    if (count > 0) throw new Error("a page refers to a dictionary that is not there");
    return { rows, present, indexes: undefined, values: plainValues(body, 0, 0, shape.element) };
  }
  const indexes = new Uint32Array(count);
  if (count > 0) decodeHybrid(body, offset + 1, body.length, body[offset], indexes);
  return { rows, present, indexes, values: dictionary };
}

/** Encodings that are rare enough to be left to hyparquet: delta encodings, byte stream split, RLE booleans. */
function decodeRare(
  header: PageHeader,
  bytes: Uint8Array,
  chunk: ColumnMetaData,
  shape: ColumnShape,
  rows: number,
): Page {
  const column = {
    ...chunk,
    pathInSchema: chunk.path_in_schema,
    element: shape.element,
    schemaPath: shape.schemaPath,
    compressors,
  } as unknown as ColumnDecoder;
  const { definitionLevels, dataPage } =
    header.data_page_header === undefined
      ? readDataPageV2(bytes, header, column)
      : readDataPage(
          decompressPage(bytes, header.uncompressed_page_size, chunk.codec, compressors),
          header.data_page_header,
          column,
        );
  const levels =
    definitionLevels !== undefined && definitionLevels.length > 0
      ? Uint8Array.from(definitionLevels)
      : undefined;
  const present = levels?.every((level) => level === 1) ? undefined : levels;
  return { rows, present, indexes: undefined, values: rareValues(dataPage, shape.element) };
}

function rareValues(values: DecodedArray, { type }: SchemaElement): PageValues {
  if (type === "BOOLEAN") return { kind: "flags", flags: Uint8Array.from(values as boolean[], Number) };
  if (type === "BYTE_ARRAY") {
    return { kind: "text", texts: Array.from(values as Uint8Array[], (bytes) => decoder.decode(bytes)) };
  }
  if (ArrayBuffer.isView(values)) {
    const width = values.BYTES_PER_ELEMENT;
    if (width !== 4 && width !== 8) throw new Error("a page holds values of an unexpected width");
    const bytes = new Uint8Array(values.byteLength);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return { kind: "fixed", bytes, width };
  }
  throw new Error("a page holds values of an unexpected type");
}

function plainValues(
  page: Uint8Array,
  offset: number,
  count: number,
  { type, name }: SchemaElement,
): PageValues {
  switch (type) {
    case "INT64":
    case "DOUBLE":
    case "INT32": {
      const width = type === "INT32" ? 4 : 8;
      const start = page.byteOffset + offset;
      if (offset + count * width > page.length) throw new Error("a page ends before its last value");
      const bytes =
        start % width === 0 && page.buffer instanceof ArrayBuffer
          ? new Uint8Array(page.buffer, start, count * width)
          : new Uint8Array(page.subarray(offset, offset + count * width));
      return { kind: "fixed", bytes, width };
    }
    case "BOOLEAN":
      return { kind: "bits", bytes: page.subarray(offset) };
    case "BYTE_ARRAY":
      return { kind: "text", texts: plainTexts(page, offset, count) };
    default:
      throw new Error(`column "${name}" has the unsupported type ${type}`);
  }
}

function plainTexts(page: Uint8Array, offset: number, count: number): string[] {
  const view = viewOf(page);
  const texts = new Array<string>(count);
  let position = offset;
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(position, true);
    position += 4;
    if (position + length > page.length) throw new Error("a page ends in the middle of a text");
    texts[i] = decoder.decode(page.subarray(position, position + length));
    position += length;
  }
  return texts;
}

/** Definition levels of a flat optional column: 1 for a value, 0 for none; undefined when all are 1. */
function presence(bytes: Uint8Array, offset: number, length: number, rows: number): Uint8Array | undefined {
  const levels = new Uint8Array(rows);
  decodeHybrid(bytes, offset, offset + length, 1, levels);
  return sum(levels) === rows ? undefined : levels;
}

function sum(levels: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < levels.length; i++) total += levels[i];
  return total;
}

/**
 * Decodes Parquet's hybrid of run lengths and bit-packed groups of eight.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export function decodeHybrid(
  bytes: Uint8Array,
  offset: number,
  end: number,
  width: number,
  out: Uint8Array | Uint32Array,
): void {
  if (width === 0) {
    out.fill(0);
    return;
  }
  const total = out.length;
  const valueBytes = (width + 7) >> 3;
  let position = offset;
  let filled = 0;
  while (filled < total) {
    if (position >= end) throw new Error("run lengths end before their last value");
    let header = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[position++];
      header += (byte & 127) * scale;
      if (byte < 128) break;
    }
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value += bytes[position++] * 256 ** i;
      const stop = Math.min(filled + header / 2, total);
      out.fill(value, filled, stop);
      filled = stop;
      continue;
    }
    const groups = (header - 1) / 2;
    const stop = Math.min(filled + groups * 8, total);
    const next = position + groups * width;
    let buffer = 0;
    let bits = 0;
    const scale = 2 ** width;
    while (filled < stop) {
      // A double holds 53 bits: enough for the 31 left over and one more byte, without BigInt.
      while (bits < width) {
        buffer += (position < end ? bytes[position] : 0) * 2 ** bits;
        position++;
        bits += 8;
      }
      const rest = Math.floor(buffer / scale);
      out[filled++] = buffer - rest * scale;
      buffer = rest;
      bits -= width;
    }
    position = next;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
