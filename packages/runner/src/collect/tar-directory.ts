import { spawn } from "node:child_process";
import { lstatSync, opendirSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { childEnvironment } from "@mlebench/core";

const slash = Buffer.from("/");

/**
 * A directory, or one thing in it, as a tar stream made by the system's `tar`. No link is followed. Large files come
 * last, so that a reader that stops early has everything else.
 * @param directory absolute path; members are named from its last part on
 * @param path only this, named by its last part
 * @returns undefined when there is nothing
 */
export function tarDirectory(directory: string, path?: string): AsyncIterable<Uint8Array> | undefined {
  const top = path === undefined ? directory : `${directory}/${path}`;
  const found = lstatSync(top, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return runTar(
    dirname(top),
    listFiles(dirname(top), Buffer.from(top.slice(dirname(top).length + 1)), found),
  );
}

/** Names as bytes, relative to `base`. */
function listFiles(base: string, top: Buffer, status: Stats): Buffer[] {
  const others: Buffer[] = [];
  const files: { name: Buffer; size: number }[] = [];
  const visit = (name: Buffer, entry: Stats): void => {
    if (entry.isFile()) files.push({ name, size: entry.size });
    // A socket has no place in a tar file.
    else if (!entry.isSocket()) others.push(name);
    if (!entry.isDirectory()) return;
    for (const child of readDirectory(absolute(base, name))) {
      const childName = Buffer.concat([name, slash, child]);
      const childStatus = statusOf(absolute(base, childName));
      if (childStatus !== undefined) visit(childName, childStatus);
    }
  };
  visit(top, status);
  files.sort((a, b) => a.size - b.size);
  return [...others, ...files.map(({ name }) => name)];
}

function absolute(base: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(base), slash, name]);
}

function statusOf(path: Buffer): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function readDirectory(path: Buffer): Buffer[] {
  try {
    // Node's types know only text here; with this encoding names come as bytes.
    const directory = opendirSync(path, { encoding: "buffer" as BufferEncoding });
    const names: Buffer[] = [];
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      names.push(entry.name as unknown as Buffer);
    }
    directory.closeSync();
    return names;
  } catch {
    return [];
  }
}

async function* runTar(base: string, names: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  const options = ["--create", "--file=-", "--format=pax", "--no-recursion", "--null", "--files-from=-"];
  const child = spawn("tar", options, {
    cwd: base,
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...childEnvironment(), LC_ALL: "C" },
  });
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  failed.catch(() => child.stdout.destroy());
  // Tar may end, or be ended, before it has read all names.
  child.stdin.on("error", () => undefined);
  Readable.from(zeroEnded(names), { objectMode: false }).pipe(child.stdin);
  try {
    for await (const chunk of child.stdout) yield chunk as Uint8Array;
  } finally {
    child.stdout.destroy();
    child.kill("SIGKILL");
  }
}

function* zeroEnded(names: readonly Buffer[]): Generator<Buffer> {
  const zero = Buffer.from([0]);
  for (let start = 0; start < names.length; start += 1000) {
    yield Buffer.concat(names.slice(start, start + 1000).flatMap((name) => [name, zero]));
  }
}
