import { existsSync } from "node:fs";
import { join } from "node:path";
import { isMlebenchError } from "@mlebench/core";
import type { Experiment } from "@mlebench/reports";
import { type CompetitionContext, competitionContext, readExperiments } from "@mlebench/reports/experiments";
import { find } from "./competitions.js";
import { defaultRunsDirectory } from "./run/run-setup.js";
import { warn } from "./terminal.js";

export interface LoadExperimentsOptions {
  /** Where run groups are that are named. */
  runDir?: string;
  /** Keeps run groups of the same agent apart. */
  separate?: boolean;
}

/** Run groups by name or path, and grading reports, with what is known of their competitions. Shows warnings. */
export async function loadExperiments(
  references: readonly string[],
  { runDir = defaultRunsDirectory, separate }: LoadExperimentsOptions = {},
): Promise<Experiment[]> {
  const paths = references.map((reference) => withRunDirectory(reference, runDir));
  const found = readExperiments(paths, { separate });
  const ids = new Set(found.flatMap(({ runs }) => runs.map(({ competitionId }) => competitionId)));
  const contexts = new Map<string, CompetitionContext>();
  for (const id of ids) {
    const context = await contextOf(id);
    if (context !== undefined) contexts.set(id, context);
  }
  const experiments = readExperiments(paths, { separate, competition: (id) => contexts.get(id) });
  for (const { warnings } of experiments) for (const text of warnings) warn(text);
  return experiments;
}

/** Undefined for a competition that only reports know. */
async function contextOf(id: string): Promise<CompetitionContext | undefined> {
  try {
    return competitionContext(await find(id));
  } catch (error) {
    if (isMlebenchError(error)) return undefined;
    throw error;
  }
}

/** The name of a run group stands for its directory below `runDir`. */
function withRunDirectory(reference: string, runDir: string): string {
  const at = reference.indexOf("=");
  if (existsSync(reference)) return reference;
  const [label, path] = at > 0 ? [reference.slice(0, at + 1), reference.slice(at + 1)] : ["", reference];
  const named = join(runDir, path);
  return existsSync(path) || /[\\/]/.test(path) || !existsSync(named) ? reference : label + named;
}
