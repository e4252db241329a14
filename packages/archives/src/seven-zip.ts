import { chmod, lstat, mkdir, opendir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "@mlebench/core";
import { systemError, temporaryName } from "@mlebench/disk";
import type { ArchiveEntry } from "./archive-entry.js";
import { archivePath } from "./archive-path.js";
import { directoryMaker, fileMode, refuseExisting } from "./atomic-file.js";
import { damaged, unsafe } from "./errors.js";
import type { ExtractOptions, ExtractSummary } from "./extract-archive.js";
import { checkFreeSpace } from "./free-space.js";
import type { Budget } from "./limits.js";
import type { ProgressMeter } from "./progress-meter.js";
import { runSevenZip } from "./seven-zip-program.js";

interface SevenZipEntry extends ArchiveEntry {
  /** As the archive spells it. */
  name: string;
}

/** {@link listArchive} for 7z files. */
export async function listSevenZip(archive: string): Promise<ArchiveEntry[]> {
  return (await entriesOf(archive)).map(({ path, size, isDirectory }) => ({ path, size, isDirectory }));
}

/** {@link extractArchive} for 7z files, and for zip files in a compression that only 7-Zip knows. */
export async function extractSevenZip(
  archive: string,
  root: string,
  options: ExtractOptions & { budget: Budget; meter: ProgressMeter; checkCollision?: (path: string) => void },
): Promise<ExtractSummary> {
  const { only = () => true, budget, meter, overwrite = true, checkCollision } = options;
  const entries = await entriesOf(archive);
  for (const _ of entries) budget.entry();
  const chosen = entries.filter((entry) => only(entry.path));
  const total = chosen.reduce((sum, entry) => sum + entry.size, 0);
  budget.bytes(total);
  meter.total(total);
  checkFreeSpace(archive, root, total);
  const summary: ExtractSummary = { files: 0, bytes: 0 };
  const makeDirectory = directoryMaker();
  const makeDirectories = async () => {
    for (const { path, isDirectory } of chosen) if (isDirectory) makeDirectory(join(root, path));
  };
  // To 7-Zip, the name of a directory means everything in it.
  const files = chosen.filter((entry) => !entry.isDirectory);
  for (const { path } of files) checkCollision?.(path);
  if (files.length === 0) {
    await makeDirectories();
    return summary;
  }
  const work = temporaryName(join(root, "archive"));
  const out = join(work, "out");
  try {
    await mkdir(out, { recursive: true });
    await writeFile(join(work, "names"), files.map(({ name }) => `${name}\n`).join(""));
    // -spd: names are names, not patterns. -p: an encrypted file is an error, not a question.
    const commands = ["x", "-y", "-bso0", "-bsp1", "-sccUTF-8", "-scsUTF-8", "-spd", "-pnone", "-o/work/out"];
    const mounts = [archiveMount(archive), { name: "/work", directory: work }];
    const names = chosen.length === entries.length ? [] : ["@/work/names"];
    const result = await runSevenZip(
      [...commands, `/archive/${basename(archive)}`, ...names],
      mounts,
      (percent) => meter.set(Math.floor((total * percent) / 100)),
    );
    if (!result.succeeded) throw failure(archive, result.errors);
    await makeDirectories();
    await moveTree(archive, out, root, { summary, overwrite, makeDirectory });
    const different = new Set(files.map(({ path }) => path)).size;
    if (summary.files !== different)
      throw damaged(archive, `${summary.files} files came out instead of ${different}`);
    meter.set(total);
    meter.finish();
    return summary;
  } catch (error) {
    throw systemError(error, root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const archiveMount = (archive: string) => ({ name: "/archive", directory: dirname(resolve(archive)) });

async function entriesOf(archive: string): Promise<SevenZipEntry[]> {
  const commands = ["l", "-slt", "-ba", "-sccUTF-8", "-spd", "-pnone", `/archive/${basename(archive)}`];
  const result = await runSevenZip(commands, [archiveMount(archive)]);
  if (!result.succeeded) throw failure(archive, result.errors);
  // A name may hold a line break and so pretend to be other lines; what is true of any line is refused.
  // The mode of a Unix link, or the letter by which Windows marks links and other redirections.
  if (/^Attributes = (.*\bl[-rwxsStT]{9}|[A-Za-z]*L)/m.test(result.output))
    throw unsafe(archive, "it contains symbolic links");
  if (/^Encrypted = \+/m.test(result.output)) throw encrypted(archive);
  return parseList(archive, result.output);
}

function parseList(archive: string, text: string): SevenZipEntry[] {
  const blocks = text.split(/\n\n+(?=Path = )/).filter((block) => block.startsWith("Path = "));
  const entries = blocks.map((block) => {
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      const separator = line.indexOf(" = ");
      if (separator > 0) fields.set(line.slice(0, separator), line.slice(separator + 3));
    }
    const name = fields.get("Path")!;
    const isDirectory = fields.get("Folder") === "+" || /^D/.test(fields.get("Attributes") ?? "");
    return { name, path: archivePath(archive, name), size: Number(fields.get("Size") ?? 0), isDirectory };
  });
  // Without attributes a directory looks like an empty file, except that others are in it.
  const parents = new Set(entries.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf("/")))));
  return entries.map((entry) => ({ ...entry, isDirectory: entry.isDirectory || parents.has(entry.path) }));
}

function encrypted(archive: string): UserError {
  return new UserError("The archive is encrypted with a password", {
    file: archive,
    hint: "Extract it manually, for example with `7z x`.",
  });
}

function failure(archive: string, errors: string): UserError {
  if (/password|encrypted/i.test(errors)) return encrypted(archive);
  const lines = errors.split("\n").map((line) => line.replace(/^(Open )?ERRORS?: */, "").trim());
  const what = lines.filter((line) => line !== "" && !line.includes("/archive/"));
  return damaged(archive, what.slice(0, 3).join("; ") || "7-Zip cannot read it");
}

interface MoveContext {
  summary: ExtractSummary;
  overwrite: boolean;
  makeDirectory: (directory: string) => void;
}

/** Renames every file into its place; nothing but files and directories may have come out. */
async function moveTree(archive: string, from: string, to: string, context: MoveContext): Promise<void> {
  const { summary, overwrite, makeDirectory } = context;
  makeDirectory(to);
  for await (const { name } of await opendir(from)) {
    const source = join(from, name);
    const target = join(to, name);
    const found = await lstat(source);
    if (found.isDirectory()) {
      await moveTree(archive, source, target, context);
      continue;
    }
    if (!found.isFile()) throw unsafe(archive, `"${name}" is neither a file nor a directory`);
    if (!overwrite) await refuseExisting(target);
    await chmod(source, fileMode & ~process.umask());
    await rename(source, target).catch((error: unknown) => {
      throw systemError(error, target);
    });
    summary.files += 1;
    summary.bytes += found.size;
  }
}
