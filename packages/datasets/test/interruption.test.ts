import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPrepared, prepareDataset } from "../src/index.js";
import { bundleChild, type ChildProgram, type ChildRequest } from "./child-process.js";
import { fakeCompetition, id, preparedFiles, rawFiles, rawTable, readFiles } from "./fake-competition.js";
import { workplace, zipOf } from "./workplace.js";

let child: ChildProgram;
beforeAll(async () => {
  child = await bundleChild();
});
afterAll(() => child.remove());

const expected = preparedFiles(rawFiles["train.csv"]);
const duration = 300;

/** Moments from before the child's first write to after its last; other ones in every run. */
function killTimes(count: number, longest: number): number[] {
  return Array.from({ length: count }, (_, index) => ((index + Math.random()) / count) * longest);
}

/** How long a child takes that nobody kills, in milliseconds. */
async function timeOf(request: ChildRequest): Promise<number> {
  const started = performance.now();
  expect(await child.run(request)).toMatchObject({ code: 0, stdout: "prepared\n" });
  return performance.now() - started;
}

describe("a prepare that is killed", () => {
  it("leaves nothing that looks finished, and the next one completes it and clears up", async () => {
    const place = workplace();
    const packageDirectory = place.package;
    const competition = fakeCompetition(packageDirectory);
    const from = await zipOf(join(place.root, "a.zip"));
    const base = { kind: "real" as const, packageDirectory, from, duration };
    const whole = await timeOf({ ...base, dataDirectory: join(place.root, "warm-up") });
    const signals: (NodeJS.Signals | null)[] = [];
    for (const [index, moment] of killTimes(8, whole * 1.1).entries()) {
      const dataDirectory = join(place.root, `data-${index}`);
      const home = join(dataDirectory, id);
      signals.push((await child.run({ ...base, dataDirectory }, moment)).signal);
      expect(isPrepared(competition, dataDirectory)).toBe(existsSync(join(home, "prepared")));
      if (existsSync(join(home, "prepared"))) expect(readFiles(join(home, "prepared"))).toEqual(expected);

      await prepareDataset(competition, { dataDirectory, from });
      expect(readFiles(join(home, "prepared"))).toEqual(expected);
      expect(readdirSync(home)).toEqual(["prepared"]);
    }
    expect(signals.filter((signal) => signal === "SIGKILL").length).toBeGreaterThan(4);
  });

  it("loses no prepared data when it was to replace them", async () => {
    const place = workplace();
    const packageDirectory = place.package;
    const competition = fakeCompetition(packageDirectory);
    const from = await zipOf(join(place.root, "a.zip"));
    const dataDirectory = place.data;
    await prepareDataset(competition, { dataDirectory, from });
    const request = { kind: "real" as const, packageDirectory, dataDirectory, from, duration, force: true };
    const whole = await timeOf(request);
    for (const moment of killTimes(5, whole * 1.1)) {
      await child.run(request, moment);
      const next = await prepareDataset(competition, { dataDirectory });
      expect(next.status).toBe("already prepared");
      expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    }
  });

  it("never leaves a miniature of one seed marked as another's", async () => {
    const place = workplace();
    const request = {
      kind: "miniature" as const,
      packageDirectory: place.package,
      dataDirectory: place.data,
    };
    fakeCompetition(place.package);
    const whole = await timeOf({ ...request, seed: 0, duration });
    for (const [index, moment] of killTimes(5, whole * 1.1).entries()) {
      const seed = index + 1;
      await child.run({ ...request, seed, duration }, moment);
      const { code } = await child.run({ ...request, seed });
      expect(code).toBe(0);
      expect(readFiles(join(place.home, "prepared"))).toEqual(preparedFiles(rawTable(seed, 20)));
      expect(readdirSync(place.home).sort()).toEqual([".mlebench.json", "prepared"]);
    }
  });
});

describe("several prepares of one competition", () => {
  it("do the work once across processes: the others wait, say so, and use the result", async () => {
    const place = workplace();
    const packageDirectory = place.package;
    const log = join(place.root, "log");
    fakeCompetition(packageDirectory);
    const from = await zipOf(join(place.root, "a.zip"));
    const request = {
      kind: "real" as const,
      packageDirectory,
      dataDirectory: place.data,
      from,
      duration: 1500,
      log,
    };
    const ends = await Promise.all([child.run(request), child.run(request), child.run(request)]);
    expect(ends.map(({ stdout }) => stdout.trim()).sort()).toEqual([
      "already prepared",
      "already prepared",
      "prepared",
    ]);
    expect(ends.filter(({ stderr }) => stderr.includes("Waiting for process")).length).toBeGreaterThan(0);
    expect(readFileSync(log, "utf8")).toBe("prepared\n");
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect(readdirSync(place.home)).toEqual(["prepared"]);
  });

  it("do the work once within a process", async () => {
    const place = workplace();
    const log = join(place.root, "log");
    const competition = fakeCompetition(place.package, { duration: 300, log });
    const from = await zipOf(join(place.root, "a.zip"));
    const prepare = async (): Promise<string> =>
      (await prepareDataset(competition, { dataDirectory: place.data, from })).status;
    expect((await Promise.all([prepare(), prepare()])).sort()).toEqual(["already prepared", "prepared"]);
    expect(readFileSync(log, "utf8")).toBe("prepared\n");
  });
});
