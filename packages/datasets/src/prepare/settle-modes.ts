import { chmodSync, lstatSync, opendirSync } from "node:fs";
import { join } from "node:path";

const [file, directory] = [0o644, 0o755];

/**
 * Gives prepared files their permissions, whatever the umask is: only their owner may write. What is public anybody may
 * read, as agents in containers do, who are other users. What is private is read by its owner, or, where that is root,
 * by the grading server in its container, which is not.
 * @param ownsLinks false when files with several names may be a person's, and so keep their permissions
 */
export function settleModes(
  { public: open, private: secret }: { public: string; private: string },
  ownsLinks: boolean,
): void {
  const mask = process.getuid?.() === 0 ? 0 : process.umask() & 0o77;
  settle(open, 0, ownsLinks);
  settle(secret, mask, ownsLinks);
}

function settle(path: string, mask: number, ownsLinks: boolean): void {
  setMode(path, directory & ~mask);
  const entries = opendirSync(path);
  try {
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) settle(inside, mask, ownsLinks);
      else if (entry.isFile() && (ownsLinks || lstatSync(inside).nlink === 1)) setMode(inside, file & ~mask);
    }
  } finally {
    entries.closeSync();
  }
}

function setMode(path: string, mode: number): void {
  if ((lstatSync(path).mode & 0o7777) !== mode) chmodSync(path, mode);
}
