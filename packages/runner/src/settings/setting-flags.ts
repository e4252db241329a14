import { describeSetting, flagSyntax } from "./describe-setting.js";
import { flagName } from "./names.js";
import { readSetting } from "./read-setting.js";
import type { Setting, SettingTable } from "./vocabulary.js";

/** A setting as an option of a command line, for whichever library parses it. */
export interface SettingFlag {
  /** Key in the table of settings; also Commander's name of the value. */
  name: string;
  setting: Setting;
  /** `-c, --competition-id <id...>` */
  flags: string;
  /** Help text with the default. */
  description: string;
  /** `--no-obfuscated`, for a flag that a configuration file turns on. */
  negation?: string;
  /**
   * One value of the command line, added to those before it where the option takes several.
   * @returns the value so far, or what was expected
   */
  read(text: string, before?: unknown): { value: unknown } | { expected: string };
}

/** Every setting of a table as an option, in the table's order. */
export function settingFlags(table: SettingTable): SettingFlag[] {
  return Object.entries(table).map(([name, setting]) => ({
    name,
    setting,
    flags: flagSyntax(name, setting),
    description: describeSetting(setting),
    ...(setting.kind === "flag" &&
      setting.together === undefined && { negation: flagName(name).replace("--", "--no-") }),
    read: (text, before) => readFlag(setting, text, before),
  }));
}

function readFlag(
  setting: Setting,
  text: string,
  before: unknown,
): { value: unknown } | { expected: string } {
  const reading = readSetting(setting, text);
  if ("expected" in reading || before === undefined) return reading;
  if (setting.kind === "list") return { value: [...(before as string[]), ...(reading.value as string[])] };
  if (setting.kind === "map") return { value: { ...(before as object), ...(reading.value as object) } };
  return reading;
}
