import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readPythonMapping } from "@mlebench/agents";
import { type ErrorDetails, UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { aliasInput, fileKey, settingNames } from "./names.js";
import { readSetting } from "./read-setting.js";
import { readSettings, unknownSetting } from "./settings-table.js";
import type { GivenSettings, SettingAlias, SettingTable } from "./vocabulary.js";

/**
 * Reads a YAML (or JSON) file that holds settings by their snake_case names. Relative paths in it are relative to it.
 * Names and values of maps are read as those of an agent's `config.yaml`, as Python spells them.
 * @throws UserError with file and line for what is no YAML, an unknown setting, or an invalid value
 */
export function readSettingsFile<Table extends SettingTable>(
  path: string,
  table: Table,
): GivenSettings<Table> {
  const file = resolve(path);
  const text = readText(file);
  const entries = readEntries(text, file);
  const names = new Map(settingNames(table).map((one) => [fileKey(one.name), one]));
  requireKnown(entries, [...names.keys()], file);
  const places = new Map<string, { key: string; line: number }>();
  const inputs: Record<string, unknown> = {};
  for (const { key, value, line } of entries) {
    const { of: name, alias } = names.get(key) as { of: string; alias?: SettingAlias };
    const before = places.get(name);
    if (before !== undefined) throw givenTwice(before, { key, line }, file);
    places.set(name, { key, line });
    const isMapping = table[name].kind === "map" && isRecord(value);
    const input = isMapping ? readPythonMapping(text, file, key) : value;
    inputs[name] = alias === undefined ? input : aliasInput(alias, input);
  }
  return readSettings(table, inputs, {
    directory: dirname(file),
    nameOf: (name) => places.get(name)?.key ?? fileKey(name),
    detailsOf: (name) => ({ file, line: places.get(name)?.line }),
  });
}

/**
 * One setting of a file that is read completely later, if it is there.
 * @returns undefined also for a file that cannot be read
 */
export function peekSetting(path: string, table: SettingTable, name: string): string | undefined {
  const file = resolve(path);
  const keys = settingNames(table).flatMap((one) => (one.of === name ? fileKey(one.name) : []));
  const entry = entriesOf(file).find(({ key }) => keys.includes(key));
  const reading =
    entry === undefined ? undefined : readSetting(table[name], entry.value, { directory: dirname(file) });
  return reading !== undefined && "value" in reading ? String(reading.value) : undefined;
}

/** Keys of a file that are none of a table's; none for a file that cannot be read. */
export function unknownKeys(path: string, table: SettingTable): string[] {
  const known = settingNames(table).map(({ name }) => fileKey(name));
  return entriesOf(resolve(path)).flatMap(({ key }) => (known.includes(key) ? [] : key));
}

function entriesOf(file: string): Entry[] {
  try {
    return readEntries(readText(file), file);
  } catch {
    return [];
  }
}

/** The same key twice is no YAML; here a setting has two of its names. */
function givenTwice(first: Place, second: Place, file: string): UserError {
  return new UserError(`\`${first.key}\` (line ${first.line}) and \`${second.key}\` are the same setting`, {
    file,
    line: second.line,
    expected: "one of them",
  });
}

type Place = Pick<Entry, "key" | "line">;

interface Entry {
  key: string;
  value: unknown;
  line: number;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw cannotRead("configuration file", cause, file);
  }
}

function readEntries(text: string, file: string): Entry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const [error] = document.errors;
  if (error !== undefined) {
    throw new UserError(`Cannot parse the YAML: ${error.message.replace(/\.$/, "")}`, {
      file,
      line: lineAt(error.pos[0]),
    });
  }
  const { contents } = document;
  if (!isMap(contents)) {
    throw new UserError("Not a configuration file", { file, expected: "settings such as `timeout: 24h`" });
  }
  return contents.items.map(({ key, value }) => {
    const line = lineAt((key as Node).range?.[0] ?? 0);
    return {
      key: isScalar(key) ? String(key.value) : String(key),
      value: plainValue(value as Node | null, document, { file, line }),
      line,
    };
  });
}

/** @throws UserError for aliases that expand to too much, such as those of a YAML bomb */
function plainValue(node: Node | null, document: Document, place: ErrorDetails): unknown {
  try {
    return node?.toJS(document) ?? null;
  } catch (cause) {
    throw new UserError(`Cannot parse the YAML: ${(cause as Error).message}`, { ...place, cause });
  }
}

/** @throws UserError that names the first unknown setting, what may have been meant, and the other unknown ones */
function requireKnown(entries: readonly Entry[], known: readonly string[], file: string): void {
  const [first, ...others] = entries.filter(({ key }) => !known.includes(key));
  if (first === undefined) return;
  const error = unknownSetting(first.key, known, { file, line: first.line });
  if (others.length === 0) throw error;
  const also = others.map(({ key, line }) => `\`${key}\` (line ${line})`).join(", ");
  const hint = [error.details.hint, `Also unknown: ${also}.`].filter(Boolean).join(" ");
  throw new UserError(error.headline, { ...error.details, hint });
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
