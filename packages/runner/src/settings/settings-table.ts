import { type ErrorDetails, nearMatches, UserError } from "@mlebench/core";
import { fileKey } from "./names.js";
import { defaultValue, type InputOrigin, readSetting } from "./read-setting.js";
import type { GivenSettings, Setting, SettingInputs, SettingTable, SettingValues } from "./vocabulary.js";

/** How errors name a setting, and where it stands. */
export interface ReadSettingsOptions extends InputOrigin {
  /** @default its key in the table */
  nameOf?: (name: string) => string;
  /** What has the settings, for errors about unknown ones: ``of backend `ID` ``. */
  owner?: string;
  /** Place and advice for the error about a setting: file, line. */
  detailsOf?: (name: string) => ErrorDetails;
}

/**
 * Reads what was written for several settings; what is undefined counts as not written.
 * @throws UserError for an unknown setting, with near matches, and for a value of the wrong kind
 */
export function readSettings<Table extends SettingTable>(
  table: Table,
  inputs: SettingInputs<Table> | Readonly<Record<string, unknown>>,
  { nameOf = (name) => name, detailsOf = () => ({}), owner, ...origin }: ReadSettingsOptions = {},
): GivenSettings<Table> {
  const values: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(inputs)) {
    if (input === undefined) continue;
    if (!Object.hasOwn(table, name))
      throw unknownSetting(nameOf(name), Object.keys(table).map(nameOf), detailsOf(name), owner);
    const setting = table[name];
    const reading = readSetting(setting, input, origin);
    if ("expected" in reading) {
      throw new UserError(`Invalid \`${nameOf(name)}\`${shown(setting, input)}`, {
        ...detailsOf(name),
        expected: reading.expected,
      });
    }
    values[name] = reading.value;
  }
  return values as GivenSettings<Table>;
}

/** The input, unless it may be a secret without its name. */
function shown({ kind }: Setting, input: unknown): string {
  const isShown = kind !== "map" && ["string", "number", "boolean"].includes(typeof input);
  return isShown ? `: \`${input}\`` : "";
}

/**
 * ``Unknown setting `X`. Did you mean `Y`?``
 * @param owner what has the settings; they are listed if none is near
 */
export function unknownSetting(
  name: string,
  known: readonly string[],
  details: ErrorDetails = {},
  owner?: string,
): UserError {
  const near = nearMatches(name, known).map((match) => `\`${match}\``);
  const all = known.length === 0 ? "no settings" : known.map((one) => `\`${one}\``).join(", ");
  return new UserError(`Unknown setting \`${name}\`${owner === undefined ? "" : ` of ${owner}`}`, {
    ...details,
    ...(owner !== undefined && near.length === 0 && { expected: known.length > 1 ? `one of ${all}` : all }),
    ...(near.length > 0 && { hint: `Did you mean ${near.join(" or ")}?` }),
  });
}

/** Of all values those of one table's settings. */
export function pickSettings<Table extends SettingTable>(
  table: Table,
  values: Readonly<Record<string, unknown>>,
): GivenSettings<Table> {
  const given = Object.entries(values).filter(
    ([name, value]) => Object.hasOwn(table, name) && value !== undefined,
  );
  return Object.fromEntries(given) as GivenSettings<Table>;
}

/** The values that were given, and the defaults of the others. */
export function withDefaults<Table extends SettingTable>(
  table: Table,
  given: GivenSettings<Table>,
): SettingValues<Table> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, setting]) => {
      const value = given[name] ?? defaultValue(setting);
      return value === undefined ? [] : [[name, value]];
    }),
  ) as SettingValues<Table>;
}

/**
 * Settings from several sources, the first wins: the command line, then files. Of a map, names add up; of settings that
 * are chosen together, only the first source that has any of them counts.
 */
export function mergeSettings<Table extends SettingTable>(
  table: Table,
  ...sources: readonly GivenSettings<Table>[]
): GivenSettings<Table> {
  const merged: Record<string, unknown> = {};
  const settled = new Set<string>();
  for (const source of sources) {
    const given = Object.entries(source).filter(
      ([name, value]) => value !== undefined && !settled.has(table[name]?.together ?? ""),
    );
    for (const [name, value] of given) {
      if (merged[name] === undefined) merged[name] = value;
      else if (table[name]?.kind === "map") merged[name] = { ...(value as object), ...merged[name] };
    }
    for (const [name] of given) settled.add(table[name]?.together ?? name);
    settled.delete("");
  }
  return merged as GivenSettings<Table>;
}

/** Values as `metadata.json` and `state.json` hold them: snake_case keys, numbers of seconds and bytes. */
export function recordSettings<Table extends SettingTable>(
  table: Table,
  values: GivenSettings<Table>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(table).flatMap((name) => (values[name] === undefined ? [] : [[fileKey(name), values[name]]])),
  );
}

/**
 * The values that {@link recordSettings} made a record of. Keys of other versions are left out.
 * @throws UserError for a value that cannot be meant
 */
export function restoreSettings<Table extends SettingTable>(
  table: Table,
  record: Readonly<Record<string, unknown>>,
): GivenSettings<Table> {
  const inputs = Object.keys(table).map((name) => [name, record[fileKey(name)] ?? undefined]);
  return readSettings(table, Object.fromEntries(inputs), { nameOf: fileKey });
}
