import { flagName } from "./names.js";
import type { Setting } from "./vocabulary.js";

/** The help text of a setting, which ends with its default. */
export function describeSetting({ about, default: value, defaultText }: Setting): string {
  const shown = value ?? defaultText;
  return shown === undefined ? about : `${about} (default: ${shown})`;
}

const placeholders: Readonly<Record<Exclude<Setting["kind"], "flag">, string>> = {
  duration: "time",
  bytes: "size",
  count: "number",
  amount: "number",
  choice: "name",
  text: "name",
  path: "file",
  list: "name",
  map: "name=value",
  object: "file",
};

/** A setting as the command line spells it: `-c, --competition-id <id...>`. */
export function flagSyntax(name: string, setting: Setting): string {
  const short = setting.short === undefined ? "" : `-${setting.short}, `;
  return `${short}${flagName(name)}${placeholderOf(setting)}`;
}

/** ` <time>`, or nothing for a flag. */
function placeholderOf(setting: Setting): string {
  if (setting.kind === "flag") return "";
  const several = setting.kind === "list" || setting.kind === "map" ? "..." : "";
  return ` <${setting.placeholder ?? placeholders[setting.kind]}${several}>`;
}
