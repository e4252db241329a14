import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Competition, type DataKind, dataMarkerFile, preparedDataKind } from "@mlebench/core";
import { readPackageVersion } from "@mlebench/disk";
import { writeFileDurably } from "../work-directories.js";

/** What `<data-dir>/ID/.mlebench.json` says about a miniature. */
export interface MiniatureMarker {
  kind: "miniature";
  seed: number;
  size: number;
  /** Of the competition's package, because another version may make other bytes; null when it has none. */
  version: string | null;
}

/**
 * What kind of data the directory of a competition holds. Data without a marker, such as those that the Python
 * reference prepared, are real.
 * @throws GraderError when the marker is damaged
 */
export function dataKind(dataDirectory: string, id: string): DataKind {
  return preparedDataKind(dataDirectory, id);
}

/** The marker that a miniature of this competition gets. */
export function miniatureMarker(competition: Competition, seed: number, size: number): MiniatureMarker {
  return { kind: "miniature", seed, size, version: readPackageVersion(competition.directory) };
}

/** True when the marker in `home` is exactly this one. */
export function hasMarker(home: string, marker: MiniatureMarker): boolean {
  try {
    const found = JSON.parse(readFileSync(join(home, dataMarkerFile), "utf8")) as Partial<MiniatureMarker>;
    return (Object.keys(marker) as (keyof MiniatureMarker)[]).every((key) => found[key] === marker[key]);
  } catch {
    return false;
  }
}

/** Writes the marker; without seed and size while the data are not yet those of a certain miniature. */
export function writeMarker(home: string, marker: MiniatureMarker | Pick<MiniatureMarker, "kind">): void {
  writeFileDurably(join(home, dataMarkerFile), `${JSON.stringify(marker)}\n`);
}
