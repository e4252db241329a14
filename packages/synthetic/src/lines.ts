import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { createZip } from "@mlebench/archives";

/** Writes a text file, each line with `\n` behind it; folders above are made as needed. */
export async function writeLines(path: string, lines: readonly string[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, textOf(lines));
}

/** The same as the only member of a zip: `train.csv` in `train.csv.zip`. */
export async function writeZippedLines(path: string, lines: readonly string[]): Promise<void> {
  await createZip(path, [{ name: basename(path, ".zip"), data: Buffer.from(textOf(lines)) }]);
}

function textOf(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}
