import { resolve } from "node:path";
import { writeMiniatureRaw } from "@mlebench/datasets";
import { find } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { print } from "../terminal.js";

export interface MiniatureCommandOptions extends JsonOption {
  competition: string;
  out: string;
  seed?: number;
  size?: number;
}

/** Generates a small synthetic raw directory of a competition, in the layout of its Kaggle download. */
export async function miniature(options: MiniatureCommandOptions): Promise<number> {
  const competition = await find(options.competition);
  const { id } = competition.facts;
  const { seed = 0, size = competition.miniature.defaultSize } = options;
  const out = resolve(options.out);
  await writeMiniatureRaw(competition, { out, seed, size });
  if (options.json) printJson({ id, out, seed, size });
  else print(`Wrote a miniature of ${id} (seed ${seed}, size ${size}) to ${out}`);
  return exitCodes.ok;
}
