import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { OptionError } from "../src/option-error.js";
import { readOptions } from "../src/options.js";

const top = mkdtempSync(join(tmpdir(), "mlebench-options-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

test("needs only an ID if nobody can be asked", async () => {
  expect(await readOptions(["quiet-rivers"])).toMatchObject({
    id: "quiet-rivers",
    name: "Quiet rivers",
    metric: { name: "accuracy", function: "accuracy", lowerIsBetter: false },
    value: "class",
    classes: ["no", "yes"],
    shape: "table",
    answers: "private/test.csv",
    idColumn: { name: "id", kind: { type: "row-name" } },
    targetColumn: "target",
    testSize: 0.1,
    install: true,
  });
});

test("asks for nothing that is given", async () => {
  const asked: string[] = [];
  const argv =
    "wild-flowers --name Flowers --metric rmse --metric-function rootMeanSquaredError --answers private/answers.csv --id-column flower:hex --target-column size --lower-is-better true --value number --shape images --test-size .25 --dir out --no-install";
  const options = await readOptions(argv.split(" "), async (question: string) => {
    asked.push(question);
    return "";
  });
  expect(asked).toEqual([]);
  expect(options).toMatchObject({
    name: "Flowers",
    metric: { name: "rmse", lowerIsBetter: true },
    answers: "private/answers.csv",
    idColumn: { name: "flower", kind: { type: "hex" } },
    targetColumn: "size",
    shape: "images",
    testSize: 0.25,
    dir: "out",
    install: false,
  });
});

test("asks again until the answer fits, and takes the default on Enter", async () => {
  const asked: string[] = [];
  const answers = [
    "Not an id!",
    "tall-trees",
    "",
    "mae",
    "",
    "",
    "rainbow",
    "number",
    "",
    "",
    "height_in_m",
    "",
    "",
  ];
  const options = await readOptions([], async (question: string) => {
    asked.push(question);
    return answers[asked.length - 1] ?? "";
  });
  expect(options).toMatchObject({
    id: "tall-trees",
    name: "Tall trees",
    metric: { name: "mae", function: "meanAbsoluteError", lowerIsBetter: true },
    targetColumn: "height_in_m",
  });
  expect(asked.slice(0, 4)).toEqual(["id: ", "id: ", "name [Tall trees]: ", "metric [accuracy]: "]);
  expect(asked.filter((question) => question.startsWith("value"))).toHaveLength(2);
});

test("takes name, metric, direction, and answers from facts", async () => {
  const entry = {
    name: "Quiet!",
    metric: "rmse",
    lowerIsBetter: true,
    answers: "private/answers.csv",
    medals: {},
  };
  writeFileSync(join(top, "competitions.json"), JSON.stringify({ "quiet-rivers": entry }));
  for (const path of [top, join(top, "competitions.json")]) {
    expect(await readOptions(["quiet-rivers", "--facts", path])).toMatchObject({
      name: "Quiet!",
      metric: { function: "rootMeanSquaredError", lowerIsBetter: true },
      answers: "private/answers.csv",
      facts: { directory: top, entry },
    });
  }
  await expect(readOptions(["loud-rivers", "--facts", top])).rejects.toThrow(
    "has no competition `loud-rivers`",
  );
  await expect(readOptions(["loud-rivers", "--facts", join(top, "none")])).rejects.toThrow("not found");
});

test.each([
  ["root-mean-squared-error", "rootMeanSquaredError", true],
  ["multi-class-classification-accuracy", "accuracy", false],
])("knows the facts' name %s of a metric, and keeps it", async (metric, name, lowerIsBetter) => {
  writeFileSync(
    join(top, "competitions.json"),
    JSON.stringify({ "quiet-rivers": { metric, lowerIsBetter } }),
  );
  const options = await readOptions(["quiet-rivers", "--facts", top]);
  expect(options?.metric).toMatchObject({ name: metric, function: name });
});

test("takes the range of a number, and columns of images", async () => {
  const options = await readOptions([
    "x1",
    "--metric",
    "rmse",
    "--shape",
    "images",
    "--range=-1.5:2",
    "--columns",
    "blur:0|1",
    "--id-column",
    "Id:hex32",
  ]);
  expect(options).toMatchObject({
    range: [-1.5, 2],
    columns: [{ name: "blur" }],
    idColumn: { name: "Id", kind: { type: "hex", digits: 32 } },
  });
});

test("knows columns with kinds, classes, and missing values", async () => {
  const options = await readOptions([
    "x1",
    "--columns",
    "text:text, mood:sad|glad|calm?, age:number?, when:date",
  ]);
  expect(options?.columns).toEqual([
    { name: "text", kind: { type: "text" }, hasMissing: false },
    { name: "mood", kind: { type: "class", classes: ["sad", "glad", "calm"] }, hasMissing: true },
    { name: "age", kind: { type: "number" }, hasMissing: true },
    { name: "when", kind: { type: "date" }, hasMissing: false },
  ]);
});

test.each([
  [[], "The ID is missing."],
  [["../evil"], 'The ID is "../evil". Expected letters and digits'],
  [["a", "b"], "Expected one ID, but 2 are given: a, b."],
  [["x1", "--metric", "f-half"], "needs --metric-function"],
  [["x1", "--metric", "rmse", "--range", "5"], "Expected LOW:HIGH"],
  [["x1", "--metric", "rmse", "--range", "5:1"], "Expected LOW:HIGH"],
  [["x1", "--range", "1:5"], "--range needs --value number or integer, not class"],
  [["x1", "--metric", "rmse", "--value", "integer", "--range", "1:5.5"], "must have integers"],
  [["x1", "--shape", "images-by-class", "--columns", "a:text"], "--columns has no meaning"],
  [["x1", "--columns", "a:hex3"], "Expected hex6 to hex64"],
  [["x1", "--lower-is-better", "true"], "--lower-is-better true contradicts accuracy"],
  [["x1", "--lower-is-better", "maybe"], "Expected one of true, false"],
  [["x1", "--id-column", "target"], "must differ"],
  [["x1", "--target-column", "place"], "must differ"],
  [["x1", "--target-column", "a,b"], '--target-column is "a,b"'],
  [["x1", "--target-column", "kaggle_target"], "reveals `kaggle`"],
  [["x1", "--columns", "age"], 'has "age". Expected NAME:KIND'],
  [["x1", "--columns", "age:years"], "unknown kind `years`"],
  [["x1", "--columns", "age:number,age:text"], "two columns `age`"],
  [["x1", "--shape", "video"], "Expected one of table, images"],
  [["x1", "--answers", "public/test.csv"], "Expected private/NAME.csv"],
  [["x1", "--colour", "red"], "Unknown option '--colour'"],
])("%j is refused with a reason", async (argv, message) => {
  const refusal = readOptions(argv);
  await expect(refusal).rejects.toBeInstanceOf(OptionError);
  await expect(refusal).rejects.toThrow(message);
});

test("--help writes nothing", async () => {
  expect(await readOptions(["--help"])).toBeUndefined();
});
