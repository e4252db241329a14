import { existsSync, linkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GradingReport, stringifyReport, timestamp, UserError } from "@mlebench/core";
import { makeDirectory, temporaryName } from "@mlebench/disk";

/**
 * Writes `<outputDirectory>/<timestamp>_grading_report.json`, complete or not at all, and never over another report:
 * a second report within one second takes the next free second as its name.
 * @returns path of the file
 * @throws UserError when the directory cannot be written to
 */
export function saveGradingReport(report: GradingReport, outputDirectory: string, now = new Date()): string {
  const temporary = temporaryName(join(outputDirectory, "report"));
  try {
    makeDirectory(outputDirectory);
    try {
      writeFileSync(temporary, `${stringifyReport(report)}\n`, { flush: true });
      return publish(temporary, outputDirectory, now);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (cause) {
    throw new UserError(`The report cannot be written: ${(cause as Error).message}`, {
      file: outputDirectory,
      hint: "Free some space or choose another directory.",
      cause,
    });
  }
}

function publish(temporary: string, outputDirectory: string, from: Date): string {
  for (let moment = from.getTime(); ; moment += 1000) {
    const path = join(outputDirectory, `${timestamp(new Date(moment))}_grading_report.json`);
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
