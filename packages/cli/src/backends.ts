import type { Backend } from "@mlebench/runner";
import { graderSettings, pickSettings } from "@mlebench/runner/settings";
import { bundledBackends } from "./bundled-backends.generated.js";
import { onWarning } from "./competitions.js";
import type { RunConfig } from "./run/run-options.js";

/** The backend that is used unless another is chosen. */
export const defaultBackend: string = bundledBackends[0].id;

/** Values of a backend's settings, as texts. */
export type BackendOptions = Readonly<Record<string, string>>;

/** Where agents run, and what the backend is opened with. */
export interface BackendChoice {
  /** ID of a backend, or path of a backend package. @default the first that is bundled */
  backend?: string;
  /** Directory of run groups. */
  runsDirectory?: string;
  /** Settings of the backend; those that it does not have are left out if they have an option of their own. */
  options?: BackendOptions;
}

/**
 * Opens a backend. Only the chosen one is loaded.
 * @throws UserError if there is no such backend, or it has no such setting
 */
export async function openBackend({
  backend = defaultBackend,
  runsDirectory,
  options = {},
}: BackendChoice = {}): Promise<Backend> {
  const { findBackend, openPlugin } = await import("@mlebench/runner");
  const plugin = await findBackend(backend, { bundled: bundledBackends, onWarning });
  const known = Object.entries(options).filter(
    ([name]) => Object.hasOwn(plugin.settings, name) || !Object.hasOwn(graderSettings, name),
  );
  return openPlugin(plugin, Object.fromEntries(known), { runsDirectory });
}

/** What the backend of a run is opened with; kept in the state for whoever resumes it. */
export function backendOptionsOf(config: RunConfig): BackendOptions {
  const own = Object.entries(pickSettings(graderSettings, config)).map(
    ([name, value]) => [name, String(value)] as const,
  );
  return { ...Object.fromEntries(own), ...config.backendOptions };
}
