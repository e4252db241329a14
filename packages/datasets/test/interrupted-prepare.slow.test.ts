import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPrepared, prepareDataset } from "../src/index.js";
import { bundleChild, type ChildProgram, type ChildRequest, changesOf, spread } from "./child-process.js";
import { fakeCompetition, id, preparedFiles, rawFiles, rawTable, readFiles } from "./fake-competition.js";
import { temporaryDataDirectory, zipOf } from "./temporary-data-directory.js";

let child: ChildProgram;
beforeAll(async () => {
  child = await bundleChild();
});
afterAll(() => child.remove());

const expected = preparedFiles(rawFiles["train.csv"]);
/** How many changes of the file system a child makes that nobody kills. */
async function changesIn(request: ChildRequest): Promise<number> {
  const end = await child.start(request).end;
  expect(end).toMatchObject({ code: 0, output: "prepared" });
  return changesOf(end);
}

/** Kills a child before one of its changes. */
async function killAt(request: ChildRequest, dieAt: number): Promise<void> {
  expect((await child.start({ ...request, dieAt }).end).signal).toBe("SIGKILL");
}

describe("a prepare that is killed", () => {
  it("leaves nothing that looks finished, and the next one completes it and clears up", async () => {
    const place = temporaryDataDirectory();
    const packageDirectory = place.package;
    const competition = fakeCompetition(packageDirectory);
    const from = await zipOf(join(place.root, "a.zip"));
    const base = { kind: "real" as const, packageDirectory, from };
    const changes = await changesIn({ ...base, dataDirectory: join(place.root, "whole") });
    for (const [index, dieAt] of spread(12, changes).entries()) {
      const dataDirectory = join(place.root, `data-${index}`);
      const home = join(dataDirectory, id);
      await killAt({ ...base, dataDirectory }, dieAt);
      expect(isPrepared(competition, dataDirectory)).toBe(existsSync(join(home, "prepared")));
      if (existsSync(join(home, "prepared"))) expect(readFiles(join(home, "prepared"))).toEqual(expected);

      await prepareDataset(competition, { dataDirectory, from });
      expect(readFiles(join(home, "prepared"))).toEqual(expected);
      expect(readdirSync(home)).toEqual(["prepared"]);
    }
  });

  it("loses no prepared data when it was to replace them", async () => {
    const place = temporaryDataDirectory();
    const packageDirectory = place.package;
    const competition = fakeCompetition(packageDirectory);
    const from = await zipOf(join(place.root, "a.zip"));
    const dataDirectory = place.data;
    await prepareDataset(competition, { dataDirectory, from });
    const request = { kind: "real" as const, packageDirectory, dataDirectory, from, force: true };
    const changes = await changesIn(request);
    for (const dieAt of spread(8, changes)) {
      await killAt(request, dieAt);
      const next = await prepareDataset(competition, { dataDirectory });
      expect(next.status).toBe("already prepared");
      expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    }
  });

  it("never leaves a miniature of one seed marked as another's", async () => {
    const place = temporaryDataDirectory();
    const request = {
      kind: "miniature" as const,
      packageDirectory: place.package,
      dataDirectory: place.data,
    };
    fakeCompetition(place.package);
    await changesIn({ ...request, seed: 0 });
    // Replacing a miniature takes a few more changes than making the first.
    const changes = await changesIn({ ...request, seed: 99 });
    for (const [index, dieAt] of spread(8, changes).entries()) {
      const seed = index + 1;
      await killAt({ ...request, seed }, dieAt);
      const { code } = await child.start({ ...request, seed }).end;
      expect(code).toBe(0);
      expect(readFiles(join(place.home, "prepared"))).toEqual(preparedFiles(rawTable(seed, 20)));
      expect(readdirSync(place.home).sort()).toEqual([".mlebench.json", "prepared"]);
    }
  });
});

describe("several prepares of one competition", () => {
  it("do the work once across processes: the others wait, say so, and use the result", async () => {
    const place = temporaryDataDirectory();
    const packageDirectory = place.package;
    const log = join(place.root, "log");
    fakeCompetition(packageDirectory);
    const from = await zipOf(join(place.root, "a.zip"));
    const request = {
      kind: "real" as const,
      packageDirectory,
      dataDirectory: place.data,
      from,
      gate: join(place.root, "gate"),
      log,
    };
    const first = child.start(request);
    await first.said("Preparing");
    const others = [child.start(request), child.start(request)];
    await Promise.all(others.map(({ said }) => said("Waiting for process")));
    writeFileSync(request.gate, "");
    const ends = await Promise.all([first, ...others].map(({ end }) => end));
    expect(ends.map(({ output }) => output)).toEqual(["prepared", "already prepared", "already prepared"]);
    for (const { messages } of ends.slice(1)) expect(messages).toContain("Waiting for process");
    expect(readFileSync(log, "utf8")).toBe("prepared\n");
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect(readdirSync(place.home)).toEqual(["prepared"]);
  });

  it("do the work once within a process", async () => {
    const place = temporaryDataDirectory();
    const log = join(place.root, "log");
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const competition = fakeCompetition(place.package, { log, onPrepare: () => gate });
    const from = await zipOf(join(place.root, "a.zip"));
    const onMessage = (line: string): void => {
      if (line.startsWith("Waiting for process")) open();
    };
    const prepare = async (): Promise<string> =>
      (await prepareDataset(competition, { dataDirectory: place.data, from, onMessage })).status;
    expect((await Promise.all([prepare(), prepare()])).sort()).toEqual(["already prepared", "prepared"]);
    expect(readFileSync(log, "utf8")).toBe("prepared\n");
  });
});
