import { flagName } from "./names.js";
import type { Setting } from "./vocabulary.js";

/** The help text of a setting, which ends with its default and its other names. */
export function describeSetting({ about, default: value, defaultText, aliases = [] }: Setting): string {
  const shown = value ?? defaultText;
  const others = aliases.map((alias) =>
    typeof alias === "string" ? flagName(alias) : `${flagName(alias.name)} in ${alias.unit}`,
  );
  const remarks = [
    ...(shown === undefined ? [] : [`default: ${shown}`]),
    ...(others.length === 0 ? [] : [`also ${others.join(", ")}`]),
  ];
  return remarks.length === 0 ? about : `${about} (${remarks.join("; ")})`;
}

const placeholders: Readonly<Record<Exclude<Setting["kind"], "flag">, string>> = {
  duration: "time",
  bytes: "size",
  count: "number",
  amount: "number",
  choice: "name",
  switch: "number",
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
  if (setting.kind === "switch") return ` [${setting.placeholder ?? placeholders.switch}]`;
  const several = setting.kind === "list" || setting.kind === "map" ? "..." : "";
  return ` <${setting.placeholder ?? placeholders[setting.kind]}${several}>`;
}
