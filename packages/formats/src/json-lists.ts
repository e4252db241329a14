import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { isMlebenchError, UserError } from "@mlebench/core";
import { type PythonJson, type PythonJsonObject, parsePythonJson, quickMember } from "./python-json.js";
import { RandomReader } from "./random-reader.js";

export type JsonEncoding = "utf8" | "latin1";

const blockBytes = 1 << 20;
const [quotationMark, comma, backslash] = [0x22, 0x2c, 0x5c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * A JSON file with one object. Its lists may be larger than memory and than the longest string of JavaScript. Lists directly
 * inside the object stay in the file: only where their items are is known, and an item is parsed each time that it is
 * read. All else is in memory.
 */
export class JsonLists {
  /** The object in its order; its lists are iterated from the file. */
  readonly fields: ReadonlyMap<string, PythonJson | JsonList>;
  /** One for each list, so that lists can be read side by side. */
  private readonly readers: RandomReader[] = [];

  /**
   * Reads the file once, without parsing items.
   * @throws UserError if it is missing, is not JSON, or holds no object
   */
  constructor(
    readonly file: string,
    encoding: JsonEncoding = "utf8",
  ) {
    const { rest, lists } = scan(file);
    const outline = parsePythonJson(decode(rest, encoding, file), file);
    if (!(outline instanceof Map)) throw new UserError("Invalid JSON", { file, expected: "an object" });
    this.fields = new Map(
      Array.from(outline, ([name, value]) => [
        name,
        Array.isArray(value)
          ? new JsonList(this.newReader(), encoding, name, lists[Number(value[0])])
          : value,
      ]),
    );
  }

  close(): void {
    for (const reader of this.readers) reader.close();
  }

  private newReader(): RandomReader {
    const reader = new RandomReader(this.file);
    this.readers.push(reader);
    return reader;
  }

  /** @throws UserError if the object has no such list */
  list(name: string): JsonList {
    const list = this.fields.get(name);
    if (list instanceof JsonList) return list;
    throw new UserError(`Missing list \`${name}\``, { file: this.file, expected: "a list of JSON objects" });
  }
}

/** A list in a JSON file. */
export class JsonList implements Iterable<PythonJson> {
  constructor(
    private readonly reader: RandomReader,
    private readonly encoding: JsonEncoding,
    private readonly name: string,
    private readonly places: Places,
  ) {}

  get length(): number {
    return this.places.length;
  }

  /** @throws UserError if it is not JSON */
  item(position: number): PythonJson {
    return this.read(position, (text) => parsePythonJson(text, this.reader.file));
  }

  /**
   * A member of an object, faster than all of them.
   * @throws UserError if the item is no JSON object
   */
  member(position: number, name: string): PythonJson | undefined {
    return this.read(position, (text) => quickMember(text, name)) ?? this.object(position).get(name);
  }

  /** What is made of the text of an item. Errors say which item it is. */
  private read<T>(position: number, make: (text: string) => T): T {
    const { file } = this.reader;
    const bytes = this.reader.read(this.places.starts[position], this.places.lengths[position]);
    try {
      return make(decode(bytes, this.encoding, file));
    } catch (error) {
      if (!isMlebenchError(error)) throw error;
      const { expected } = error.details;
      throw new UserError(error.headline, {
        file,
        row: position + 1,
        column: this.name,
        expected,
        cause: error,
      });
    }
  }

  /** @throws UserError if it is no JSON object */
  object(position: number): PythonJsonObject {
    const item = this.item(position);
    if (item instanceof Map) return item;
    const { file } = this.reader;
    throw new UserError("Invalid item", {
      file,
      row: position + 1,
      column: this.name,
      expected: "an object",
    });
  }

  /** All items, which must be JSON objects. */
  *objects(): Generator<PythonJsonObject> {
    for (let position = 0; position < this.length; position++) yield this.object(position);
  }

  *[Symbol.iterator](): Generator<PythonJson> {
    for (let position = 0; position < this.length; position++) yield this.item(position);
  }
}

/** Where the items of a list are. Numbers only: there may be millions. */
class Places {
  starts = new Float64Array(1024);
  lengths = new Uint32Array(1024);
  length = 0;

  add(start: number, end: number): void {
    if (this.length === this.starts.length) {
      const [starts, lengths] = [this.starts, this.lengths];
      this.starts = new Float64Array(2 * this.length);
      this.lengths = new Uint32Array(2 * this.length);
      this.starts.set(starts);
      this.lengths.set(lengths);
    }
    this.starts[this.length] = start;
    this.lengths[this.length++] = end - start;
  }
}

/**
 * Finds the items of all lists directly inside an object.
 * @returns what remains of the file when every such list holds nothing but its number
 */
function scan(file: string): { rest: Buffer; lists: Places[] } {
  const rest: Buffer[] = [];
  const lists: Places[] = [];
  let list: Places | undefined;
  let [depth, itemStart, isBlank] = [0, 0, true];
  let [isString, isEscaped] = [false, false];

  for (const { block, position } of blocksOf(file)) {
    let keptFrom = list === undefined ? 0 : -1;
    for (let i = 0; i < block.length; i++) {
      const byte = block[i];
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quotationMark) isString = false;
        continue;
      }
      if (byte <= 0x20) continue;
      if (byte === comma) {
        if (depth !== 2 || list === undefined) continue;
        list.add(itemStart, position + i);
        itemStart = position + i + 1;
        continue;
      }
      const isEnd = byte === closeBracket && depth === 2 && list !== undefined;
      if (!isEnd) isBlank = false;
      if (byte === quotationMark) isString = true;
      else if (byte === openBracket || byte === openBrace) {
        depth++;
        if (depth !== 2 || byte !== openBracket) continue;
        rest.push(Buffer.from(block.subarray(keptFrom, i + 1)), Buffer.from(String(lists.length)));
        list = new Places();
        lists.push(list);
        [keptFrom, itemStart, isBlank] = [-1, position + i + 1, true];
      } else if (byte === closeBracket || byte === closeBrace) {
        depth--;
        if (!isEnd || list === undefined) continue;
        if (!isBlank) list.add(itemStart, position + i);
        list = undefined;
        keptFrom = i;
      }
    }
    if (keptFrom !== -1) rest.push(Buffer.from(block.subarray(keptFrom)));
  }
  return { rest: Buffer.concat(rest), lists };
}

function* blocksOf(file: string): Generator<{ block: Buffer; position: number }> {
  const descriptor = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(blockBytes);
    for (let position = 0; ; ) {
      const count = readSync(descriptor, buffer, 0, blockBytes, position);
      if (count === 0) return;
      yield { block: buffer.subarray(0, count), position };
      position += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** @throws UserError when the bytes are not UTF-8 but should be */
function decode(bytes: Buffer, encoding: JsonEncoding, file: string): string {
  if (encoding === "utf8" && !isUtf8(bytes)) throw new UserError("File is not valid UTF-8", { file });
  return bytes.toString(encoding);
}
