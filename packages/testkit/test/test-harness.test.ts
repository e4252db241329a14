import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createTestHarness, type TestHarness } from "../src/index.js";
import { fakeCompetition } from "./fake.js";

let closed: string;
// Hooks run last first, so this one sees what the harness's own leaves.
afterAll(() => expect(existsSync(closed)).toBe(false));
const competition = fakeCompetition();
const bench: TestHarness = createTestHarness(competition);

const raws: string[] = [];
const copying = createTestHarness({
  ...competition,
  prepare: async ({ raw, public: open }) => {
    raws.push(...readdirSync(raw, { recursive: true, encoding: "utf8" }));
    writeFileSync(join(open, "copy"), readFileSync(join(raw, "images/1.png")));
  },
});

describe("a harness", () => {
  test("grades texts", async () => {
    const answers = "id,colour\n1,amber\n2,blue\n";
    expect(await bench.grade({ submission: "id,colour\n1,amber\n2,coral\n", answers })).toBe(0.5);
    await expect(bench.grade({ submission: "id\n1\n2\n", answers })).rejects.toMatchObject({
      kind: "invalid-submission",
    });
  });

  test("prepares what a function writes, each time in directories of their own", async () => {
    const write = (out: string) => competition.miniature.write({ out, seed: 1, size: 8 });
    const [first, second] = [await bench.prepare(write), await bench.prepare(write)];
    expect(first.raw).not.toBe(second.raw);
    for (const made of [first, second]) expect(readdirSync(made.private)).toEqual(["test.csv"]);
  });

  test("prepares files by name, text and bytes, in folders", async () => {
    const made = await copying.prepare({ "train.csv": "id\n", "images/1.png": Uint8Array.of(0, 255) });
    expect(raws.sort()).toEqual(["images", join("images", "1.png"), "train.csv"]);
    expect([...readFileSync(join(made.public, "copy"))]).toEqual([0, 255]);
  });

  test("has empty directories, which go when the tests are over", () => {
    closed = bench.scratch();
    expect(readdirSync(closed)).toEqual([]);
  });
});
