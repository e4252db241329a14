import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "@mlebench/core";
import { temporaryName } from "@mlebench/disk";
import { withLock } from "@mlebench/disk/lock";
import {
  applyLayer,
  type ImageConfig,
  readImageConfig,
  readUnpackedImage,
  unpackRoot,
} from "./image-layers.js";
import { findImageSource, type ImageSource, imagePaths } from "./image-source.js";
import { runProgram } from "./run-program.js";
import type { ImportedImage, InstalledTool } from "./tool.js";

/** Where images are looked for and kept. */
export interface ImagePlaces {
  /** Files and directories of images, by name. */
  imageDirectory: string;
  /** What tools make of them. */
  cacheDirectory: string;
}

/** Gets a line for people before an import, which may take minutes. */
export type OnImport = (message: string) => void;

const nothing: ImageConfig = { environment: {}, entryPoint: [], labels: {} };

/**
 * Makes an image ready for a tool, once: what was made is kept by the image's digest, and several processes, also of
 * several machines, may ask for it at once.
 * @param reference a path, a name in the directory of images, or an image of Podman's store
 * @throws UserError if it is missing, or the tool cannot run this kind of image
 */
export async function importImage(
  tool: InstalledTool,
  reference: string,
  places: ImagePlaces,
  onImport: OnImport = () => undefined,
): Promise<ImportedImage> {
  if (tool.id === "podman") {
    const stored = await inspectStored(tool, reference);
    if (stored !== undefined) return stored;
  }
  const source = await findImageSource(reference, places.imageDirectory);
  if (source === undefined) throw missingImage(reference, places.imageDirectory);
  switch (tool.id) {
    case "podman":
      return await importPodman(tool, source, onImport);
    case "apptainer":
      return await importApptainer(tool, source, places, onImport);
    case "charliecloud":
      return await importDirectory(source, places, onImport);
  }
}

function missingImage(reference: string, imageDirectory: string): UserError {
  const [first] = imagePaths(reference, imageDirectory);
  return new UserError(`Image \`${reference}\` not found`, {
    file: first,
    expected: "a path, or a name in the directory of images",
    hint: `Where Docker is, run \`docker save IMAGE -o ${reference.replaceAll(/[/:]/g, "-")}.tar\`, and copy the file to ${imageDirectory}.`,
  });
}

/** The same file has the same key; one that was written again has another. */
function sourceKey({ path, kind }: ImageSource): string {
  const real = realpathSync(path);
  const { size, mtimeMs } = statSync(real);
  return createHash("sha256")
    .update(JSON.stringify([real, kind, size, mtimeMs]))
    .digest("hex")
    .slice(0, 32);
}

async function importApptainer(
  tool: InstalledTool,
  source: ImageSource,
  places: ImagePlaces,
  onImport: OnImport,
): Promise<ImportedImage> {
  const key = sourceKey(source);
  if (source.kind === "sif" || source.kind === "squashfs" || source.kind === "root-directory") {
    return { reference: source.path, digest: `file:${key}`, ...nothing };
  }
  if (source.kind === "root-archive") return await importDirectory(source, places, onImport);
  const file = join(places.cacheDirectory, "apptainer", `${key}.sif`);
  await once(file, async (temporary) => {
    onImport(`Building ${file} of ${source.path}`);
    const built = await runProgram([
      tool.program,
      "build",
      "--force",
      temporary,
      `${source.kind}://${source.path}`,
    ]);
    if (built.exitCode !== 0) throw importError(tool, source, built.stderr);
  });
  return { reference: file, digest: `file:${key}`, ...nothing };
}

/** A root file system in a directory, for tools that run one. */
async function importDirectory(
  source: ImageSource,
  places: ImagePlaces,
  onImport: OnImport,
): Promise<ImportedImage> {
  const key = sourceKey(source);
  if (source.kind === "root-directory")
    return { reference: source.path, digest: `directory:${key}`, ...nothing };
  if (source.kind === "sif" || source.kind === "squashfs") {
    throw new UserError("A SIF image runs in Apptainer only", {
      file: source.path,
      expected: "an archive of `docker save`, or a tar file of a file system",
    });
  }
  const directory = join(places.cacheDirectory, "directories", key);
  await once(directory, async (temporary) => {
    onImport(`Unpacking ${source.path} to ${directory}`);
    await unpackImage(source, temporary);
  });
  const { digest, ...config } = JSON.parse(
    readFileSync(join(directory, "image.json"), "utf8"),
  ) as ImageConfig & { digest: string };
  return { reference: join(directory, "root"), digest, ...config };
}

/** Makes `root/` and `image.json`. */
async function unpackImage(source: ImageSource, directory: string): Promise<void> {
  const root = join(directory, "root");
  mkdirSync(root, { recursive: true });
  let config: ImageConfig = nothing;
  let digest = `file:${sourceKey(source)}`;
  if (source.kind === "root-archive") {
    await unpackRoot(source.path, root);
  } else {
    const archive = join(directory, "archive");
    mkdirSync(archive);
    const unpacked = await runProgram(["tar", "--extract", "--file", source.path, "--directory", archive]);
    if (unpacked.exitCode !== 0)
      throw new UserError(`Cannot read the image: ${unpacked.stderr.trim()}`, { file: source.path });
    const { layers, configFile } = await readUnpackedImage(archive);
    for (const layer of layers) await applyLayer(layer, realpathSync(root));
    config = await readImageConfig(configFile);
    digest = `sha256:${createHash("sha256").update(readFileSync(configFile)).digest("hex")}`;
    rmSync(archive, { recursive: true, force: true });
  }
  // Places that a tool mounts something to.
  for (const name of ["dev", "proc", "sys", "tmp", "home", "mnt", "etc"])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of ["passwd", "group", "hosts", "resolv.conf"]) {
    const file = join(root, "etc", name);
    if (!existsSync(file)) rmSync(file, { force: true });
    if (!existsSync(file)) writeFileSync(file, "");
  }
  writeFileSync(join(directory, "image.json"), JSON.stringify({ digest, ...config }));
}

/** Makes something that is there completely or not at all, by whichever process comes first. */
async function once(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  await withLock(`${path}.lock`, async () => {
    if (existsSync(path)) return;
    const temporary = temporaryName(path);
    try {
      await make(temporary);
      renameSync(temporary, path);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}

interface StoredImage {
  Id: string;
  Config?: { Env?: string[]; Entrypoint?: string[]; Cmd?: string[] };
  Labels?: Record<string, string> | null;
}

async function inspectStored(tool: InstalledTool, reference: string): Promise<ImportedImage | undefined> {
  const { exitCode, stdout } = await runProgram([tool.program, "image", "inspect", reference]);
  if (exitCode !== 0) return undefined;
  const [{ Id, Config = {}, Labels }] = JSON.parse(stdout) as [StoredImage];
  return {
    reference: Id,
    digest: Id.includes(":") ? Id : `sha256:${Id}`,
    // Podman sets them itself.
    environment: {},
    entryPoint: [...(Config.Entrypoint ?? []), ...(Config.Cmd ?? [])],
    labels: Labels ?? {},
  };
}

/** The store has it under a name that follows from the file, so that it is loaded once. */
async function importPodman(
  tool: InstalledTool,
  source: ImageSource,
  onImport: OnImport,
): Promise<ImportedImage> {
  const name = `localhost/mlebench-${sourceKey(source)}`;
  const known = await inspectStored(tool, name);
  if (known !== undefined) return known;
  onImport(`Loading ${source.path} into Podman`);
  if (source.kind === "docker-archive" || source.kind === "oci-archive") {
    const { exitCode, stdout, stderr } = await runProgram([tool.program, "load", "--input", source.path]);
    const loaded = /Loaded image(?:\(s\))?: (\S+)/.exec(stdout)?.[1];
    if (exitCode !== 0 || loaded === undefined) throw importError(tool, source, stderr);
    await runProgram([tool.program, "tag", loaded, name]);
  } else if (source.kind === "root-archive") {
    const { exitCode, stderr } = await runProgram([tool.program, "import", source.path, name]);
    if (exitCode !== 0) throw importError(tool, source, stderr);
  } else {
    throw new UserError(`Podman cannot run this kind of image: ${source.kind}`, {
      file: source.path,
      expected: "an archive of `docker save`, an OCI archive, or a tar file of a file system",
    });
  }
  const imported = await inspectStored(tool, name);
  if (imported === undefined) throw importError(tool, source, "it is not in the store");
  return imported;
}

function importError(tool: InstalledTool, { path }: ImageSource, stderr: string): UserError {
  const why = stderr.trim().split("\n").at(-1) || "no reason given";
  return new UserError(`\`${tool.program}\` cannot import the image: ${why}`, { file: path });
}
