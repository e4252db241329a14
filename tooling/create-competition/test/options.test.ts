import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript without declarations
import { OptionError, readOptions } from "../options.mjs";

test("an id is enough where nobody can be asked", async () => {
  expect(await readOptions(["quiet-rivers"])).toEqual({
    id: "quiet-rivers",
    name: "Quiet rivers",
    metric: "accuracy",
    lowerIsBetter: false,
    answers: "private/test.csv",
    idColumn: "id",
    targetColumn: "target",
    dir: undefined,
    install: true,
  });
});

test("flags say it all, and nothing that is given is asked for", async () => {
  const asked: string[] = [];
  const argv =
    "wild-flowers --name Flowers --metric rmse --answers private/answers.csv --id-column flower --target-column size --lower-is-better true --dir out --no-install";
  const options = await readOptions(argv.split(" "), async (question: string) => {
    asked.push(question);
    return "";
  });
  expect(asked).toEqual([]);
  expect(options).toMatchObject({
    name: "Flowers",
    metric: "rmse",
    lowerIsBetter: true,
    answers: "private/answers.csv",
    idColumn: "flower",
    targetColumn: "size",
    dir: "out",
    install: false,
  });
});

test("a person is asked again until the answer fits, and Enter takes the default", async () => {
  const asked: string[] = [];
  const answers = ["Not an id!", "tall-trees", "", "f1", "mae", "", "", "height_in_m", ""];
  const options = await readOptions([], async (question: string) => {
    asked.push(question);
    return answers[asked.length - 1];
  });
  expect(options).toMatchObject({
    id: "tall-trees",
    name: "Tall trees",
    metric: "mae",
    lowerIsBetter: true,
    targetColumn: "height_in_m",
  });
  expect(asked).toEqual([
    "id: ",
    "id: ",
    "name [Tall trees]: ",
    "metric [accuracy]: ",
    "metric [accuracy]: ",
    "answers [private/test.csv]: ",
    "id-column [id]: ",
    "target-column [target]: ",
    "lower-is-better [true]: ",
  ]);
});

test.each([
  [[], "The id is missing."],
  [["../evil"], 'The id is "../evil"; expected letters and digits'],
  [["a", "b"], "One id is expected, but 2 are given: a, b."],
  [["x1", "--metric", "f1"], '--metric is "f1"; expected one of accuracy, auc-roc, log-loss, rmse, mae.'],
  [["x1", "--lower-is-better", "true"], "--lower-is-better true contradicts --metric accuracy"],
  [["x1", "--lower-is-better", "maybe"], "expected true or false"],
  [["x1", "--id-column", "target"], "must differ"],
  [["x1", "--target-column", "place"], "must differ"],
  [["x1", "--target-column", "a,b"], '--target-column is "a,b"'],
  [["x1", "--target-column", "kaggle_target"], 'gives away "kaggle"'],
  [["x1", "--answers", "public/test.csv"], "expected private/NAME.csv"],
  [["x1", "--colour", "red"], "Unknown option '--colour'"],
])("%j is refused with a reason", async (argv, message) => {
  const refusal = readOptions(argv);
  await expect(refusal).rejects.toBeInstanceOf(OptionError);
  await expect(refusal).rejects.toThrow(message);
});

test("help is no mistake", async () => {
  expect(await readOptions(["--help"])).toBeUndefined();
});
