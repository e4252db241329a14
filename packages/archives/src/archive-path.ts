import { unsafe } from "./errors.js";

/**
 * The name of an archive's entry as a relative path with `/`, without `.` and empty parts; "" is the root itself.
 * @throws UserError when the name could lead out of the destination: absolute, a drive letter, `..` or a NUL
 */
export function archivePath(archive: string, name: string): string {
  const shown = JSON.stringify(name);
  if (name.includes("\0")) throw unsafe(archive, `the name ${shown} contains a NUL character`);
  if (/^[\\/]/.test(name)) throw unsafe(archive, `${shown} is an absolute path`);
  if (/^[A-Za-z]:/.test(name)) throw unsafe(archive, `${shown} starts with a drive letter`);
  if (name.split(/[\\/]/).includes(".."))
    throw unsafe(archive, `${shown} leads out of the destination through ".."`);
  return name
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/**
 * Checks where a symbolic link leads. Only `../` in front of plain names is allowed: with every link of that form and
 * at a place that is not itself behind a link, what is written here is also where the system will look.
 * @param depth how many directories below the destination the link lies in truth; by default what its name says
 * @throws UserError when the link leads out of the destination
 */
export function checkLinkTarget(
  archive: string,
  path: string,
  target: string,
  depth = path.split("/").length - 1,
): void {
  const shown = `the link ${JSON.stringify(path)} → ${JSON.stringify(target)}`;
  if (target === "" || target.includes("\0")) throw unsafe(archive, `${shown} leads nowhere`);
  if (/^[\\/]|^[A-Za-z]:/.test(target)) throw unsafe(archive, `${shown} leads out of the destination`);
  const parts = target.split(/[\\/]/).filter((part) => part !== "" && part !== ".");
  const firstName = parts.findIndex((part) => part !== "..");
  const ups = firstName === -1 ? parts.length : firstName;
  if (ups > depth || parts.lastIndexOf("..") >= ups)
    throw unsafe(archive, `${shown} leads out of the destination`);
}
