import { describeSetting, flagSyntax } from "./describe-setting.js";
import { aliasInput, flagName, settingNames } from "./names.js";
import { readSetting } from "./read-setting.js";
import type { Setting, SettingTable } from "./vocabulary.js";

/** A setting as an option of a command line, for whichever library parses it. */
export interface SettingFlag {
  /** Key of the setting in its table; also Commander's name of the value. */
  name: string;
  setting: Setting;
  /** `-c, --competition-id <id...>` */
  flags: string;
  /** Help text with the default. */
  description: string;
  /** `--no-obfuscated`, for a flag that a configuration file turns on. */
  negation?: string;
  /** For another name of a setting: it gives the setting its value, and help does not list it by itself. */
  isAlias: boolean;
  /**
   * One value of the command line, added to those before it where the option takes several.
   * @returns the value so far, or what was expected
   */
  read(text: string, before?: unknown): { value: unknown } | { expected: string };
}

/** Every setting of a table as an option, in the table's order, each followed by its aliases. */
export function settingFlags(table: SettingTable): SettingFlag[] {
  return settingNames(table).map(({ name, of, alias }) => {
    const setting = table[of];
    return {
      name: of,
      setting,
      flags: flagSyntax(name, alias === undefined ? setting : { ...setting, short: undefined }),
      description: describeSetting(setting),
      ...(isSwitched(setting) && alias === undefined && { negation: flagName(name).replace("--", "--no-") }),
      isAlias: alias !== undefined,
      read: (text, before) => readFlag(setting, alias === undefined ? text : aliasInput(alias, text), before),
    };
  });
}

function isSwitched({ kind, together }: Setting): boolean {
  return (kind === "flag" || kind === "switch") && together === undefined;
}

function readFlag(
  setting: Setting,
  text: unknown,
  before: unknown,
): { value: unknown } | { expected: string } {
  const reading = readSetting(setting, text);
  if ("expected" in reading || before === undefined) return reading;
  if (setting.kind === "list") return { value: [...(before as string[]), ...(reading.value as string[])] };
  if (setting.kind === "map") return { value: { ...(before as object), ...(reading.value as object) } };
  return reading;
}
