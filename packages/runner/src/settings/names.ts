import type { SettingAlias, SettingTable } from "./vocabulary.js";

/** The name of an alias. */
export function aliasName(alias: SettingAlias): string {
  return typeof alias === "string" ? alias : alias.name;
}

/** What was written below an alias, as its setting reads it: a plain number has the alias's unit. */
export function aliasInput(alias: SettingAlias, input: unknown): unknown {
  if (typeof alias === "string") return input;
  const isNumber = typeof input === "number" || (typeof input === "string" && /^\d+(\.\d+)?$/.test(input));
  return isNumber ? `${input}${alias.unit}` : input;
}

/** Every name that a table's settings have: their own, and aliases. */
export function settingNames(table: SettingTable): { name: string; of: string; alias?: SettingAlias }[] {
  return Object.entries(table).flatMap(([of, { aliases = [] }]) => [
    { name: of, of },
    ...aliases.map((alias) => ({ name: aliasName(alias), of, alias })),
  ]);
}

/** `nSeeds` as files and JSON spell it: `n_seeds`. */
export function fileKey(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `nSeeds` as the command line spells it: `--n-seeds`. */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
