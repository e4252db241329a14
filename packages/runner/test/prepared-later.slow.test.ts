import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { describe, expect, test } from "vitest";
import { dryRun, type PrepareData, type RunEvent, resumeRunGroup, runAgents } from "../src/index.js";
import { copySample, miniatures, setUp } from "./harness.js";

/** Two competitions, of which the second has data. */
async function half() {
  const { competitions } = await miniatures();
  const dataDirectory = mkdtempSync(join(tmpdir(), "mlebench-prepared-later-"));
  const [first, second] = competitions;
  await prepareMiniature(second, { dataDirectory, size: 60 });
  return { competitions, dataDirectory, first: first.facts.id, second: second.facts.id };
}

const order = (events: readonly RunEvent[], type: RunEvent["type"]): string[] =>
  events.flatMap((event) => (event.type === type && "run" in event ? [event.run?.competitionId ?? ""] : []));

describe("data that is prepared while runs work", () => {
  test("is asked for once, for what is missing, and its runs start when it is there", async () => {
    const { competitions, dataDirectory, first, second } = await half();
    const asked: string[][] = [];
    let release = (): void => undefined;
    const prepare: PrepareData = (needed) => {
      asked.push(needed.map(({ facts }) => facts.id));
      const prepared = new Promise<void>((resolve) => {
        release = resolve;
      }).then(async () => void (await prepareMiniature(needed[0], { dataDirectory, size: 60 })));
      return new Map([[first, prepared]]);
    };
    const { options, events } = await setUp(copySample, {
      ...{ competitions, dataDirectory, prepare },
      settings: { nSeeds: 2, nWorkers: 2 },
    });
    const { onEvent } = options;
    const result = await runAgents({
      ...options,
      onEvent: (event) => {
        onEvent?.(event);
        // Both runs of the other competition have ended: nothing else is left to do.
        if (order(events, "run-ended").length === 2) release();
      },
    });
    expect(asked).toEqual([[first]]);
    expect(order(events, "run-started")).toEqual([second, second, first, first]);
    expect(Object.values(result.runs).map(({ status }) => status)).toEqual(Array(4).fill("succeeded"));
  });

  test("that cannot be prepared fails its own runs only, without retries, and may be there when resumed", async () => {
    const { competitions, dataDirectory, first } = await half();
    const prepare: PrepareData = () =>
      new Map([[first, Promise.reject(new UserError("Rules not accepted"))]]);
    const { options } = await setUp(copySample, {
      ...{ competitions, dataDirectory, prepare },
      settings: { retryOnError: 3 },
    });
    const result = await runAgents(options);
    const [bad, good] = Object.values(result.runs);
    expect(bad).toMatchObject({ status: "error", reason: "Rules not accepted.", attempt: 1 });
    expect(good.status).toBe("succeeded");
    expect(result).toMatchObject({ complete: false });
    expect(result.stopped).toBeUndefined();

    await prepareMiniature(competitions[0], { dataDirectory, size: 60 });
    const { backend, agent } = options;
    const resumed = await resumeRunGroup(result.directory, {
      ...{ backend, agent, pollMilliseconds: 50 },
      competition: (id) => competitions[id === first ? 0 : 1],
    });
    expect(Object.values(resumed.runs).map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
  });

  test("is given up when the user stops, before a run has started", async () => {
    const { competitions, dataDirectory } = await half();
    const stop = new AbortController();
    let given: AbortSignal | undefined;
    const prepare: PrepareData = ([{ facts }], signal) => {
      given = signal;
      queueMicrotask(() => stop.abort());
      return new Map([[facts.id, new Promise<void>(() => undefined)]]);
    };
    const { options } = await setUp(copySample, {
      ...{ competitions: competitions.slice(0, 1), dataDirectory, prepare, signal: stop.signal },
    });
    const result = await runAgents(options);
    expect(result).toMatchObject({ interrupted: true, complete: false });
    expect(given?.aborted).toBe(true);
  });

  test("is named by a dry run, which prepares nothing", async () => {
    const { competitions, dataDirectory, first } = await half();
    const prepare: PrepareData = () => {
      throw new Error("called");
    };
    const { options } = await setUp(copySample, { competitions, dataDirectory, prepare });
    const { missing, warnings } = await dryRun(options);
    expect(missing).toEqual([]);
    expect(warnings).toContain(`Data to be prepared first: ${first}`);
  });
});
