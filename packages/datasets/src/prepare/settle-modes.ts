import { chmodSync, lstatSync, opendirSync } from "node:fs";
import { join } from "node:path";

const [file, directory] = [0o644, 0o755];

/**
 * Sets the permissions of prepared files, independent of the umask: only the owner can write. Everybody can read public
 * files, since agents in containers are other users. Private files can be read by their owner, or, if that is root, by
 * the grading server in its container, which runs as another user.
 * @param ownsLinks whether mlebench owns files with several hard links; else they keep their permissions
 */
export function settleModes(
  { public: publicDir, private: privateDir }: { public: string; private: string },
  ownsLinks: boolean,
): void {
  const mask = process.getuid?.() === 0 ? 0 : process.umask() & 0o77;
  settle(publicDir, 0, ownsLinks);
  settle(privateDir, mask, ownsLinks);
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
