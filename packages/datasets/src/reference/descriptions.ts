import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Competition, readDescription, UserError } from "@mlebench/core";
import { importedFile } from "./reference-files.js";

export interface DescriptionOptions {
  /** The built-in description, or the Python reference's, imported with `import-reference`. */
  source: "builtin" | "reference";
  /** The version without competition, host, and brand names. @default false */
  obfuscated?: boolean;
  /** Where imported descriptions are. */
  dataDirectory: string;
}

/**
 * Reads the description of a competition.
 * @throws UserError with the command to run if the Python reference's description has not been imported
 */
export function readDescriptionFor(
  competition: Competition,
  { source, obfuscated = false, dataDirectory }: DescriptionOptions,
): string {
  if (source === "builtin") return readDescription(competition, obfuscated);
  const { id } = competition.facts;
  const file = importedFile(
    join(resolve(dataDirectory), id),
    obfuscated ? "obfuscatedDescription" : "description",
  );
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw new UserError(`The description of \`${id}\` has not been imported from the Python reference`, {
    file,
    hint: "Clone https://github.com/openai/mle-bench and run `mlebench import-reference DIR` on the clone, or use `--descriptions builtin`.",
  });
}
