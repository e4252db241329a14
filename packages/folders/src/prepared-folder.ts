import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import {
  type CreateTarOptions,
  type CreateZipOptions,
  copyZipMembers,
  createSevenZip,
  createTar,
  createZip,
  type NewMember,
  repackArchive,
} from "@mlebench/archives";
import type { LinkMode, Progress } from "@mlebench/core";
import { replaceFileSync, temporaryName } from "@mlebench/disk";
import { type PythonJsonOptions, type WritableJson, writePythonJson } from "@mlebench/formats/python-json";
import {
  type CsvFileWriter,
  type CsvWriteOptions,
  openCsvWriter,
  type Table,
  writeCsv,
} from "@mlebench/table";
import { createFileWriter } from "./file-writer.js";
import { type LinkPair, linkDirectory, linkFiles } from "./link-files.js";
import type { RawFolder } from "./raw-folder.js";

/** Long text goes to the disk in pieces of about this many characters. */
const pieceLength = 1 << 20;

/** Link mode and progress callbacks for placing raw files. */
export interface PlacementOptions {
  mode: LinkMode;
  onProgress?: (progress: Progress) => void;
  /** Gets the bytes of files that were put here without being copied. */
  onLinked?: (bytes: number) => void;
}

/** A raw file by its name: alone where it keeps the name, else with the name that it gets. */
export type RawFile = string | readonly [from: string, to: string];

/** A file of an archive: by its name, with the name that it gets, as data, or as what Python's `json.dump` writes. */
export type ArchiveMember =
  | RawFile
  | { readonly name: string; readonly data: Uint8Array | string }
  | { readonly name: string; readonly json: WritableJson };

export interface MemberSource {
  /** The folder of the members. @default the prepared folder itself */
  from?: RawFolder | PreparedFolder;
}

/** A prepared file while it is written. */
export interface PreparedWriter {
  write(bytes: Uint8Array): void;
  /** Writes the rest and gives the file its name. */
  close(): void;
}

/** A prepared zip while its member is written. */
export interface ZippedWriter {
  write(bytes: Uint8Array): void;
  /** Writes the rest, compresses it, and gives the zip its name. */
  close(): Promise<void>;
}

/** A prepared Parquet file while it is written. */
export interface ParquetWriter {
  /** Appends rows. Every table has the same columns and types. */
  write(table: Table): void;
  /** Writes the rest and gives the file its name. */
  close(): Promise<void>;
}

/** A prepared JSON list while it is written. */
export interface JsonListWriter {
  /** Appends an item: its JSON, as `formatPythonJson` gives it. */
  write(json: string | Uint8Array): void;
  /** Ends the list and gives the file its name. */
  close(): void;
}

/** A file that is written piece by piece. */
interface Unfinished {
  close(): Promise<void> | void;
  /** Closes and removes what was written. */
  discard(): void;
}

/** A folder of prepared files. Every file is written atomically; parent folders are created as needed. */
export class PreparedFolder {
  /** What is open for writing. */
  private readonly unfinished = new Set<Unfinished>();

  constructor(
    readonly path: string,
    private readonly placement: PlacementOptions,
  ) {}

  /** Absolute path of a file or folder inside; the folder above it exists afterwards. */
  resolve(name: string): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  /** Makes an empty folder. */
  folder(name: string): void {
    mkdirSync(join(this.path, name), { recursive: true });
  }

  /** As pandas' `to_csv(index=False)`. */
  csv(name: string, table: Table, options: CsvWriteOptions = {}): void {
    this.write(name, table, this.resolve(name), options);
  }

  /** The same, table by table, all with the same columns. The file appears when it is closed. */
  openCsv(name: string, options: Omit<CsvWriteOptions, "index"> = {}): CsvFileWriter {
    return this.unfinishedUntilClosed(openCsvWriter(this.resolve(name), options));
  }

  /** The same as the only member of a zip: `train.csv` in `train.csv.zip`. */
  async zippedCsv(
    name: string,
    table: Table,
    { compression, ...options }: CsvWriteOptions & CreateZipOptions = {},
  ): Promise<void> {
    const path = temporaryName(this.resolve(name));
    try {
      this.write(name, table, path, options);
      await createZip(this.resolve(name), [{ name: basename(name, ".zip"), path }], { compression });
    } finally {
      rmSync(path, { force: true });
    }
  }

  private write(name: string, table: Table, path: string, options: CsvWriteOptions): void {
    const progress = { step: `write ${name}`, total: table.length, unit: "rows" };
    this.placement.onProgress?.({ ...progress, done: 0 });
    writeCsv(table, path, options);
    this.placement.onProgress?.({ ...progress, done: table.length });
  }

  /** One table, or several with the same columns one after the other, of which only one need be in memory. */
  async parquet(name: string, tables: Table | AsyncIterable<Table>): Promise<void> {
    const { writeParquet } = await import("@mlebench/formats/parquet");
    await writeParquet(tables, this.resolve(name));
  }

  /** The same, table by table. The file appears when it is closed. */
  async openParquet(name: string): Promise<ParquetWriter> {
    const { openParquetWriter } = await import("@mlebench/formats/parquet");
    return this.unfinishedUntilClosed(openParquetWriter(this.resolve(name)));
  }

  /** Text as it is, in UTF-8. */
  text(name: string, text: string): void {
    replaceFileSync(this.resolve(name), (temporary) => writeFileSync(temporary, text));
  }

  /**
   * As Python's `json.dump`: ASCII, `", "` and `": "` between, or indented; no newline at the end. Lists may be iterables
   * that memory would not hold.
   */
  json(name: string, value: WritableJson, options: PythonJsonOptions = {}): void {
    replaceFileSync(this.resolve(name), (temporary) => writeJson(temporary, value, options));
  }

  /** Writes a zip of files of this folder, of raw files, or of given data. */
  async zip(
    name: string,
    members: readonly ArchiveMember[],
    { from, ...options }: MemberSource & CreateZipOptions = {},
  ): Promise<void> {
    await this.withMembers(members, from, (files) => createZip(this.resolve(name), files, options));
  }

  /** Writes a tar of files of this folder, of raw files, or of given data. */
  async tar(
    name: string,
    members: readonly ArchiveMember[],
    { from, ...options }: MemberSource & CreateTarOptions = {},
  ): Promise<void> {
    await this.withMembers(members, from, (files) => createTar(this.resolve(name), files, options));
  }

  /** Writes a 7z archive of files of this folder, of raw files, or of given data. */
  async sevenZip(
    name: string,
    members: readonly ArchiveMember[],
    { from }: MemberSource = {},
  ): Promise<void> {
    await this.withMembers(members, from, (files) => createSevenZip(this.resolve(name), files));
  }

  /**
   * Writes tars of members of a raw archive, which is read once and not extracted. Where the archive has been extracted
   * next to itself, the files are taken.
   * @param folder the folder that the archive holds
   * @param tars per name of a tar, its members by their path in the archive, with the names that they get
   */
  async repack(
    raw: RawFolder,
    archive: string,
    folder: string,
    tars: Readonly<Record<string, ReadonlyMap<string, string>>>,
  ): Promise<void> {
    if (raw.has(folder)) {
      for (const [name, members] of Object.entries(tars)) await this.tar(name, [...members], { from: raw });
      return;
    }
    const repacked = Object.entries(tars).map(([name, members]) => ({
      destination: this.resolve(name),
      members,
    }));
    await repackArchive(raw.require(archive), repacked);
  }

  /**
   * Writes a zip of files of a raw zip, packed as they are there, so that nothing is extracted or compressed. Where only
   * the folder is left to which somebody extracted the zip, its files are stored.
   * @param from the raw zip
   * @param members names in the raw zip, alone or with the names that they get
   */
  async zipFrom(raw: RawFolder, from: string, to: string, members: readonly RawFile[]): Promise<void> {
    const folder = from.replace(/\.zip$/i, "");
    const named = members.map(namesOf);
    if (raw.has(from) || !raw.has(folder)) {
      const { onProgress } = this.placement;
      await copyZipMembers(raw.require(from), this.resolve(to), new Map(named), { onProgress });
      return;
    }
    const files = named.map(([name, newName]) => [`${folder}/${name}`, newName] as const);
    await this.zip(to, files, { from: raw, compression: "store" });
  }

  private async withMembers(
    members: readonly ArchiveMember[],
    source: RawFolder | PreparedFolder = this,
    pack: (files: readonly NewMember[]) => Promise<void>,
  ): Promise<void> {
    const written: string[] = [];
    try {
      const files = members.map((member): NewMember => {
        if (typeof member === "object" && "data" in member)
          return { name: member.name, data: Buffer.from(member.data) };
        if (typeof member === "object" && "json" in member) {
          const path = temporaryName(this.resolve(basename(member.name)));
          written.push(path);
          writeJson(path, member.json, {});
          return { name: member.name, path };
        }
        const [from, to] = namesOf(member);
        return { name: to, path: source.resolve(from) };
      });
      await pack(files);
    } finally {
      for (const path of written) rmSync(path, { force: true });
    }
  }

  /**
   * Closes and removes every file that was opened and not closed: after a preparation that failed. They would take space on
   * the disk until the process ends.
   */
  discardUnfinished(): void {
    for (const writer of this.unfinished) writer.discard();
    this.unfinished.clear();
  }

  private unfinishedUntilClosed<Writer extends Unfinished>(writer: Writer): Writer {
    this.unfinished.add(writer);
    const close = (): Promise<void> | void => {
      const closing = writer.close();
      const done = (): void => {
        this.unfinished.delete(writer);
      };
      return closing === undefined ? done() : closing.then(done);
    };
    return { ...writer, close };
  }

  /** Opens a file that is written piece by piece. It appears when it is closed. */
  open(name: string): PreparedWriter {
    const path = this.resolve(name);
    const temporary = temporaryName(path);
    const { write, close, discard } = createFileWriter(temporary);
    return this.unfinishedUntilClosed({
      write,
      close() {
        close();
        renameSync(temporary, path);
      },
      discard,
    });
  }

  /** The same as the only member of a zip: `train.txt` in `train.txt.zip`. It is compressed when it is closed. */
  openZipped(name: string): ZippedWriter {
    const path = this.resolve(name);
    const temporary = temporaryName(path);
    const { write, close, discard } = createFileWriter(temporary);
    return this.unfinishedUntilClosed({
      write,
      async close() {
        close();
        await createZip(path, [{ name: basename(name, ".zip"), path: temporary }]);
        discard();
      },
      discard,
    });
  }

  /** Opens a JSON list that is written item by item, as Python's `json.dump` writes the entire list. */
  jsonList(name: string): JsonListWriter {
    const file = this.open(name);
    let isEmpty = true;
    return {
      write(json) {
        file.write(Buffer.from(isEmpty ? "[" : ", "));
        file.write(typeof json === "string" ? Buffer.from(json) : json);
        isEmpty = false;
      },
      close() {
        file.write(Buffer.from(isEmpty ? "[]" : "]"));
        file.close();
      },
    };
  }

  /**
   * Puts raw files here without decoding or changing them, and without copying where the file system allows.
   * @param files in the order in which they are put here; for millions of files, a generator
   */
  async files(raw: RawFolder, files: Iterable<RawFile>): Promise<void> {
    const locate = (from: string): string => raw.resolve(relative(raw.path, from));
    const { linkedBytes } = await linkFiles(this.pairsOf(raw, files), { ...this.placement, locate });
    this.placement.onLinked?.(linkedBytes);
  }

  private *pairsOf(raw: RawFolder, files: Iterable<RawFile>): Generator<LinkPair> {
    for (const file of files) {
      const [from, to] = namesOf(file);
      yield { from: join(raw.path, from), to: join(this.path, to) };
    }
  }

  /**
   * Puts an entire raw folder here, the same way.
   * @param options.except names of files that are left out, in whatever folder they are
   */
  async directory(
    raw: RawFolder,
    from: string,
    to: string,
    { except = [] }: { except?: readonly string[] } = {},
  ): Promise<void> {
    if (except.length > 0) {
      const paths = raw.walk(from);
      // A folder stays even if all of its files are left out.
      for (const path of paths) this.folder(join(to, dirname(path)));
      const kept = paths.filter((path) => !except.includes(basename(path)));
      await this.files(
        raw,
        kept.map((path) => [`${from}/${path}`, `${to}/${path}`]),
      );
      return;
    }
    const { linkedBytes } = await linkDirectory(raw.require(from), join(this.path, to), this.placement);
    this.placement.onLinked?.(linkedBytes);
  }
}

function namesOf(file: RawFile): readonly [from: string, to: string] {
  return typeof file === "string" ? [file, file] : file;
}

function writeJson(path: string, value: WritableJson, options: PythonJsonOptions): void {
  const descriptor = openSync(path, "w");
  try {
    let pending = "";
    const flush = () => {
      writeFileSync(descriptor, pending);
      pending = "";
    };
    writePythonJson(
      value,
      (text) => {
        pending += text;
        if (pending.length >= pieceLength) flush();
      },
      options,
    );
    flush();
  } finally {
    closeSync(descriptor);
  }
}
