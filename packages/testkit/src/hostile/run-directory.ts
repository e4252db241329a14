import { lstatSync, opendirSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { basename, sep } from "node:path";

const outputs = new Set(["submission", "logs", "code"]);

/** What a collected run may occupy on the disk. Nothing that the hostile agents leave needs more. */
const mostBytes = 200e6;

/**
 * Looks for what no agent may leave on the host: devices and the like, set-user-id files, foreign owners, links that
 * lead out of the collected directories, gigabytes.
 * @returns one sentence on the first of them
 */
export function inspectRunDirectory(directory: string): string | undefined {
  const owner = process.getuid?.() ?? 0;
  const top = realpathSync(directory);
  let bytes = 0;
  const inspect = (path: Buffer, status: Stats): string | undefined => {
    const name = JSON.stringify(path.toString("latin1"));
    bytes += status.blocks * 512;
    if (bytes > mostBytes) return `the run occupies more than ${mostBytes} bytes`;
    if (status.uid !== owner) return `${name} belongs to user ${status.uid}`;
    if (status.isSymbolicLink()) return strayLink(path, top);
    if (!status.isDirectory() && !status.isFile()) return `${name} is neither file nor directory`;
    if ((status.mode & 0o7002) !== 0) return `${name} has mode ${status.mode.toString(8)}`;
    return status.isDirectory() ? eachBelow(path) : undefined;
  };
  const eachBelow = (path: Buffer): string | undefined => {
    for (const child of names(path)) {
      const below = Buffer.concat([path, Buffer.from(sep), child]);
      const found = inspect(below, lstatSync(below));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return eachBelow(Buffer.from(top));
}

function names(path: Buffer): Buffer[] {
  // Node's types know only text here; with this encoding names come as bytes.
  const directory = opendirSync(path, { encoding: "buffer" as BufferEncoding });
  try {
    const found: Buffer[] = [];
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      found.push(entry.name as unknown as Buffer);
    }
    return found;
  } finally {
    directory.closeSync();
  }
}

function strayLink(path: Buffer, top: string): string | undefined {
  const name = JSON.stringify(path.toString("latin1"));
  const target = readlinkSync(path);
  if (target.startsWith("/")) return `${name} is an absolute link to ${JSON.stringify(target)}`;
  let real: string;
  try {
    real = realpathSync(path.toString());
  } catch {
    return undefined;
  }
  const [first] = real.slice(top.length + 1).split(sep);
  const inside = real.startsWith(top + sep) && outputs.has(first);
  return inside
    ? undefined
    : `${name} leads to ${JSON.stringify(basename(real))}, out of the collected directories`;
}
