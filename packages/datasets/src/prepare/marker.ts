import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Competition, type DataKind, dataMarkerFile, preparedDataKind } from "@mlebench/core";
import { readPackageVersion } from "@mlebench/disk";
import { writeFileDurably } from "../work-directories.js";

/** Content of `<data-dir>/ID/.mlebench.json`, which marks a miniature. */
export interface MiniatureMarker {
  kind: "miniature";
  seed: number;
  size: number;
  /** Version of the competition's package, since another one may write other bytes; null if it has none. */
  version: string | null;
}

/**
 * Kind of data in a competition's directory. Data without a marker, such as data from the Python reference, is real.
 * @throws GraderError if the marker is damaged
 */
export function dataKind(dataDirectory: string, id: string): DataKind {
  return preparedDataKind(dataDirectory, id);
}

/** The marker of a miniature of this competition. */
export function miniatureMarker(competition: Competition, seed: number, size: number): MiniatureMarker {
  return { kind: "miniature", seed, size, version: readPackageVersion(competition.directory) };
}

/** Whether the marker in `home` equals this one. */
export function hasMarker(home: string, marker: MiniatureMarker): boolean {
  try {
    const found = JSON.parse(readFileSync(join(home, dataMarkerFile), "utf8")) as Partial<MiniatureMarker>;
    return (Object.keys(marker) as (keyof MiniatureMarker)[]).every((key) => found[key] === marker[key]);
  } catch {
    return false;
  }
}

/** Writes the marker, without seed and size until the data of that miniature is in place. */
export function writeMarker(home: string, marker: MiniatureMarker | Pick<MiniatureMarker, "kind">): void {
  writeFileDurably(join(home, dataMarkerFile), `${JSON.stringify(marker)}\n`);
}
