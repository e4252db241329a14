import { existsSync, lstatSync, realpathSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UserError } from "@mlebench/core";
import { runProgram } from "./run-program.js";

/** What an image says of itself. */
export interface ImageConfig {
  environment: Record<string, string>;
  entryPoint: string[];
  labels: Record<string, string>;
}

interface OciConfig {
  config?: {
    Env?: string[] | null;
    Entrypoint?: string[] | null;
    Cmd?: string[] | null;
    Labels?: Record<string, string> | null;
  };
}

interface UnpackedImage {
  /** Paths of the layers, the lowest first. */
  layers: string[];
  configFile: string;
}

/** The layers and the configuration of an archive of `docker save`, or of an OCI archive, that was unpacked. */
export async function readUnpackedImage(directory: string): Promise<UnpackedImage> {
  const manifestFile = join(directory, "manifest.json");
  if (existsSync(manifestFile)) {
    const images = await readJson<{ Config: string; Layers: string[] }[]>(manifestFile);
    const [image] = images;
    if (images.length !== 1 || image === undefined) throw severalImages(directory, images.length);
    return {
      layers: image.Layers.map((layer) => join(directory, layer)),
      configFile: join(directory, image.Config),
    };
  }
  const blob = (digest: string): string => join(directory, "blobs", ...digest.split(":"));
  const { manifests } = await readJson<{ manifests: { digest: string }[] }>(join(directory, "index.json"));
  if (manifests.length !== 1) throw severalImages(directory, manifests.length);
  const manifest = await readJson<{ config: { digest: string }; layers: { digest: string }[] }>(
    blob(manifests[0].digest),
  );
  return {
    layers: manifest.layers.map(({ digest }) => blob(digest)),
    configFile: blob(manifest.config.digest),
  };
}

function severalImages(directory: string, count: number): UserError {
  return new UserError(`An archive with ${count} images`, { file: directory, expected: "one image" });
}

/** The configuration as Docker and OCI write it. */
export async function readImageConfig(file: string): Promise<ImageConfig> {
  const { config = {} } = await readJson<OciConfig>(file);
  return {
    environment: Object.fromEntries(
      (config.Env ?? []).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    ),
    entryPoint: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])],
    labels: config.Labels ?? {},
  };
}

async function readJson<Value>(file: string): Promise<Value> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Value;
  } catch (cause) {
    throw new UserError("Invalid image archive", {
      file,
      expected: "JSON as Docker and OCI write it",
      cause,
    });
  }
}

/**
 * Lays a layer over a file system, as OCI's image specification has it: `.wh.NAME` removes a file of the layers below,
 * `.wh..wh..opq` all of a directory. Devices are left out, and owners are who unpacks.
 * @throws UserError for a layer that leaves the directory
 */
export async function applyLayer(layer: string, root: string): Promise<void> {
  const listed = await runProgram(["tar", "--list", "--quoting-style=literal", "--file", layer]);
  if (listed.exitCode !== 0) throw layerError(layer, listed.stderr);
  const names = listed.stdout.split("\n").filter((name) => name !== "");
  const parents = new Set(names.map((name) => dirname(join("/", name))));
  for (const parent of parents) assertBelow(root, parent, layer);
  for (const name of names) {
    const path = join("/", name);
    const last = path.slice(path.lastIndexOf("/") + 1);
    if (!last.startsWith(".wh.")) continue;
    const directory = join(root, dirname(path));
    if (last !== ".wh..wh..opq") rmSync(join(directory, last.slice(4)), { recursive: true, force: true });
    else if (existsSync(directory)) await emptyDirectory(directory);
  }
  await unpackRoot(layer, root, ["--exclude=.wh.*"]);
}

async function emptyDirectory(directory: string): Promise<void> {
  const removed = await runProgram(["find", directory, "-mindepth", "1", "-delete"]);
  if (removed.exitCode !== 0) throw new UserError(`Cannot empty ${directory}: ${removed.stderr.trim()}`);
}

/** Unpacks the tar file of a file system, without devices and with rights for its owner. */
export async function unpackRoot(
  archive: string,
  root: string,
  options: readonly string[] = [],
): Promise<void> {
  const unpacked = await runProgram([
    ...[
      "tar",
      "--extract",
      "--file",
      archive,
      "--directory",
      root,
      "--no-same-owner",
      "--keep-directory-symlink",
    ],
    ...["--anchored", "--exclude=dev/*", "--exclude=./dev/*", "--no-anchored", ...options],
  ]);
  if (unpacked.exitCode !== 0) throw layerError(archive, unpacked.stderr);
  await runProgram(["chmod", "-R", "u+rwX", root]);
}

function layerError(layer: string, why: string): UserError {
  return new UserError(`Cannot unpack an image: ${why.trim().split("\n").at(-1)}`, { file: layer });
}

/** A link of a lower layer must not lead out of the file system. */
function assertBelow(root: string, parent: string, layer: string): void {
  for (let path = join(root, parent); path.length > root.length; path = dirname(path)) {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) continue;
    const real = existsSync(path) ? realpathSync(path) : "";
    if (real !== root && !real.startsWith(`${root}${sep}`))
      throw new UserError("The image has a layer that leaves its file system", { file: layer });
    return;
  }
}
