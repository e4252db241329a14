import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Competition, describeError, UserError } from "@mlebench/core";
import type { RunSettingInputs } from "@mlebench/runner";

/** What a module for `--sandbox-config` exports: limits and container options of one competition, or nothing. */
type SandboxConfig = (backend: string, competition: Competition) => unknown;

/**
 * Asks the module of `--sandbox-config` about every competition.
 * @returns settings by ID of those that it has something to say about
 * @throws UserError if the module does not load, exports no function, or the function fails or returns no settings
 */
export async function readSandboxConfig(
  path: string | undefined,
  backend: string,
  competitions: readonly Competition[],
): Promise<Record<string, RunSettingInputs> | undefined> {
  if (path === undefined) return undefined;
  const file = resolve(path);
  const configure = await loadFunction(file);
  const found: Record<string, RunSettingInputs> = {};
  for (const competition of competitions) {
    const { id } = competition.facts;
    const settings = await attempt(file, `failed for ${id}`, async () => configure(backend, competition));
    if (settings === undefined || settings === null) continue;
    if (typeof settings !== "object" || Array.isArray(settings)) {
      throw new UserError(`\`sandboxConfig\` returned no settings for ${id}`, {
        file,
        expected: 'an object such as `{ memory: "16g", containerConfig: { shm_size: "4g" } }`, or undefined',
      });
    }
    found[id] = settings;
  }
  return found;
}

async function loadFunction(file: string): Promise<SandboxConfig> {
  const module = await attempt(
    file,
    "does not load",
    async () => (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>,
  );
  const configure = module.sandboxConfig ?? module.default;
  if (typeof configure === "function") return configure as SandboxConfig;
  throw new UserError("The module exports no function", {
    file,
    expected: "`export function sandboxConfig(backend, competition)`",
  });
}

async function attempt<Made>(file: string, what: string, work: () => Promise<Made>): Promise<Made> {
  try {
    return await work();
  } catch (cause) {
    throw new UserError(`The module for \`--sandbox-config\` ${what}: ${describeError(cause)}`, {
      file,
      cause,
    });
  }
}
