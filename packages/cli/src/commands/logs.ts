import { resolve } from "node:path";
import { shellWord } from "@mlebench/core";
import { requireWritableDirectory } from "@mlebench/disk";
import type { LogFormat } from "@mlebench/inspect-logs";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { optionalPackage } from "../optional-package.js";
import type { JsonOption } from "../options.js";
import { defaultRunsDirectory, runGroupDirectory } from "../run/run-setup.js";
import { note, print } from "../terminal.js";

export interface LogsOptions extends JsonOption {
  /** Run groups, by name or directory. */
  runGroups: readonly string[];
  format: "inspect" | "atif";
  logFormat: LogFormat;
  outputDir: string;
  runDir?: string;
}

/** Writes run groups as logs or trajectories of others. */
export async function logs(options: LogsOptions): Promise<number> {
  const { format, logFormat, outputDir } = options;
  requireWritableDirectory(outputDir, "The output directory", "Choose another one with `--output-dir`.");
  const directory = resolve(outputDir);
  const { writeGroupLog, writeTrajectories } = await optionalPackage(
    "@mlebench/inspect-logs",
    () => import("@mlebench/inspect-logs"),
  );
  const groups = options.runGroups.map((group) =>
    runGroupDirectory(group, options.runDir ?? defaultRunsDirectory),
  );
  const files: string[] = [];
  for (const group of groups) {
    if (format === "atif") files.push(...writeTrajectories(group, directory));
    else files.push(await writeGroupLog(group, { directory, format: logFormat }));
  }
  if (options.json) printJson({ format, directory, files });
  else for (const file of files) print(file);
  if (format === "inspect") note(`View with \`inspect view --log-dir ${shellWord(outputDir)}\``);
  return exitCodes.ok;
}
