import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { onTestFinished } from "vitest";
import { smallFilesDirectory } from "../../../tooling/small-files.js";
import { id, rawFiles } from "./fake-competition.js";

export interface TemporaryDataDirectory {
  /** Everything is below. */
  root: string;
  data: string;
  home: string;
  package: string;
}

/** New directories for one test, removed when it has finished. */
export function temporaryDataDirectory(): TemporaryDataDirectory {
  const root = realpathSync(mkdtempSync(join(smallFilesDirectory(), "mlebench-datasets-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return { root, data: join(root, "data"), home: join(root, "data", id), package: join(root, "package") };
}

/** Zips files given as relative path → content. */
export async function zipOf(
  path: string,
  files: Readonly<Record<string, string>> = rawFiles,
): Promise<string> {
  const encoder = new TextEncoder();
  await createZip(
    path,
    Object.entries(files).map(([name, content]) => ({ name, data: encoder.encode(content) })),
  );
  return path;
}

/** The message a person would see; fails when there was no error. */
export async function failure(work: Promise<unknown>): Promise<string> {
  const error = await failureOf(work);
  return describeError(error);
}

export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("expected an error");
}
