import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("preparing images", () => {
  const prepare = (files: readonly string[]) =>
    harness.prepare(Object.fromEntries(files.map((file) => [`train/${file}`, file])));

  test("species and files are in the order of code points, and only PNGs in folders count", async () => {
    // The third of five is drawn for testing. UTF-16 would have 𝒮 before ﬀ, a locale b before C.
    const files = ["Common C/C.png", "Common C/b.png", "a-b/ﬀ.png", "a-b/𝒮.png", "z/1.png"];
    const made = await prepare([...files, "Common C/notes.txt", "a-b/1.PNG", "stray.png"].reverse());
    const answers = readFileSync(join(made.private, "answers.csv"), "utf8");
    const drawn = files[2];
    expect(answers).toBe(`file,species\n${drawn.split("/")[1]},${drawn.split("/")[0]}\n`);
    expect(readFileSync(join(made.public, "sample_submission.csv"), "utf8")).toBe(
      `file,species\n${drawn.split("/")[1]},Sugar beet\n`,
    );
    const there = readdirSync(made.public, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".png"),
    );
    expect(there.sort()).toEqual(
      files.map((file) => (file === drawn ? "test/ﬀ.png" : `train/${file}`)).sort(),
    );
  });

  test("a test image named like another image is rejected", async () => {
    const error = await prepare(["a/1.png", "b/1.png"]).catch(describeError);
    expect(error).toContain("Duplicate image name `1.png` in two species");
  });

  test("training images of two species may have the same name", async () => {
    const made = await prepare(["a/1.png", "b/1.png", "c/2.png"]);
    expect(readFileSync(join(made.private, "answers.csv"), "utf8")).toBe("file,species\n2.png,c\n");
  });
});

describe("species of other types", () => {
  const truth = ["Maize", "Maize", "Fat Hen", "Charlock"];

  async function verdict(predictions: readonly string[]) {
    const [submission, answers] = [predictions, truth].map((species) =>
      ["file,species", ...species.map((name, i) => `${i}.png,${name}`)].join("\n"),
    );
    return harness.grade({ submission, answers }).catch(describeError);
  }

  test("next to strings, a missing species is wrong and the others count", async () => {
    expect(await verdict(["Maize", "", "NA", "Charlock"])).toBe(0.5);
  });

  test.each([
    ["numbers", ["1", "2", "3", "4"]],
    ["numbers with a gap", ["1", "", "3", "4"]],
    ["booleans", ["True", "False", "True", "True"]],
    ["booleans with a gap", ["True", "", "False", "True"]],
    ["nothing at all", ["", "", "", ""]],
  ])("%s are invalid", async (_, predictions) => {
    expect(await verdict(predictions)).toMatch(/expected/i);
  });
});
