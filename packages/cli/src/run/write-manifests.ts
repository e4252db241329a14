import { resolve } from "node:path";
import { UsageError } from "@mlebench/core";
import { type DescribingBackend, describeRuns, type RunAgentsOptions } from "@mlebench/runner";
import { printJson } from "../json.js";
import { note, print, warn } from "../terminal.js";
import { requireEmpty, writeFilesTo } from "../write-build-files.js";

/** Writes the manifests of runs for whoever starts them, and says how that is done. */
export async function writeManifests(
  options: RunAgentsOptions,
  outputDir: string,
  { json = false, grade = false }: { json?: boolean; grade?: boolean },
): Promise<void> {
  const { backend } = options;
  if (!writesManifests(backend))
    throw new UsageError(
      `\`--output-dir\` requires a backend that writes manifests, which \`${backend.id}\` does not`,
    );
  if (outputDir === "") throw new UsageError("`--output-dir` requires a directory");
  const directory = resolve(outputDir);
  requireEmpty(directory, "manifests");
  const { runGroup, plan, runs, warnings, files, next } = await describeRuns({
    ...options,
    backend,
    directory,
  });
  writeFilesTo(directory, "manifests", files);
  if (grade)
    warnings.push("`--grade` has no effect on manifests: grade the results of the runs when they are there.");
  const paths = files.map(({ path }) => path);
  if (json) return printJson({ run_group: runGroup, directory, files: paths, plan, runs, warnings, next });
  for (const path of topEntries(paths)) print(resolve(directory, path));
  for (const text of warnings) warn(text);
  note(`Wrote the manifests of ${runs.length} ${runs.length === 1 ? "run" : "runs"}, nothing started. Next:`);
  for (const command of next) note(`  ${command}`);
}

function writesManifests(backend: RunAgentsOptions["backend"]): backend is DescribingBackend {
  return backend.manifests !== undefined;
}

/** Files of the directory itself, and its directories. */
function topEntries(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split("/", 1)[0]))];
}
