import { UsageError } from "@mlebench/core";
import type { BackendPlugin } from "@mlebench/runner";
import { flagName, runConfig, type SettingFlag, settingFlags } from "@mlebench/runner/settings";
import { type Command, InvalidArgumentError, type Option } from "commander";
import { bundledBackends } from "../bundled-backends.generated.js";
import { ownSettings, settingText } from "../run/own-settings.js";
import { NamedOption } from "./setting-options.js";

const mapFlag = "--backend-options";

/** Options that name a backend, by the setting and its aliases. */
const backendFlags = new Set(
  settingFlags({ backend: runConfig.backend }).map(({ flags }) => flags.split(" ")[0]),
);

/** Commands that a backend has options for. */
const commandsOfBackends = ["run", "prepare"];

/**
 * Adds the options of the backend that a command line of `run` or `prepare` chooses, if it has any that are not those of every run, or
 * asks for help. Only then is the backend loaded.
 * @throws UsageError for an unknown backend
 */
export async function addChosenBackend(program: Command, args: readonly string[]): Promise<void> {
  const run = commandsOfBackends.includes(args[0])
    ? program.commands.find((command) => command.name() === args[0])
    : undefined;
  const typed = args.slice(1, args.includes("--") ? args.indexOf("--") : undefined);
  if (run === undefined) return;
  if (typed.length > 0 && run.commands.some((command) => command.name() === typed[0])) return;
  const flags = typed.filter((arg) => arg.startsWith("--")).map((arg) => arg.split("=")[0]);
  const isKnown = (flag: string): boolean => run.options.some(({ long }) => long === flag);
  const named = optionValue(typed, backendFlags);
  const wantsHelp = typed.includes("--help") || typed.includes("-h");
  const unknown = flags.filter((flag) => flag !== "--help" && !isKnown(flag));
  if (unknown.length === 0 && !(wantsHelp && named !== undefined)) return;
  const { chosenBackend, loadBackend } = await import("../run/chosen-backend.js");
  const value = (flag: string): string | undefined => optionValue(typed, new Set([flag]));
  const plugin = await loadBackend(
    named ??
      (await chosenBackend({
        config: value("--config"),
        group: value("--resume") ?? value("--attach"),
        runDir: value("--run-dir"),
      })),
  );
  addBackendOptions(run, plugin);
  const missing = unknown.filter((flag) => !isKnown(flag));
  if (missing.length > 0) await refuseOfOthers(missing[0], plugin.id);
}

/** The last value of an option, as `--name value` or `--name=value`. */
function optionValue(args: readonly string[], flags: ReadonlySet<string>): string | undefined {
  const values = args.flatMap((arg, index) => {
    const [flag, ...rest] = arg.split("=");
    if (!flags.has(flag)) return [];
    return rest.length > 0 ? [rest.join("=")] : (args[index + 1] ?? []);
  });
  return values.at(-1);
}

/** @throws UsageError for an option of another backend */
async function refuseOfOthers(flag: string, id: string): Promise<void> {
  const { loadBackend } = await import("../run/chosen-backend.js");
  const owners: string[] = [];
  for (const other of bundledBackends) {
    if (other.id === id) continue;
    const { settings } = await loadBackend(other.id);
    if (settingFlags(ownSettings(settings)).some(({ flags }) => flags.split(" ")[0] === flag))
      owners.push(other.id);
  }
  if (owners.length === 0) return;
  const some = owners.map((owner) => `\`--backend ${owner}\``).join(" or ");
  throw new UsageError(`\`${flag}\` is no option of the backend \`${id}\``, { hint: `Add ${some}.` });
}

/** Adds an option for each setting of a backend; all give their values to `--backend-options`. */
export function addBackendOptions(
  run: Command,
  { id, settings }: Pick<BackendPlugin, "id" | "settings">,
): void {
  const flags = settingFlags(ownSettings(settings));
  const given = new Map<string, { text: string; flag: string }>();
  const give = (name: string, text: string, flag: string, before: unknown): unknown => {
    const earlier = given.get(name);
    if (earlier !== undefined && earlier.flag !== flag && earlier.text !== text)
      throw new UsageError(`\`${earlier.flag}\` and \`${flag}\` give \`${name}\` different values`);
    given.set(name, { text, flag });
    return { ...(before as Readonly<Record<string, string>> | undefined), [name]: text };
  };
  for (const flag of flags) run.addOption(backendOption(flag, id, given, give));
  for (const flag of flags.filter(({ negation }) => negation !== undefined))
    run.addOption(switchOption(flag.negation ?? "", flag, "false", give).hideHelp());
  const map = run.options.find(({ long }) => long === mapFlag);
  const parse = map?.parseArg;
  map?.argParser((text: string, before: unknown) => {
    const pair = parse?.(text, undefined) as unknown as Readonly<Record<string, string>>;
    return Object.entries(pair).reduce<unknown>(
      (values, [name, value]) => give(name, value, mapFlag, values),
      before,
    );
  });
}

/** Adds the options of all bundled backends, for whoever needs their names; two may have the same. */
export async function addBundledBackends(program: Command): Promise<void> {
  const run = program.commands.find((command) => command.name() === "run");
  if (run === undefined) return;
  const { loadBackend } = await import("../run/chosen-backend.js");
  for (const { id } of bundledBackends) {
    const { settings } = await loadBackend(id);
    const known = new Set(run.options.map(({ long }) => long));
    const others = Object.entries(settings).filter(([name]) => !known.has(flagName(name)));
    addBackendOptions(run, { id, settings: Object.fromEntries(others) });
  }
}

type Give = (name: string, text: string, flag: string, before: unknown) => unknown;

function switchOption(
  spelling: string,
  { name, description }: SettingFlag,
  text: string,
  give: Give,
): Option {
  const option = new NamedOption(spelling, description, "backendOptions")
    .preset(text)
    .argParser((_: string, before: unknown) => give(name, text, spelling, before));
  // Commander would give what `--no-X` negates a value, which is all settings of the backend here.
  option.negate = false;
  return option;
}

function backendOption(
  flag: SettingFlag,
  id: string,
  given: ReadonlyMap<string, { text: string; flag: string }>,
  give: Give,
): Option {
  const { name, flags, description, setting } = flag;
  const section = `${setting.section ?? `Backend ${id}`}:`;
  if (setting.kind === "flag") return switchOption(flags, flag, "true", give).helpGroup(section);
  const option = new NamedOption(flags, description, "backendOptions").helpGroup(section);
  if (flag.isAlias) option.hideHelp();
  if (setting.kind === "choice") option.choices(setting.values);
  return option.argParser((text: string, before: unknown) => {
    const reading = flag.read(text);
    if ("expected" in reading) throw new InvalidArgumentError(`Expected ${reading.expected}.`);
    const long = option.long ?? "";
    const earlier = given.get(name);
    const isMore = setting.kind === "list" && earlier?.flag === long;
    return give(name, isMore ? settingText(setting, [earlier.text, text]) : text, long, before);
  });
}
