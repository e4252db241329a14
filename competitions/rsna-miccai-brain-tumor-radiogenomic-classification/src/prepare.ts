import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns, requireNoMissing, requireUnique } from "@mlebench/table";
import { split } from "./split.js";

export const prepare = definePrepare(async ({ raw, pub, priv, progress }) => {
  const cases = raw.csv("train_labels.csv", { strings: ["BraTS21ID"] });
  requireColumns(cases, ["BraTS21ID", "MGMT_value"]);
  for (const name of cases.names) requireNoMissing(cases, name);
  requireUnique(cases, "BraTS21ID");
  const { train, test } = trainTestSplit(cases, split);
  pub.csv("train_labels.csv", train);
  pub.csv("sample_submission.csv", test.assign({ MGMT_value: 0.5 }));
  priv.csv("test.csv", test);

  let done = 0;
  for (const [folder, table] of Object.entries({ train, test })) {
    for (const id of table.strings("BraTS21ID")) {
      await pub.directory(raw, `train/${id}`, `${folder}/${id}`);
      progress({ step: "link cases", done: ++done, total: cases.length, unit: "cases" });
    }
  }
});
