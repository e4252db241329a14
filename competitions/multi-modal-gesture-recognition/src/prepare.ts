import { listArchive } from "@mlebench/archives";
import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { createPythonRandom } from "@mlebench/sampling";
import { compareText, requireColumns, tableFromColumns } from "@mlebench/table";
import { gestures } from "./gestures.js";

/** Kaggle published no labels of its own test set: the last archive of labeled recordings takes its place. */
const testArchive = "training4.tar.gz";

const unchanged = [
  "training1.tar.gz",
  "training2.tar.gz",
  "training3.tar.gz",
  "validation1.tar.gz",
  "validation2.tar.gz",
  "validation3.tar.gz",
  "devel01-40.7z",
  "valid_all_files_combined.7z",
  "sample_code_mmrgc.zip",
];

export const prepare = definePrepare(async ({ raw, pub, priv, progress }) => {
  progress({ step: `list ${testArchive}`, done: 0 });
  const members = await listArchive(raw.require(testArchive));
  // `Sample00300.zip` holds recording 0300. Only zips at the top count.
  const recordings = members.filter(({ path }) => path.endsWith(".zip") && !path.includes("/"));
  const testIds = recordings.map(({ path }) => path.slice(-8, -4)).sort(compareText);
  if (testIds.length === 0) {
    const expected = "recordings such as `Sample00300.zip`, in no folder";
    throw new UserError("No recordings found", { file: raw.resolve(testArchive), expected });
  }

  const labeled = raw.csv("training.csv", { strings: ["Id", "Sequence"], floatParser: "default" });
  requireColumns(labeled, ["Id", "Sequence"]);
  const isTested = new Set<string | null>(testIds);
  const ids = labeled.strings("Id");
  const answers = labeled.filter((row) => isTested.has(ids[row]));
  if (answers.length !== testIds.length) {
    throw labeled.error("Test recordings without exactly one row", {
      column: "Id",
      expected: `one row for each of the ${testIds.length} recordings in ${testArchive}`,
    });
  }
  pub.csv(
    "training.csv",
    labeled.filter((row) => !isTested.has(ids[row])),
  );
  priv.csv("test.csv", answers);
  pub.csv("test.csv", tableFromColumns({ Id: testIds }));
  const random = createPythonRandom(0);
  const shuffled = testIds.map(() => random.sample(gestures, gestures.length).join(" "));
  pub.csv("randomPredictions.csv", tableFromColumns({ Id: testIds, Sequence: shuffled }));
  await pub.files(raw, [[testArchive, "test.tar.gz"], ...unchanged]);
});
