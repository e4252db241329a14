import {
  aliasName,
  runConfig,
  type Setting,
  type SettingTable,
  settingNames,
} from "@mlebench/runner/settings";

/** Options of `run` that are no settings. */
export const commandOptions = [
  "attach",
  "config",
  "dotenv",
  "dryRun",
  "envFile",
  "help",
  "json",
  "outputDir",
  "resume",
  "verbose",
] as const;

const taken = new Set<string>([...settingNames(runConfig).map(({ name }) => name), ...commandOptions]);

/** Settings of a backend that have an option of their own: those that `run` has none of the same name for. */
export function ownSettings(table: SettingTable): SettingTable {
  const isFree = (name: string, { aliases = [] }: Setting): boolean =>
    ![name, ...aliases.map(aliasName)].some((one) => taken.has(one));
  return Object.fromEntries(
    Object.entries(table).filter(
      // What is no single text cannot be among `--backend-options`.
      ([name, setting]) => isFree(name, setting) && setting.kind !== "map" && setting.kind !== "object",
    ),
  );
}

/** A value of a setting as `--backend-options` has it. */
export function settingText(setting: Setting, value: unknown): string {
  return setting.kind === "list" ? (value as string[]).join(setting.separator ?? ",") : String(value);
}
