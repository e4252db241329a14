import { existsSync, readdirSync, statSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { compareCodePoints } from "./code-points.js";
import { joinPaths, parentPath, systemPath } from "./path-spelling.js";
import { asRecord, readJson } from "./read-json.js";

/** Which runs a run group has, of mlebench or the Python reference. */
export interface RunGroup {
  /** As the list spells it. */
  directory: string;
  runs: { id: string; competitionId: string }[];
  planned: number;
  /** What `metadata.json` holds; null without one. */
  metadata: Readonly<Record<string, unknown>> | null;
}

/**
 * The runs of a run group, by its directory or its `metadata.json`. Where there are no metadata, its runs are the
 * directories named `<competition id>_<UUID>`.
 * @throws UserError when it is no run group, or its metadata cannot be read
 */
export function readRunGroup(metadataPath: string, cwd: string): RunGroup {
  if (statSync(systemPath(metadataPath, cwd), { throwIfNoEntry: false })?.isDirectory()) {
    const inside = joinPaths(metadataPath, "metadata.json");
    return existsSync(systemPath(inside, cwd)) ? readRunGroup(inside, cwd) : listRunGroup(metadataPath, cwd);
  }
  const file = systemPath(metadataPath, cwd);
  const metadata = asRecord(readJson(file, "run group's metadata"));
  const runs = metadata?.runs;
  const ids = Array.isArray(runs) ? runs.map(String) : Object.keys(asRecord(runs) ?? {});
  if (runs === undefined || (!Array.isArray(runs) && asRecord(runs) === undefined)) {
    throw new UserError('These are no metadata of a run group: they have no "runs"', {
      file,
      expected: "the metadata.json of a directory such as runs/2026-01-31T12-00-00-GMT_run-group_dummy",
    });
  }
  const invalid = ids.find((id) => id === "" || id === "." || id === ".." || /[/\\\0]/.test(id));
  if (invalid !== undefined) {
    throw new UserError(`Invalid run name ${JSON.stringify(invalid)}`, {
      file,
      expected: "a directory beside metadata.json, such as spaceship-titanic_0b5c…",
    });
  }
  const planned = metadata?.runs_planned;
  return {
    directory: parentPath(metadataPath),
    runs: ids.map((id) => ({ id, competitionId: competitionOf(id, asRecord(runs)?.[id]) })),
    planned: typeof planned === "number" ? planned : ids.length,
    metadata: metadata ?? null,
  };
}

function listRunGroup(directory: string, cwd: string): RunGroup {
  const ids = readdirSync(systemPath(directory, cwd), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /_[0-9a-f]{8}-[0-9a-f-]{27}$/.test(entry.name))
    .map((entry) => entry.name)
    .sort(compareCodePoints);
  if (ids.length === 0) {
    throw new UserError("Not a run group: neither metadata.json nor runs found", {
      file: directory,
      expected: "directories such as spaceship-titanic_<UUID>",
    });
  }
  const runs = ids.map((id) => ({ id, competitionId: competitionOf(id, undefined) }));
  return { directory: joinPaths(directory), runs, planned: runs.length, metadata: null };
}

/** Our metadata say it; the reference's only in the run's name. */
function competitionOf(runId: string, record: unknown): string {
  const stated = asRecord(record)?.competition_id;
  return typeof stated === "string" ? stated : runId.split("_")[0];
}
