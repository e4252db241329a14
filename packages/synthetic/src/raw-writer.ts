import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  type CreateTarOptions,
  type CreateZipOptions,
  createSevenZip,
  createTar,
  createZip,
  type NewMember,
} from "@mlebench/archives";
import { type CsvCell, type CsvLineOptions, csvLines } from "./csv.js";
import { createLineWriter, type LineWriter } from "./line-writer.js";

/** The raw folder of a miniature while it is written. Folders above a file are made as needed. */
export class RawWriter {
  private readonly folders = new Set<string>();

  constructor(readonly path: string) {}

  /** Makes folders, which may stay empty. */
  async folder(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.make(join(this.path, name));
  }

  /** Writes bytes, or text in UTF-8. */
  async file(name: string, data: Uint8Array | string): Promise<void> {
    const path = join(this.path, name);
    await this.make(dirname(path));
    await writeFile(path, data);
  }

  /** Writes a text file, each line followed by `\n`. */
  async lines(name: string, lines: readonly string[]): Promise<void> {
    await this.file(name, textOf(lines));
  }

  /** Writes the same as the only member of a zip: `train.csv` in `train.csv.zip`. */
  async zippedLines(name: string, lines: readonly string[], options?: CreateZipOptions): Promise<void> {
    const member = { name: basename(name, ".zip"), data: Buffer.from(textOf(lines)) };
    await createZip(join(this.path, name), [member], options);
  }

  /** Writes a CSV file. */
  async csv(
    name: string,
    columns: readonly string[],
    rows: Iterable<readonly CsvCell[]>,
    options?: CsvLineOptions,
  ): Promise<void> {
    await this.lines(name, csvLines(columns, rows, options));
  }

  /** Writes a CSV file as the only member of a zip: `train.csv` in `train.csv.zip`. */
  async zippedCsv(
    name: string,
    columns: readonly string[],
    rows: Iterable<readonly CsvCell[]>,
    options?: CsvLineOptions & CreateZipOptions,
  ): Promise<void> {
    await this.zippedLines(name, csvLines(columns, rows, options), options);
  }

  /** Opens a text file that is written line by line, for data that memory should not hold. Close it at the end. */
  open(name: string): LineWriter {
    return createLineWriter(join(this.path, name));
  }

  async zip(name: string, members: readonly NewMember[], options?: CreateZipOptions): Promise<void> {
    await createZip(join(this.path, name), members, options);
  }

  async sevenZip(name: string, members: readonly NewMember[]): Promise<void> {
    await createSevenZip(join(this.path, name), members);
  }

  async tar(name: string, members: readonly NewMember[], options?: CreateTarOptions): Promise<void> {
    await createTar(join(this.path, name), members, options);
  }

  private async make(folder: string): Promise<void> {
    if (this.folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.folders.add(folder);
  }
}

/** A text file inside an archive, each line followed by `\n`. */
export function textMember(name: string, lines: readonly string[]): NewMember {
  return { name, data: Buffer.from(textOf(lines)) };
}

function textOf(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}
