// What the chaos tests share: a competition large enough to be interrupted, and processes that prepare it.
import { createCipheriv, createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { isVerificationFile } from "@mlebench/core";
import { bundleChild, type ChildProgram } from "./child-process.js";
import { id, preparedFiles, rawTable } from "./fake-competition.js";
import { type TemporaryDataDirectory, temporaryDataDirectory } from "./temporary-data-directory.js";

/** What chaos-child.ts is to do. A phase that comes before extraction, such as a download, adds its own fields. */
export interface ChaosRequest {
  packageDirectory: string;
  dataDirectory: string;
  from?: string;
  keepRaw?: boolean;
  /** A file that the preparation waits for. */
  gate?: string;
  /** Before which change of the file system it is killed; see die-at-change.ts. */
  dieAt?: number;
}

/** Bundles chaos-child.ts, so that plain Node can run it. */
export function chaosProgram(
  entry = join(import.meta.dirname, "chaos-child.ts"),
): Promise<ChildProgram<ChaosRequest>> {
  return bundleChild<ChaosRequest>(entry);
}

/** MD5s of all files of data below a directory, by relative path; of links too, by what they lead to. */
export function md5sBelow(directory: string): Record<string, string> {
  if (!existsSync(directory)) return {};
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !isVerificationFile(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
  const md5 = (name: string) =>
    createHash("md5")
      .update(readFileSync(join(directory, name)))
      .digest("hex");
  return Object.fromEntries(names.map((name) => [name, md5(name)]));
}

export interface ChaosPlace extends TemporaryDataDirectory {
  from: string;
  packageDirectory: string;
  /** MD5s of the raw files and of the prepared ones. */
  raw: Record<string, string>;
  prepared: Record<string, string>;
}

const md5 = (data: string | Uint8Array) => createHash("md5").update(data).digest("hex");

/** An archive of `count` pictures of `size` bytes and a table, and a package that publishes what comes of it. */
export async function chaosPlace(count = 400, size = 40_000): Promise<ChaosPlace> {
  const place = temporaryDataDirectory();
  const table = rawTable(5, 40);
  // The same noise each time: a cipher's output on zeros.
  const noise = createCipheriv("aes-128-ctr", Buffer.alloc(16, "k"), Buffer.alloc(16));
  const picture = (): Uint8Array => noise.update(Buffer.alloc(size));
  const members = [
    { name: "train.csv", data: Buffer.from(table) as Uint8Array },
    ...Array.from({ length: count }, (_, index) => ({
      name: `images/${index % 7}/${index}.bin`,
      data: picture(),
    })),
  ];
  const from = join(place.root, "data.zip");
  await createZip(from, members, { compression: "store" });
  const prepared = Object.fromEntries(
    Object.entries(preparedFiles(table)).map(([name, text]) => [name, md5(text)]),
  );
  const raw = Object.fromEntries(members.map(({ name, data }) => [name, md5(data)]));
  return { ...place, from, packageDirectory: place.package, raw, prepared };
}

/** What `facts/checksums.json` of the package says, so that every prepare verifies itself. */
export function publishedChecksums({ prepared, from }: ChaosPlace): string {
  const side = (name: string) =>
    Object.fromEntries(
      Object.entries(prepared)
        .filter(([path]) => path.startsWith(`${name}/`) && path.endsWith(".csv"))
        .map(([path, sum]) => [path.slice(name.length + 1), sum]),
    );
  return JSON.stringify({ public: side("public"), private: side("private"), zip: md5(readFileSync(from)) });
}

export const homeIn = (dataDirectory: string): string => join(dataDirectory, id);
