import { statSync } from "node:fs";

/** Names the present content of archives without reading them: path, size, time of last change of each. */
export function archiveStamp(...archives: string[]): string {
  return archives
    .map((archive) => {
      const { size, mtimeNs } = statSync(archive, { bigint: true });
      return `${archive} ${size} ${mtimeNs}`;
    })
    .join("\n");
}
