import { validateSubmission } from "@mlebench/grading";
import { find, registry } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { note, print } from "../terminal.js";

export interface ValidateOptions extends DataOptions, JsonOption {
  submission: string;
  competition: string;
  verbose?: boolean;
}

/** Says whether a submission can be scored, and not how well it does. */
export async function validate(options: ValidateOptions): Promise<number> {
  const competition = await find(options.competition);
  const result = await validateSubmission(competition, options.submission, {
    dataDirectory: dataDirectory(options),
    source: { registry: registry(), reference: options.competition },
    onGraderError: options.verbose ? note : undefined,
  });
  if (options.json) printJson(result);
  else print(result.message);
  return result.valid ? exitCodes.ok : exitCodes.userError;
}
