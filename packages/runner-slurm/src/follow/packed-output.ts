import { spawn } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childEnvironment } from "@mlebench/core";
import { tarDirectory } from "@mlebench/runner";

/**
 * A directory that a node has packed, or one member of it, as a tar stream.
 * @returns undefined when there is no such thing
 */
export async function packedOutput(
  file: string,
  name: string,
  path: string | undefined,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  if (!existsSync(file)) return undefined;
  if (path === undefined) return createReadStream(file);
  const directory = mkdtempSync(join(tmpdir(), "mlebench-member-"));
  await extract(file, `${name}/${path}`, directory);
  const stream = tarDirectory(join(directory, name), path);
  if (stream !== undefined) return andThen(stream, () => rmSync(directory, { recursive: true, force: true }));
  rmSync(directory, { recursive: true, force: true });
  return undefined;
}

/** A stream of which the file is removed at its end. */
export function passingOutput(file: string): AsyncIterable<Uint8Array> {
  return andThen(createReadStream(file), () => rmSync(file, { force: true }));
}

async function* andThen(stream: AsyncIterable<Uint8Array>, end: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } finally {
    end();
  }
}

/** A member that is missing is no error. */
function extract(file: string, member: string, directory: string): Promise<void> {
  const options = [
    "--extract",
    `--file=${file}`,
    `--directory=${directory}`,
    "--no-same-owner",
    "--no-wildcards",
  ];
  const child = spawn("tar", [...options, "--", member], { stdio: "ignore", env: childEnvironment() });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}
