import { prepareMiniature } from "@mlebench/datasets";
import { type SelfCheckResult, selfCheck as selfCheckCompetition } from "@mlebench/grading";
import { find, list, registry, select } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption, unaskedMiniatureDirectory } from "../options.js";
import { createProgress } from "../progress.js";
import { describeFailure } from "../system-errors.js";
import { formatTable } from "../table.js";
import { note, print, style } from "../terminal.js";

export interface SelfCheckOptions extends DataOptions, JsonOption {
  /** Ids, splits, files or package paths; all competitions when empty. */
  competitions: string[];
  all?: boolean;
  verbose?: boolean;
}

/** Runs sanity checks on competitions, on their miniatures, or on real data if a data directory is given. */
export async function selfCheck(options: SelfCheckOptions): Promise<number> {
  const unasked = options.mini === undefined && options.dataDir === undefined;
  const mini = options.mini ?? unasked;
  const directory = unasked ? unaskedMiniatureDirectory(options) : dataDirectory(options);
  const all = options.all || options.competitions.length === 0 ? list().map(({ id }) => id) : [];
  const references = [...new Set([...select(options.competitions), ...all])];
  const results: SelfCheckResult[] = [];
  for (const reference of references) {
    const result = await checkOne(reference, directory, mini, options.verbose === true);
    results.push(result);
    if (!options.json) print(resultText(result));
  }
  if (options.json) printJson(results);
  const failed = results.filter(({ passed }) => !passed);
  if (results.length > 1) note(`${results.length - failed.length} of ${results.length} passed.`);
  return failed.length > 0 ? exitCodes.userError : exitCodes.ok;
}

async function checkOne(
  reference: string,
  directory: string,
  mini: boolean,
  verbose: boolean,
): Promise<SelfCheckResult> {
  const progress = createProgress(reference);
  try {
    const competition = await find(reference);
    if (mini) {
      await prepareMiniature(competition, { dataDirectory: directory, onProgress: progress.report });
    }
    progress.stop();
    return await selfCheckCompetition(competition, {
      dataDirectory: directory,
      source: { registry: registry(), reference },
      onGraderError: verbose ? note : undefined,
    });
  } catch (error) {
    const detail = describeFailure(error);
    const check = { name: "data can be prepared", passed: false, detail };
    return { id: reference, passed: false, checks: [check] };
  } finally {
    progress.stop();
  }
}

function resultText({ id, passed, checks }: SelfCheckResult): string {
  const marks = checks.map((check) => [
    check.passed === undefined ? "  –" : check.passed ? "  ✓" : "  ✗",
    check.name,
    check.detail,
  ]);
  const verdict = passed ? style("green", "passed") : style("red", "failed");
  return `${style("bold", id)}: ${verdict}\n${formatTable(marks)}`;
}
