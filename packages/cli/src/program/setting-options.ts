import { UsageError } from "@mlebench/core";
import {
  readSetting,
  type Setting,
  type SettingFlag,
  type SettingTable,
  settingFlags,
} from "@mlebench/runner/settings";
import { type Command, InvalidArgumentError, Option } from "commander";

/**
 * Adds an option for every setting of a table.
 * @param sections below the headings that the settings declare, and with a hidden `--no-X` for every flag
 */
export function addSettings<Target extends Command>(
  command: Target,
  table: SettingTable,
  { sections = false } = {},
): Target {
  for (const flag of settingFlags(table)) {
    const option = optionOf(flag);
    if (flag.isAlias) option.hideHelp();
    if (sections && flag.setting.section !== undefined) option.helpGroup(`${flag.setting.section}:`);
    command.addOption(option);
    // Turns off what a configuration file turns on.
    if (sections && flag.negation !== undefined) command.addOption(new Option(flag.negation).hideHelp());
  }
  return command;
}

/** The option of one setting of a table. */
export function settingOption<Table extends SettingTable>(table: Table, name: keyof Table & string): Option {
  return optionOf(settingFlags({ [name]: table[name] })[0]);
}

/** Parses a value of an option that has the values of a setting. */
export function settingParser<Value>(setting: Setting): (text: string) => Value {
  return (text) => {
    const reading = readSetting(setting, text);
    if ("value" in reading) return reading.value as Value;
    throw new InvalidArgumentError(`Expected ${reading.expected}.`);
  };
}

/** An option that sets the value of another name. */
export class NamedOption extends Option {
  private readonly setting: string;

  constructor(flags: string, description: string, setting: string) {
    super(flags, description);
    this.setting = setting;
  }

  override attributeName(): string {
    return this.setting;
  }
}

function optionOf({ name, flags, description, setting, read }: SettingFlag): Option {
  const option = new NamedOption(flags, description, name);
  if (setting.kind === "flag") return option;
  if (setting.kind === "choice") return option.choices(setting.values);
  return option.argParser((text: string, before: unknown) => {
    const reading = read(text, before);
    if ("value" in reading) return reading.value;
    // What has no name may be a secret: Commander would show it.
    if (setting.kind === "map")
      throw new UsageError(`Missing name in a value of \`${option.long}\``, reading);
    throw new InvalidArgumentError(`Expected ${reading.expected}.`);
  });
}
