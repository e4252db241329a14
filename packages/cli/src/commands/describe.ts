import { readDescriptionFor } from "@mlebench/datasets";
import { find } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { dataDirectory, type JsonOption } from "../options.js";
import { note, print } from "../terminal.js";

export interface DescribeOptions extends JsonOption {
  competition: string;
  /** The version that names neither competition, host nor brand. */
  obfuscated?: boolean;
  /** Source of the description: built-in, or imported with `import-reference`. */
  descriptions?: "builtin" | "reference";
  dataDir?: string;
}

/**
 * Prints a competition's description, as an agent gets it. Known issues, which an agent must not learn from a pipe, are
 * notes for people.
 */
export async function describe(options: DescribeOptions): Promise<number> {
  const competition = await find(options.competition);
  const description = readDescriptionFor(competition, {
    source: options.descriptions ?? "builtin",
    obfuscated: options.obfuscated,
    dataDirectory: dataDirectory(options),
  }).trimEnd();
  if (options.json) printJson({ ...competition.facts, description });
  else {
    print(description);
    const { id, knownIssues } = competition.facts;
    if (knownIssues.length > 0)
      note(`\nKnown issues of ${id}, kept for comparability (not in the description):`);
    for (const { summary, source } of knownIssues) note(`  - ${summary} (${source})`);
  }
  return exitCodes.ok;
}
