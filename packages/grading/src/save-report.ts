import { existsSync, linkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GradingReport, stringifyReport, timestamp } from "@mlebench/core";
import { cannotWrite, makeDirectory, temporaryName } from "@mlebench/disk";

/**
 * Writes `<outputDirectory>/<timestamp>_grading_report.json`, complete or not at all, and never over another report:
 * a second report within one second takes the next free second as its name.
 * @returns path of the file
 * @throws UserError when the directory cannot be written to
 */
export function saveGradingReport(report: GradingReport, outputDirectory: string, now = new Date()): string {
  return saveReport(report, outputDirectory, { name: "grading_report", now });
}

/**
 * Writes `<outputDirectory>/<timestamp>_<name>.json` as {@link saveGradingReport} does.
 * @returns path of the file
 * @throws UserError when the directory cannot be written to
 */
export function saveReport(
  report: unknown,
  outputDirectory: string,
  { name, now = new Date() }: { name: string; now?: Date },
): string {
  const temporary = temporaryName(join(outputDirectory, "report"));
  try {
    makeDirectory(outputDirectory);
    try {
      writeFileSync(temporary, `${stringifyReport(report)}\n`, { flush: true });
      return publish(temporary, { outputDirectory, name, from: now });
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (cause) {
    throw cannotWrite("report", cause, outputDirectory);
  }
}

function publish(
  temporary: string,
  { outputDirectory, name, from }: { outputDirectory: string; name: string; from: Date },
): string {
  for (let moment = from.getTime(); ; moment += 1000) {
    const path = join(outputDirectory, `${timestamp(new Date(moment))}_${name}.json`);
    if (existsSync(path)) continue;
    try {
      linkSync(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      // Some file systems know no hard links, which are what keeps two processes from taking one name.
      renameSync(temporary, path);
    }
    return path;
  }
}
