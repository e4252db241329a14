import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { writePixelTables } from "./pixel-tables.js";

export const prepare = definePrepare(async ({ raw, pub, priv, progress }) => {
  await raw.extract("train.zip");
  await raw.extract("train_cleaned.zip");
  const { test } = trainTestSplit(raw.list("train", ".png"), { testSize: 0.2, randomState: 0 });
  const isTest = new Set(test);
  const sideOf = (name: string): string => (isTest.has(name) ? "test" : "train");
  const clean = raw.list("train_cleaned").filter((name) => !isTest.has(name));
  await pub.files(
    raw,
    raw.list("train").map((name) => [`train/${name}`, `${sideOf(name)}/${name}`]),
  );
  await pub.files(
    raw,
    clean.map((name) => `train_cleaned/${name}`),
  );

  const hidden = raw.list("train_cleaned", ".png").filter((name) => isTest.has(name));
  writePixelTables(
    hidden.map((name) => raw.resolve(`train_cleaned/${name}`)),
    { answers: priv.resolve("answers.csv"), sample: pub.resolve("sampleSubmission.csv") },
    (done) => progress({ step: "write pixels", done, total: hidden.length, unit: "images" }),
  );
});
