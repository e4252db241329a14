import { readDescription } from "@mlebench/core";
import { find } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import type { JsonOption } from "../options.js";
import { print } from "../terminal.js";

export interface DescribeOptions extends JsonOption {
  competition: string;
  /** The version that names neither competition, host nor brand. */
  obfuscated?: boolean;
}

/** Prints a competition's description. */
export async function describe(options: DescribeOptions): Promise<number> {
  const competition = await find(options.competition);
  const description = readDescription(competition, options.obfuscated).trimEnd();
  print(options.json ? JSON.stringify({ ...competition.facts, description }, null, 2) : description);
  return exitCodes.ok;
}
