import { createHash } from "node:crypto";

/** Names of most objects and values of labels are at most so long. */
const maxLabel = 63;

/** What a Pod's name adds to that of its Job: a dash and five characters. */
const podSuffix = 6;

/** A text as a part of names: lowercase letters, digits, and dashes, no dash at either end. */
export function nameSegment(text: string, maxLength: number): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength)
    .replaceAll(/^-+|-+$/g, "");
}

/** A name of segments, the last of which makes it unique and is never cut; the first is cut where it is too long. */
function joinName(first: string, rest: readonly string[], maxLength: number): string {
  const end = rest.map((part) => `-${part}`).join("");
  const segment = nameSegment(first, maxLength - end.length - "mlebench-".length);
  return segment === "" ? `mlebench${end}` : `mlebench-${segment}${end}`;
}

/**
 * Name of a run's Job, also of its Pod's host: without the competition where the agent must not learn it.
 * @param run its ID ends with a UUID
 */
export function jobName(run: { runId: string; seed: number; competitionId: string | undefined }): string {
  const unique = digest(run.runId);
  return joinName(run.competitionId ?? "run", [`s${run.seed}`, unique], maxLabel - podSuffix);
}

/** What the names of a run group's objects begin with. */
export function groupName(runIds: readonly string[]): string {
  return `mlebench-${digest(runIds.join("\n"))}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

/** A text as the value of a label; one that has to be changed for that ends with a part of its digest. */
export function labelValue(text: string): string {
  if (/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  const kept = text
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .slice(0, maxLength(text))
    .replaceAll(/^[._-]+|[._-]+$/g, "");
  return kept === "" ? digest(text) : `${kept}-${digest(text)}`;
}

function maxLength(text: string): number {
  return maxLabel - 1 - digest(text).length;
}

/** Labels of everything that belongs to a run group; the names are those of other backends. */
export function groupLabels(runGroup: string): Record<string, string> {
  return { "app.kubernetes.io/managed-by": "mlebench", "mlebench.run-group": labelValue(runGroup) };
}
