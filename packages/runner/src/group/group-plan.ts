import { maskSecrets } from "@mlebench/agents";
import { childEnvironment } from "@mlebench/core";
import { type RunSettings, runSettings } from "../settings/run-settings.js";
import { recordSettings, restoreSettings, withDefaults } from "../settings/settings-table.js";
import type { SettingTable } from "../settings/vocabulary.js";

/** What a run group was asked for, and what that came to; the same for all its runs. */
export interface GroupPlan {
  backend: string;
  /** What the backend was made with; groups of earlier versions do not have it. */
  backend_options?: Readonly<Record<string, string>>;
  agent: {
    id: string;
    name: string;
    /** Null for an agent in code that is found by its ID. */
    directory: string | null;
    privileged: boolean;
    /** True for an agent in code. */
    hosted?: boolean;
    version?: string;
  };
  /** With secrets masked. */
  command: readonly string[];
  image: string;
  competitions: readonly string[];
  /** Where those are that cannot be found by id; groups of earlier versions do not have it. */
  competition_paths?: Readonly<Record<string, string>>;
  data_directory: string;
  /** Whether the data was declared as miniatures. */
  miniature?: boolean;
  /** As given, and defaults. */
  settings: RunSettings;
  /** Settings that competitions have of their own, by ID; absent in groups of earlier versions. */
  competition_settings?: Readonly<Record<string, Partial<RunSettings>>>;
  log_limit_bytes: number;
  collect_limits: { fileBytes: number; totalBytes: number; entries: number };
}

/** A plan as JSON holds it: its settings with snake_case keys. */
export type RecordedPlan = Omit<GroupPlan, "settings" | "competition_settings"> & {
  settings: Readonly<Record<string, unknown>>;
  competition_settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** The plan of a competition's runs: the group's, with the settings of its own. */
export function planOf(plan: GroupPlan, competitionId: string): GroupPlan {
  const own = plan.competition_settings?.[competitionId];
  return own === undefined ? plan : { ...plan, settings: { ...plan.settings, ...own } };
}

/** What JSON holds of a plan. */
export function recordPlan(plan: GroupPlan): RecordedPlan {
  const { competition_settings: own, ...rest } = plan;
  return {
    ...rest,
    settings: recordSettings(runSettings, plan.settings),
    ...(own && { competition_settings: mapValues(own, (values) => recordSettings(runSettings, values)) }),
  };
}

/** @throws UserError for a setting with a value that it cannot have */
export function restorePlan(plan: RecordedPlan): GroupPlan {
  const { competition_settings: own, ...rest } = plan;
  return {
    ...rest,
    settings: withDefaults(runSettings, restoreSettings(runSettings, plan.settings)),
    ...(own && { competition_settings: mapValues(own, (record) => restoreSettings(runSettings, record)) }),
  };
}

/** A plan that anybody may read. */
export function withoutSecrets(plan: GroupPlan): GroupPlan {
  const { settings, competition_settings: own } = plan;
  return {
    ...plan,
    settings: maskedSettings(settings),
    ...(own && { competition_settings: mapValues(own, maskedSettings) }),
  };
}

function maskedSettings<Settings extends Partial<RunSettings>>(settings: Settings): Settings {
  const masked = Object.entries(settings).map(([name, value]) => [name, withoutSecret(name, value)]);
  return Object.fromEntries(masked) as Settings;
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function withoutSecret(name: string, value: unknown): unknown {
  const setting = (runSettings as SettingTable)[name];
  if (setting?.kind === "map" && setting.secret) return maskSecrets(value as Record<string, string>);
  if (name === "baseUrl") return withoutUserInfo(value as string);
  return name === "containerConfig" ? withoutCredentials(value as Record<string, unknown>) : value;
}

/** An address without a name, a password, and parameters, any of which may be a key. */
function withoutUserInfo(address: string): string {
  if (!URL.canParse(address)) return address;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}

/** Variables that are credentials by their names stay out; those of agents' own are never in it. */
function withoutCredentials(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { environment } = config;
  if (typeof environment !== "object" || environment === null) return config;
  if (Array.isArray(environment)) {
    const pairs = environment.map(String);
    const kept = pairs.filter((pair) => {
      const [name, ...value] = pair.split("=");
      return name in childEnvironment({ [name]: value.join("=") });
    });
    return { ...config, environment: kept };
  }
  const texts = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
  return { ...config, environment: childEnvironment(texts) };
}
