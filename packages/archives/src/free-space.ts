import { UserError } from "@mlebench/core";
import { diskSpace } from "@mlebench/disk";

/** @throws UserError when the file system of `root` has less than `bytes` free */
export function checkFreeSpace(archive: string, root: string, bytes: number): void {
  const { free } = diskSpace(root);
  // Some network file systems report none at all.
  if (bytes <= free || free === 0) return;
  throw new UserError(
    `Not enough disk space to extract the archive: ${amount(bytes)} required, ${amount(free)} available in ${root}`,
    {
      file: archive,
      expected: `${amount(bytes - free)} more`,
      hint: "Free some space or choose another data directory.",
    },
  );
}

const amount = (bytes: number) =>
  bytes >= 1e8 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(2)} MB`;
