import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Competition, readDescription, UserError } from "@mlebench/core";
import { importedFile } from "./reference-files.js";

export interface DescriptionOptions {
  /** Our own words, or the reference's, which a user imports from their checkout. */
  source: "builtin" | "reference";
  /** The version that names neither competition, host nor brand. @default false */
  obfuscated?: boolean;
  /** Where imported descriptions are. */
  dataDirectory: string;
}

/**
 * The task in words.
 * @throws UserError with the command to run when the reference's words have not been imported
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
  throw new UserError(`The reference's description of "${id}" has not been imported`, {
    file,
    hint: "Clone https://github.com/openai/mle-bench and run `mlebench import-reference DIR` on the clone, or use `--descriptions builtin`.",
  });
}
