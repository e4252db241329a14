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
  log_limit_bytes: number;
  collect_limits: { fileBytes: number; totalBytes: number; entries: number };
}

/** A plan as JSON holds it: its settings with snake_case keys. */
export type RecordedPlan = Omit<GroupPlan, "settings"> & { settings: Readonly<Record<string, unknown>> };

/** What JSON holds of a plan. */
export function recordPlan(plan: GroupPlan): RecordedPlan {
  return { ...plan, settings: recordSettings(runSettings, plan.settings) };
}

/** @throws UserError for a setting with a value that it cannot have */
export function restorePlan(plan: RecordedPlan): GroupPlan {
  return { ...plan, settings: withDefaults(runSettings, restoreSettings(runSettings, plan.settings)) };
}

/** A plan that anybody may read. */
export function withoutSecrets(plan: GroupPlan): GroupPlan {
  const masked = Object.entries(plan.settings).map(([name, value]) => [name, withoutSecret(name, value)]);
  return { ...plan, settings: Object.fromEntries(masked) as RunSettings };
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
