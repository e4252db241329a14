import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { listArchive } from "@mlebench/archives";
import type { MockCompetition } from "./world.js";

/**
 * The competitions of a folder: ID.zip is the data of competition ID, and ID.json, if it is there, has further
 * properties of {@link MockCompetition}, such as `entered`, `leaderboard` or `kernels`; a competition may also have
 * only the latter.
 * @throws Error when a file cannot be read, UserError when a zip file is damaged
 */
export async function competitionsIn(folder: string): Promise<MockCompetition[]> {
  const names = (await readdir(folder)).sort();
  const ids = new Set(names.flatMap((name) => /^(.+)\.(?:zip|json)$/.exec(name)?.[1] ?? []));
  return Promise.all([...ids].map((id) => readCompetition(folder, id)));
}

async function readCompetition(folder: string, id: string): Promise<MockCompetition> {
  const [archive, facts] = [join(folder, `${id}.zip`), join(folder, `${id}.json`)];
  const further = existsSync(facts) ? (JSON.parse(await readFile(facts, "utf8")) as object) : {};
  if (!existsSync(archive)) return { ...further, id };
  const entries = await listArchive(archive);
  const files = entries
    .filter(({ isDirectory }) => !isDirectory)
    .map(({ path, size }) => ({ name: path, bytes: size ?? 0 }));
  return { archive, files, ...further, id };
}
