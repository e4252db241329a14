import { UserError } from "@mlebench/core";
import type { PrepareFolders } from "@mlebench/folders";
import { formatPythonJson, type PythonJsonObject } from "@mlebench/formats/python-json";

export type Part = "train" | "test";
export const parts: readonly Part[] = ["train", "test"];

/** One value for each part. */
export const forParts = <T>(make: (part: Part) => T): Record<Part, T> => ({
  train: make("train"),
  test: make("test"),
});

type Folders = Pick<PrepareFolders, "raw" | "pub">;

const fileOf = (part: Part, table: string): string => `${part}_data/${table}.json`;

/**
 * Records of a raw table, one after the other: together the tables are larger than memory should hold.
 * @param fields with text that each record must have
 */
export function* readTable<Field extends string>(
  { raw }: Folders,
  table: string,
  fields: readonly Field[],
): Generator<[PythonJsonObject, Record<Field, string>]> {
  const name = fileOf("train", table);
  let row = 0;
  for (const record of raw.jsonList(name)) {
    row++;
    const texts = fields.map((field) => (record instanceof Map ? record.get(field) : undefined));
    const lacking = texts.findIndex((text) => typeof text !== "string");
    if (!(record instanceof Map) || lacking !== -1) {
      const file = raw.resolve(name);
      throw new UserError("Invalid record", { file, row, column: fields[lacking], expected: "a string" });
    }
    yield [record, Object.fromEntries(fields.map((field, i) => [field, texts[i]])) as Record<Field, string>];
  }
}

/**
 * Writes each record of a table to the table of its part.
 * @param partOf the part of a record by its fields; undefined if they refer to nothing
 * @param published parts that are written. @default both
 */
export function splitTable<Field extends string>(
  folders: Folders,
  table: string,
  fields: readonly Field[],
  partOf: (fields: Record<Field, string>) => Part | undefined,
  published: readonly Part[] = parts,
): void {
  const writers = new Map(published.map((part) => [part, folders.pub.jsonList(fileOf(part, table))]));
  let row = 0;
  for (const [record, texts] of readTable(folders, table, fields)) {
    row++;
    const part = partOf(texts);
    if (part === undefined) {
      const file = folders.raw.resolve(fileOf("train", table));
      throw new UserError("Record refers to nothing", { file, row, expected: `a known ${fields.at(-1)}` });
    }
    writers.get(part)?.write(formatPythonJson(record));
  }
  for (const writer of writers.values()) writer.close();
}

/** Writes the records with the tokens of each part, in the order of the tokens; every record belongs to a part. */
export function pickFromTable(
  folders: Folders,
  table: string,
  tokens: Readonly<Record<Part, Iterable<string>>>,
): void {
  const records = new Map<string, Buffer>();
  let count = 0;
  for (const [record, { token }] of readTable(folders, table, ["token"])) {
    records.set(token, Buffer.from(formatPythonJson(record)));
    count++;
  }
  const used = new Set<string>();
  for (const part of parts) {
    const writer = folders.pub.jsonList(fileOf(part, table));
    for (const token of tokens[part]) {
      const json = records.get(token);
      if (json === undefined) continue;
      writer.write(json);
      used.add(token);
    }
    writer.close();
  }
  if (used.size === count && records.size === count) return;
  throw new UserError("Records differ from those that sample_data.json refers to", {
    file: folders.raw.resolve(fileOf("train", table)),
    expected: `${used.size} records, instead of ${count}`,
  });
}
