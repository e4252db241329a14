import { stat } from "node:fs/promises";
import { UserError } from "@mlebench/core";
import { systemError } from "@mlebench/disk";
import { NameSet } from "./name-set.js";

/** A file to put into an archive: its name inside, with `/`, and either where it is or its bytes. */
export interface NewMember {
  name: string;
  path?: string;
  data?: Uint8Array;
}

/**
 * Checks members before anything is written.
 * @returns the size of each, in bytes
 * @throws UserError for a member that cannot go into an archive
 */
export async function memberSizes(destination: string, members: readonly NewMember[]): Promise<number[]> {
  const names = new NameSet();
  const sizes: number[] = [];
  for (const { name, path, data } of members) {
    checkName(destination, name);
    if (names.add(name) && members.filter((member) => member.name === name).length > 1)
      throw new UserError(`Two files have the name "${name}" in the archive`, { file: destination });
    if (data !== undefined) {
      sizes.push(data.length);
      continue;
    }
    if (path === undefined)
      throw new UserError(`"${name}" has neither a path nor data`, {
        file: destination,
        expected: "one of them",
      });
    const found = await stat(path).catch((error: unknown) => {
      throw systemError(error, path);
    });
    if (!found.isFile()) throw new UserError("Only files can go into an archive", { file: path });
    sizes.push(found.size);
  }
  return sizes;
}

/** @throws UserError unless `name` is a plain relative path */
export function checkName(destination: string, name: string): void {
  const isRelative = !/^[A-Za-z]:|\\|\0/.test(name);
  const hasPlainParts = name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (isRelative && hasPlainParts) return;
  throw new UserError(`${JSON.stringify(name)} cannot be a name in an archive`, {
    file: destination,
    expected: 'a relative path with "/" and without ".", ".." or empty parts',
  });
}
