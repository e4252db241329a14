import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumnCount } from "@mlebench/table";
import { imageSizes, type Slice, scansAfter, sliceOf } from "./slices.js";

/** A patient keeps so many days for training; later ones are tested. */
const trainDays = 4;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labels = raw.csv("train.csv");
  requireColumnCount(labels, 3);
  const slices = labels.strings("id").map((id) => sliceOf(String(id)));
  const cases = [...new Set(slices.map((slice) => slice.case))];
  const split = trainTestSplit(cases, { testSize: 0.1, randomState: 42 });
  const testCases = new Set(split.test);
  const lateScans = scansAfter(trainDays, slices);
  const isTest = (slice: Pick<Slice, "case" | "scan">): boolean =>
    testCases.has(slice.case) || lateScans.has(slice.scan);

  const answers = labels.filter((row) => isTest(slices[row])).rename({ segmentation: "predicted" });
  pub.csv(
    "train.csv",
    labels.filter((row) => !isTest(slices[row])),
  );
  pub.csv("test.csv", answers.drop("predicted"));
  pub.csv("sample_submission.csv", answers.assign({ predicted: "1 1 5 2" }));
  priv.csv("test.csv", answers.assign(imageSizes(raw, slices.filter(isTest))));

  for (const scan of new Set(slices.map((slice) => `${slice.case}/${slice.scan}`)))
    raw.require(`train/${scan}`);
  await pub.files(
    raw,
    cases.flatMap((name) =>
      raw.walk(`train/${name}`).map((path) => {
        const part = isTest({ case: name, scan: path.split("/")[0] }) ? "test" : "train";
        return [`train/${name}/${path}`, `${part}/${name}/${path}`] as const;
      }),
    ),
  );
});
