import { existsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "@mlebench/core";
import { runProgram } from "./run-program.js";

/** What an image is kept as. */
export type ImageKind =
  | "sif"
  | "squashfs"
  | "docker-archive"
  | "oci-archive"
  | "root-archive"
  | "root-directory";

/** An image in a file or directory. */
export interface ImageSource {
  kind: ImageKind;
  /** Absolute. */
  path: string;
}

/** Endings of an image's file, which its name may leave out; the first file found counts. */
const endings = [".sif", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".sqfs", ""] as const;

/**
 * The file or directory of an image.
 * @param reference a path, or a name: then it is below the directory of images, with `-` for `/` and `:`
 * @returns undefined if there is none
 */
export async function findImageSource(
  reference: string,
  imageDirectory: string,
): Promise<ImageSource | undefined> {
  const path = imagePaths(reference, imageDirectory).find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : { kind: await imageKind(path), path };
}

/** Where an image may be. */
export function imagePaths(reference: string, imageDirectory: string): string[] {
  const isPath = reference.includes("/") || reference.startsWith(".") || existsSync(reference);
  const own = isPath ? [resolve(reference)] : [];
  const name = reference.replaceAll(/[/:]/g, "-");
  return [...own, ...endings.map((ending) => join(imageDirectory, `${name}${ending}`))];
}

async function imageKind(path: string): Promise<ImageKind> {
  if (statSync(path).isDirectory()) {
    if (["bin", "usr"].some((name) => existsSync(join(path, name)))) return "root-directory";
    throw new UserError("Not an image", {
      file: path,
      expected: "a directory with the root of a file system",
    });
  }
  const head = await readHead(path);
  if (head.toString("latin1", 32, 41) === "SIF_MAGIC") return "sif";
  if (head.toString("latin1", 0, 4) === "hsqs") return "squashfs";
  // What tar lists is an archive, however it is compressed.
  if (await archiveHolds(path, "manifest.json")) return "docker-archive";
  if (await archiveHolds(path, "oci-layout")) return "oci-archive";
  const { exitCode } = await runProgram(["tar", "--list", "--occurrence=1", "--file", path, "./etc"]);
  if (exitCode === 0 || (await archiveHolds(path, "etc"))) return "root-archive";
  throw new UserError("Not an image", {
    file: path,
    expected:
      "a SIF file, an archive of `docker save` or `podman save`, an OCI archive, or a tar file of a file system",
  });
}

async function archiveHolds(path: string, member: string): Promise<boolean> {
  return (await runProgram(["tar", "--list", "--occurrence=1", "--file", path, member])).exitCode === 0;
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(64);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
