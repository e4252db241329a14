/** What every setting says of itself. It is data only, so that a table of settings can also be read from JSON. */
export interface SettingOptions<Default> {
  /** Help text: capitalized noun phrase or verb, no period. The default is appended. */
  about: string;
  /** What applies when nothing is given, as a person would write it. */
  default?: Default;
  /** What applies when nothing is given, in words, where no value can say it: `the agent's name`. */
  defaultText?: string;
  /** Stands for the value in help. Each kind has its own, such as `<time>`. */
  placeholder?: string;
  /** One letter: `c` for `-c`. */
  short?: string;
  /** Heading in help and documentation. */
  section?: string;
  /** Settings with the same word are chosen together: one on the command line replaces all of a file's. */
  together?: string;
  /** May be given again when a run group is resumed; others stay as the group began. @default false */
  resumable?: boolean;
  /** Other names of the setting, on the command line and in files: those of other tools. */
  aliases?: readonly SettingAlias[];
  /** Only agents in code follow it. @default false */
  hostedOnly?: boolean;
  /** A run group may have another value for a competition. @default false */
  perCompetition?: boolean;
}

/** Another name of a setting in camelCase; with `unit` for a tool that writes plain numbers in a unit of its own. */
export type SettingAlias = string | { name: string; unit: string };

/** A span of time. Value: seconds. */
export interface DurationSetting extends SettingOptions<string> {
  kind: "duration";
  /** 0 is a value too. @default false */
  mayBeZero?: boolean;
}

/** An amount of memory or disk. Value: bytes. */
export interface BytesSetting extends SettingOptions<string> {
  kind: "bytes";
}

/** An integer. */
export interface CountSetting extends SettingOptions<number> {
  kind: "count";
  /** @default 0 */
  min?: number;
}

/** A number above 0; it may be a fraction. */
export interface AmountSetting extends SettingOptions<number> {
  kind: "amount";
  /** 0 is a value too. @default false */
  mayBeZero?: boolean;
}

/** One of a few words. */
export interface ChoiceSetting<Value extends string = string> extends SettingOptions<Value> {
  kind: "choice";
  values: readonly Value[];
}

/** On or off. It is off unless given. */
export interface FlagSetting extends SettingOptions<never> {
  kind: "flag";
}

/** On, off, or a number: `--fail-on-error`, `--fail-on-error 3`. Unlike a flag it may also be neither. */
export interface SwitchSetting extends SettingOptions<never> {
  kind: "switch";
  /** Numbers must be integers. @default false */
  integer?: boolean;
}

/** Text. */
export interface TextSetting extends SettingOptions<string> {
  kind: "text";
  /** Text that begins with `.`, holds a `/` or ends like a filename may be a path: {@link PathSetting}. @default false */
  mayBePath?: boolean;
}

/** A path, relative to the file that holds it, or to the current directory. Value: as given, or absolute from a file. */
export interface PathSetting extends SettingOptions<string> {
  kind: "path";
}

/** Several texts. On the command line the flag may be repeated, and takes one value or more. */
export interface ListSetting extends SettingOptions<never> {
  kind: "list";
  /** Splits one text into several, such as `,`. */
  separator?: string;
  /** As {@link TextSetting.mayBePath}, for every item. @default false */
  mayBePath?: boolean;
}

/** Names with a text each: `NAME=VALUE` on the command line. Of one name the last value counts. */
export interface MapSetting extends SettingOptions<never> {
  kind: "map";
  /** Values may be credentials: what other people read shows them masked. @default false */
  secret?: boolean;
}

/** A JSON object: the path of a file that holds it, or, in code and configuration files, the object itself. */
export interface ObjectSetting extends SettingOptions<never> {
  kind: "object";
  /** For messages, such as `{"mem_limit": "16g"}`. */
  example: string;
}

/** One setting: what it is called on the command line and in files follows from its key in a {@link SettingTable}. */
export type Setting =
  | DurationSetting
  | BytesSetting
  | CountSetting
  | AmountSetting
  | ChoiceSetting
  | FlagSetting
  | SwitchSetting
  | TextSetting
  | PathSetting
  | ListSetting
  | MapSetting
  | ObjectSetting;

/** Settings by camelCase name: `nSeeds` is `--n-seeds` on the command line and `n_seeds` in files. */
export type SettingTable = Readonly<Record<string, Setting>>;

interface ValueOfKind {
  duration: number;
  bytes: number;
  count: number;
  amount: number;
  choice: string;
  flag: boolean;
  switch: boolean | number;
  text: string;
  path: string;
  list: readonly string[];
  map: Readonly<Record<string, string>>;
  object: Readonly<Record<string, unknown>>;
}

/** What a program gets for a setting: seconds, bytes, texts. */
export type SettingValue<S extends Setting = Setting> = S extends { values: readonly (infer Value)[] }
  ? Value
  : ValueOfKind[S["kind"]];

interface InputOfKind {
  duration: string | number;
  bytes: string | number;
  count: number;
  amount: number;
  choice: string;
  flag: boolean;
  switch: boolean | number;
  text: string;
  path: string;
  list: string | readonly (string | number)[];
  map: Readonly<Record<string, string | number | boolean>>;
  object: string | Readonly<Record<string, unknown>>;
}

/** What may be written for a setting in code and in files: `"24h"` or a number of seconds, for example. */
export type SettingInput<S extends Setting = Setting> = S extends { values: readonly (infer Value)[] }
  ? Value
  : InputOfKind[S["kind"]];

/** Values of a table's settings, as far as they were given. */
export type GivenSettings<Table extends SettingTable> = {
  -readonly [K in keyof Table]?: SettingValue<Table[K]>;
};

/** Values of a table's settings: whatever has a default, and every flag, is there. */
export type SettingValues<Table extends SettingTable> = {
  [K in keyof Table as HasDefault<Table[K]> extends true ? K : never]: SettingValue<Table[K]>;
} & { [K in keyof Table as HasDefault<Table[K]> extends true ? never : K]?: SettingValue<Table[K]> };

type HasDefault<S> = S extends { kind: "flag" } | { default: string | number } ? true : false;

/** What may be written for a table's settings. */
export type SettingInputs<Table extends SettingTable> = { [K in keyof Table]?: SettingInput<Table[K]> };

/** A table of settings. */
export function settings<const Table extends SettingTable>(table: Table): Table {
  return table;
}

/** The same settings below one heading in help and documentation. */
export function section<const Table extends SettingTable>(title: string, table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, setting]) => [name, { section: title, ...setting }]),
  ) as unknown as Table;
}

type Options<S extends Setting> = Omit<S, "kind">;

/** `24h`, `90m`, `30s`, or a number of seconds. Above 0. */
export function duration<const O extends Options<DurationSetting>>(options: O): O & { kind: "duration" } {
  return { kind: "duration", ...options };
}

/** `16g`, `512m`, or a number of bytes; by powers of 1024. Above 0. */
export function bytes<const O extends Options<BytesSetting>>(options: O): O & { kind: "bytes" } {
  return { kind: "bytes", ...options };
}

/** An integer from `min` on, which is 0 unless given. */
export function count<const O extends Options<CountSetting>>(options: O): O & { kind: "count" } {
  return { kind: "count", ...options };
}

/** A number above 0, such as `4` or `0.5`. */
export function amount<const O extends Options<AmountSetting>>(options: O): O & { kind: "amount" } {
  return { kind: "amount", ...options };
}

/** One of `values`. */
export function choice<const Value extends string, const O extends Options<ChoiceSetting<Value>>>(
  options: O & { values: readonly Value[] },
): O & { kind: "choice"; values: readonly Value[] } {
  return { kind: "choice", ...options };
}

/** On or off; off unless given. */
export function flag<const O extends Options<FlagSetting>>(options: O): O & { kind: "flag" } {
  return { kind: "flag", ...options };
}

/** On, off, or a number. */
export function onOrNumber<const O extends Options<SwitchSetting>>(options: O): O & { kind: "switch" } {
  return { kind: "switch", ...options };
}

/** Any text but the empty one. */
export function text<const O extends Options<TextSetting>>(options: O): O & { kind: "text" } {
  return { kind: "text", ...options };
}

/** A path, relative to the file that holds it. */
export function path<const O extends Options<PathSetting>>(options: O): O & { kind: "path" } {
  return { kind: "path", ...options };
}

/** Several texts. */
export function list<const O extends Options<ListSetting>>(options: O): O & { kind: "list" } {
  return { kind: "list", ...options };
}

/** Names with a text each. */
export function map<const O extends Options<MapSetting>>(options: O): O & { kind: "map" } {
  return { kind: "map", ...options };
}

/** A JSON object, or the path of a JSON file. */
export function object<const O extends Options<ObjectSetting>>(options: O): O & { kind: "object" } {
  return { kind: "object", ...options };
}
