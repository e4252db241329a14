import { UserError } from "@mlebench/core";
import {
  fileKey,
  flagName,
  type GivenSettings,
  mergeSettings,
  pickSettings,
  runConfig,
  type SettingTable,
} from "@mlebench/runner/settings";
import { warn } from "../terminal.js";
import { ownSettings, settingText } from "./own-settings.js";

/** Settings of a run as they were given on the command line and in a configuration file. */
export type RunConfig = GivenSettings<typeof runConfig>;

/** The command line of `mlebench run`: settings, and what is to be done with them. */
export interface RunOptions extends RunConfig {
  /** YAML file with settings. */
  config?: string;
  dryRun?: boolean;
  /** Directory for the manifests of a dry run. */
  outputDir?: string;
  /** A run group to finish: its name or directory. */
  resume?: string;
  /** A run group to finish; its runs go on if this process does not. */
  attach?: string;
  json?: boolean;
}

/**
 * The settings of a run: those of the command line, over those of `--config`, over those of Plexe's own file.
 * @throws UserError for a file that cannot be read, with the line of a setting that is unknown or invalid
 */
export async function readRunConfig(options: RunOptions): Promise<RunConfig> {
  const typed = pickSettings(runConfig, { ...options });
  const file = options.config === undefined ? {} : await readConfigFile(options.config, options.backend);
  const config = mergeSettings(runConfig, typed, file);
  if (config.plexeConfig === undefined) return config;
  return mergeSettings(runConfig, config, await readPlexeFile(config.plexeConfig));
}

/** Plexe's own configuration file stands for itself and for its agent. */
async function readConfigFile(path: string, backend: string | undefined): Promise<RunConfig> {
  const { isPlexeConfiguration, plexeAgentId, plexeConfiguration } = await import("@mlebench/agents");
  // Plexe's own script grades whatever it has run.
  if (isPlexeConfiguration(path))
    return { plexeConfig: path, agentId: plexeAgentId(plexeConfiguration(path)), grade: true };
  const { readSettingsFile, unknownKeys } = await import("@mlebench/runner/settings-file");
  if (unknownKeys(path, runConfig).length === 0) return readSettingsFile(path, runConfig);
  // What is no setting of every run may be one of the backend.
  const { chosenBackend, loadBackend } = await import("./chosen-backend.js");
  const { settings } = await loadBackend(backend ?? (await chosenBackend({ config: path })));
  const own = ownSettings(settings);
  const given: Readonly<Record<string, unknown>> = readSettingsFile(path, { ...own, ...runConfig });
  const texts = Object.entries(pickSettings(own, given)).map(
    ([name, value]) => [name, settingText(own[name], value)] as const,
  );
  const config = pickSettings(runConfig, given);
  for (const [name, text] of texts) {
    const other = config.backendOptions?.[name];
    if (other === undefined || other === text) continue;
    throw new UserError(`\`${fileKey(name)}\` and \`backend_options\` give \`${name}\` different values`, {
      file: path,
      expected: "one of them",
    });
  }
  return { ...config, backendOptions: { ...config.backendOptions, ...Object.fromEntries(texts) } };
}

async function readPlexeFile(path: string): Promise<RunConfig> {
  const { plexeConfiguration, plexeEnvironment } = await import("@mlebench/agents");
  const configuration = plexeConfiguration(path);
  const { datasets, ignored } = configuration;
  if (ignored.length > 0) {
    const keys = ignored.map((key) => `\`${key}\``).join(", ");
    warn(`Ignored in ${path}: ${keys}. mlebench has no such setting.`);
  }
  return {
    ...(datasets.length > 0 && { competitionId: datasets }),
    envVars: plexeEnvironment(configuration),
  };
}

/**
 * Options that were typed although a run group that is resumed keeps its settings, as flags.
 * @returns such as `--timeout`
 */
export function optionsWithoutEffect(options: RunOptions, isPlexe = false): string[] {
  // Plexe's file also says where results are expected.
  const commandOptions = new Set(["resume", "attach", "json", "verbose", ...(isPlexe ? ["config"] : [])]);
  return Object.entries(options)
    .filter(([name, value]) => value !== undefined && !commandOptions.has(name))
    .filter(([name]) => !isResumable(name))
    .map(([name]) => flagName(name));
}

/** Whether an option may be given again when a run group is resumed. */
export function isResumable(name: string): boolean {
  const setting = (runConfig as SettingTable)[name];
  return setting?.resumable === true;
}
