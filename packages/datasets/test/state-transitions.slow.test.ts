import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DatasetState, readDatasetState } from "../src/index.js";
import { datasetTransitions, type Transition } from "../src/state/states.js";
import { md5sBelow } from "./chaos.js";
import { bundleChild, type ChildEnd, type ChildProgram } from "./child-process.js";
import { fakeCompetition } from "./fake-competition.js";
import { takeTransition } from "./take-transition.js";
import { type TemporaryDataDirectory, temporaryDataDirectory } from "./temporary-data-directory.js";
import { type Arrow, arrows, type KilledTransition, setUp } from "./transition-requests.js";

let child: ChildProgram<KilledTransition>;
beforeAll(async () => {
  child = await bundleChild<KilledTransition>(join(import.meta.dirname, "transition-child.ts"), {
    withFolders: true,
  });
});
afterAll(() => child.remove());

const runKilled = (request: KilledTransition): Promise<ChildEnd> => child.start(request).end;

async function stateOf(place: TemporaryDataDirectory): Promise<DatasetState> {
  return readDatasetState(fakeCompetition(place.package), place.data);
}

/** What is there in the end: files, MD5s of the data, and its state. */
async function resultIn(place: TemporaryDataDirectory): Promise<unknown> {
  const { name, archive, raw, prepared, needsCleanup } = await stateOf(place);
  const kept = raw.name === "extracted" && raw.madeBy === "mlebench" && raw.kept;
  return {
    files: readdirSync(place.home).sort(),
    data: md5sBelow(join(place.home, "prepared")),
    raw: md5sBelow(join(place.home, "raw")),
    states: [name, archive.name, raw.name, prepared.name, kept, needsCleanup],
  };
}

/** How many changes of the file system came before the transition, and how many when it was over. */
function changesOf({ transition }: Arrow, { messages }: ChildEnd): { before: number; after: number } {
  const count = (phase: string) =>
    Number(new RegExp(`^${transition} ${phase} (\\d+)$`, "m").exec(messages)?.[1]);
  return { before: count("started"), after: count("finished") };
}

describe("a prepare that is killed in or after a transition, and run again, ends as one that was not", () => {
  it.each(arrows)("$transition: $from → $to", { timeout: 60_000 }, async (arrow) => {
    const { part, from, during, to } = datasetTransitions[arrow.transition] as Transition;
    const allowed: readonly string[] = [...from, ...to, ...(during === undefined ? [] : [during])];

    const undisturbed = temporaryDataDirectory();
    const { output, failed } = await takeTransition(await setUp(arrow, undisturbed));
    const expected = await resultIn(undisturbed);

    const after = temporaryDataDirectory();
    const request = await setUp(arrow, after);
    expect((await stateOf(after))[part].name, "state before").toBe(arrow.from);
    const killed = await runKilled({ ...request, dieAfter: arrow.transition });
    expect(killed.signal, `${killed.output} ${killed.messages}`).toBe("SIGKILL");
    expect((await stateOf(after))[part].name, "state after").toBe(arrow.to);
    expect(await takeTransition(request)).toMatchObject({ failed });
    expect(await resultIn(after)).toEqual(expected);

    const changes = changesOf(arrow, killed);
    expect(changes.after).toBeGreaterThan(changes.before);
    const within = temporaryDataDirectory();
    const again = await setUp(arrow, within);
    const dieAt = Math.floor((changes.before + 1 + changes.after) / 2);
    expect((await runKilled({ ...again, dieAt })).signal).toBe("SIGKILL");
    expect(allowed).toContain((await stateOf(within))[part].name);
    const rerun = await takeTransition(again);
    expect(rerun.failed).toBe(failed);
    const inPlace = output.replaceAll(undisturbed.root, within.root);
    expect([inPlace, "prepared", "already prepared"]).toContain(rerun.output);
    expect(await resultIn(within)).toEqual(expected);
  });
});
