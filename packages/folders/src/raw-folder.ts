import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { extractArchive } from "@mlebench/archives";
import { type Progress, UserError } from "@mlebench/core";
import { describeEntries, type ReadLinesOptions, readLines } from "@mlebench/disk";
import type { CocoIndex, CocoOptions } from "@mlebench/formats/coco";
import { readJsonList } from "@mlebench/formats/json-list";
import type { JsonEncoding, JsonLists } from "@mlebench/formats/json-lists";
import { type JsonRecords, openJsonRecords } from "@mlebench/formats/json-records";
import { type PythonJson, type PythonJsonObject, parsePythonJson } from "@mlebench/formats/python-json";
import { type CsvSourceOptions, compareText, readCsv, type Table } from "@mlebench/table";
import { entryFinder } from "./find-entry.js";
import { refuseGitLfsPointer } from "./git-lfs.js";

/**
 * The raw files of a competition, as downloaded from Kaggle. Names use `/` and are relative to the folder. A file that
 * does not exist under its own name is found under one that differs only in case or Unicode form.
 */
export class RawFolder {
  private readonly find: (name: string) => string | undefined;
  private last: string;
  private readonly opened: JsonLists[] = [];

  constructor(
    readonly path: string,
    private readonly progress: (progress: Progress) => void,
  ) {
    this.find = entryFinder(path);
    this.last = path;
  }

  /** The file or folder that was read last; the entire folder before that. */
  get lastRead(): string {
    return this.last;
  }

  /** Absolute path of a file or folder inside, whether or not it exists. */
  resolve(name: string): string {
    return this.find(name) ?? join(this.path, name);
  }

  has(name: string): boolean {
    return existsSync(this.resolve(name));
  }

  /** @throws UserError if the file is missing, naming what the folder contains, or if it is a Git-LFS pointer */
  require(name: string): string {
    const path = this.resolve(name);
    if (!existsSync(path)) {
      const inside = nearestFolder(dirname(path), this.path);
      const where = inside === this.path ? "The raw data" : `\`${relative(this.path, inside)}/\``;
      throw new UserError(`Missing raw file \`${name}\``, {
        file: path,
        hint: `${where} holds ${describeEntries(inside)}. If the file is elsewhere, name its folder or archive with \`--from\`.`,
      });
    }
    refuseGitLfsPointer(path);
    this.last = path;
    return path;
  }

  /** @throws UserError if the file is missing or empty; CsvError if it is not CSV */
  csv(name: string, options: CsvSourceOptions = {}): Table {
    const file = this.require(name);
    if (statSync(file).size === 0)
      throw new UserError(`Raw file \`${name}\` is empty`, {
        file,
        expected: "a CSV file with a header",
        hint: "Check that the raw data is complete, and extract or download it again if not.",
      });
    return readCsv(file, "raw", options);
  }

  async parquet(name: string): Promise<Table> {
    const { readParquet } = await import("@mlebench/formats/parquet");
    return readParquet(this.require(name));
  }

  /**
   * The same in tables of about a million rows, one after the other, for a file that memory would not hold.
   * @param columns only these, in this order
   */
  async *parquetBatches(name: string, columns?: readonly string[]): AsyncGenerator<Table> {
    const { readParquetBatches } = await import("@mlebench/formats/parquet");
    yield* readParquetBatches(this.require(name), { columns });
  }

  text(name: string): string {
    return readFileSync(this.require(name), "utf8");
  }

  /**
   * Lines of a text file as bytes, without their ends: `\n`, `\r\n`, and `\r` end lines, as in Python's text mode. The
   * bytes of a line are overwritten when the next one is requested.
   * @param options.keepEnds whether each line ends in `\n`; the last line of the file may not. @default false
   */
  lines(name: string, options: Pick<ReadLinesOptions, "keepEnds"> = {}): Generator<Buffer> {
    return readLines(this.require(name), options);
  }

  /**
   * A JSON file as Python's `json.load` reads it: ints are bigints, floats numbers, objects maps.
   * @param options.encoding of the file. @default "utf8"
   * @throws UserError if the file is missing, not in the encoding, or not JSON
   */
  json(name: string, { encoding = "utf8" }: { encoding?: "utf8" | "latin1" } = {}): PythonJson {
    const path = this.require(name);
    const bytes = readFileSync(path);
    return parsePythonJson(encoding === "latin1" ? bytes.toString("latin1") : decodeUtf8(bytes, path), path);
  }

  /**
   * A COCO index of labeled images, however large. Its lists stay in the file, which is open until the preparation ends.
   * @throws UserError if the file is missing or no such index
   */
  async coco(name: string, { encoding, imageId = "id" }: CocoOptions = {}): Promise<CocoIndex> {
    const { CocoIndex } = await import("@mlebench/formats/coco");
    return new CocoIndex(await this.jsonLists(name, { encoding }), imageId);
  }

  /**
   * A JSON file with one object of lists, however large. The lists stay in the file, which is open until the preparation
   * ends; an item is read each time that it is asked for.
   * @throws UserError if the file is missing or no JSON object
   */
  async jsonLists(name: string, { encoding }: { encoding?: JsonEncoding } = {}): Promise<JsonLists> {
    const { JsonLists } = await import("@mlebench/formats/json-lists");
    const json = new JsonLists(this.require(name), encoding);
    this.opened.push(json);
    return json;
  }

  /** Closes what is still open. */
  close(): void {
    for (const file of this.opened.splice(0)) file.close();
  }

  /**
   * Items of a file that holds one JSON list, one after the other, so that memory need not hold the entire list.
   * @throws UserError if the file is missing or not a JSON list in UTF-8
   */
  jsonList(name: string): Generator<PythonJson> {
    return readJsonList(this.require(name));
  }

  /**
   * A JSON list of objects that all have the same fields, in any order.
   * @param needed fields that they must have
   * @param options.alike whether all must have the same fields, as what becomes a table does. @default true
   * @throws UserError with the file and row if it is not such a list, or lacks a field
   */
  records(
    name: string,
    needed: readonly string[] = [],
    { alike = true }: { alike?: boolean } = {},
  ): PythonJsonObject[] {
    const list = this.json(name);
    const file = this.resolve(name);
    const hint = "Compare the file with the one on Kaggle.";
    const first = Array.isArray(list) ? list[0] : undefined;
    if (!Array.isArray(list) || !(first instanceof Map)) {
      throw new UserError("No records found", { file, expected: "a list of JSON objects", hint });
    }
    const lacking = needed.find((field) => !first.has(field));
    if (lacking !== undefined)
      throw new UserError(`Records have no field \`${lacking}\``, { file, column: lacking, hint });
    return list.map((record, i) => {
      const fields = alike ? [...first.keys()] : needed;
      const isAlike =
        record instanceof Map &&
        (record.size === first.size || !alike) &&
        fields.every((key) => record.has(key));
      if (isAlike) return record;
      throw new UserError("Record fields differ from the first record", { file, row: i + 1, hint });
    });
  }

  /**
   * The same, of a file that memory would not hold: objects are read one by one.
   * @param needed fields that they must have
   * @throws UserError with the file and row if it is not such a list, or lacks a field
   */
  openRecords(name: string, needed: readonly string[] = []): JsonRecords {
    const file = this.require(name);
    const records = openJsonRecords(file);
    const lacking = needed.find((field) => !records.fields.includes(field));
    if (lacking === undefined) return records;
    const hint = "Compare the file with the one on Kaggle.";
    throw new UserError(`Records have no field \`${lacking}\``, { file, column: lacking, hint });
  }

  /**
   * Extracts an archive of this folder next to itself, or into another folder inside. Where browsers have extracted and
   * deleted it, what came out is taken as it is.
   */
  async extract(name: string, into = dirname(name)): Promise<void> {
    if (!this.has(name) && this.has(withoutEnding(name))) return;
    await extractArchive(this.require(name), this.resolve(into), { onProgress: this.progress });
  }

  /**
   * Names of the entries of a folder inside, sorted by code point as Python does.
   * @param suffix only those that end so
   */
  list(folder: string, suffix = ""): string[] {
    return readdirSync(this.require(folder))
      .filter((name) => name.endsWith(suffix))
      .sort(compareText);
  }

  /** Names of the folders directly inside a folder, sorted by code point. */
  folders(folder: string): string[] {
    const path = this.require(folder);
    return this.list(folder).filter((name) => statSync(join(path, name)).isDirectory());
  }

  /**
   * Paths of all files below a folder, relative to it, sorted part by part as Python sorts `Path` objects: `a/x` comes
   * before `a-b/x`.
   * @param suffix only those that end so
   */
  walk(folder: string, suffix = ""): string[] {
    const below = (path: string): string[] =>
      readdirSync(path)
        .sort(compareText)
        .flatMap((name) => {
          const isFolder = statSync(join(path, name)).isDirectory();
          return isFolder ? below(join(path, name)).map((inner) => `${name}/${inner}`) : [name];
        });
    return below(this.require(folder)).filter((path) => path.endsWith(suffix));
  }
}

const withoutEnding = (name: string): string => name.replace(/\.(zip|7z|tar|tgz|tar\.gz|gz)$/i, "");

/** The closest folder at or above `folder` that is there, but none above `root`. */
function nearestFolder(folder: string, root: string): string {
  return folder === root || existsSync(folder) ? folder : nearestFolder(dirname(folder), root);
}

/** @throws UserError when the bytes are not UTF-8 */
function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError("File is not valid UTF-8", { file, cause });
  }
}
