import { createHash } from "node:crypto";
import { join } from "node:path";
import { isActive } from "@mlebench/runner";
import { type Address, addressQuery } from "../address.js";
import type { PageBody, PageData, PageLink } from "../page-data.js";
import { fileVersion, type GroupReader, openGroups, runDirectory } from "../read/groups.js";
import { shownName } from "../read/run-line.js";
import { pathInside } from "../read/safe-file.js";
import { openTranscripts } from "../read/transcripts.js";
import { headOf, logName, tabNames, tabOf } from "./load-head.js";
import { groupsBody, runsBody } from "./load-lists.js";
import { notesOf, runBody } from "./load-run.js";
import type { Source } from "./source.js";

/** Reads what pages show. It only reads, and only below its directory. */
export interface PageLoader {
  readonly groups: GroupReader;
  readonly load: (address: Address) => PageData;
  /** Changes whenever what the page shows does; cheap enough to be asked for every second. */
  readonly version: (address: Address) => string;
}

/**
 * @param path a directory of run groups, or a run group
 * @throws UserError if there is no such directory
 */
export function openPages(path: string): PageLoader {
  const groups = openGroups(path);
  const transcripts = openTranscripts();
  const source = { groups, transcripts };
  return {
    groups,
    load(address) {
      const version = versionOf(groups, address);
      const found = bodyOf(source, address);
      const body = found ?? missing(address);
      return {
        to: address,
        title: titleOf(address),
        now: Date.now(),
        version,
        isLive: isLive(groups, address),
        trail: trailOf(address),
        body,
      };
    },
    version: (address) => versionOf(groups, address),
  };
}

function missing(address: Address): PageBody {
  const what =
    "path" in address && address.path !== undefined ? "file" : "run" in address ? "run" : "run group";
  return { kind: "missing", message: `This ${what} was not found.` };
}

function titleOf(address: Address): string {
  if (address.page === "groups") return "Run groups";
  if (address.page === "runs") return shownName(address.group);
  const name = shortName(address.run);
  return address.page === "run" ? name : `${tabNames[tabOf(address)]} of ${name}`;
}

/** A run without the end of its UUID. */
function shortName(run: string): string {
  return shownName(run).replace(/_([0-9a-f]{8})[0-9a-f-]{28}$/, " $1");
}

function trailOf(address: Address): PageLink[] {
  const trail: PageLink[] = [{ to: { page: "groups" }, text: "Run groups" }];
  if (address.page === "groups") return trail;
  trail.push({ to: { page: "runs", group: address.group }, text: shownName(address.group) });
  if (address.page !== "runs") {
    trail.push({ to: { page: "run", group: address.group, run: address.run }, text: shortName(address.run) });
  }
  return trail;
}

function isLive(groups: GroupReader, address: Address): boolean {
  if (address.page === "groups") return true;
  const group = groups.group(address.group);
  if (group === undefined) return false;
  if (address.page === "runs") return group.finishedAt === null;
  const run = group.byId.get(address.run);
  return run !== undefined && (isActive(run.status) || run.status === "pending");
}

function versionOf(groups: GroupReader, address: Address): string {
  const hash = createHash("sha256").update(addressQuery(address));
  if (address.page === "groups") {
    for (const name of groups.names()) hash.update(name).update(groups.version(name));
    return hash.digest("base64url").slice(0, 22);
  }
  hash.update(groups.version(address.group));
  const group = groups.group(address.group);
  if (group !== undefined) {
    // Only runs at work write files of their own; whatever ends a run is in the group's state.
    const runs =
      address.page === "runs"
        ? group.runs.filter(({ status }) => isActive(status)).map(({ id }) => id)
        : [address.run];
    for (const id of runs) {
      const directory = runDirectory(group, id);
      if (directory === undefined) continue;
      for (const name of ["usage.json", "validations.jsonl", "submissions/submissions.jsonl"]) {
        hash.update(fileVersion(join(directory, name)));
      }
      if (address.page === "runs") continue;
      for (const name of [logName, "agent/transcript.jsonl", "logs/transcript.jsonl"]) {
        hash.update(fileVersion(join(directory, name)));
      }
      const shown =
        "path" in address && address.path !== undefined ? pathInside(directory, address.path) : undefined;
      if (shown !== undefined) hash.update(fileVersion(shown));
    }
  }
  return hash.digest("base64url").slice(0, 22);
}

function bodyOf(source: Source, address: Address): PageBody | undefined {
  const { groups } = source;
  if (address.page === "groups") return groupsBody(groups, address.from ?? 0);
  const group = groups.group(address.group);
  if (group === undefined) return undefined;
  if (address.page === "runs") return runsBody(source, group, address);
  const row = group.byId.get(address.run);
  const directory = runDirectory(group, address.run);
  if (row === undefined) return undefined;
  const run = headOf(source, row, directory, address);
  if (directory === undefined) {
    // One that has not begun.
    return address.page === "run"
      ? { kind: "run", run, log: null, validations: [], submissions: [], notes: notesOf(row) }
      : undefined;
  }
  const body = runBody(source, directory, row, address);
  return body === undefined ? undefined : { ...body, run };
}
