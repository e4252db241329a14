import { createSevenZip, listArchive } from "@mlebench/archives";
import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns, requireUnique, type Table } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train_labels.csv.zip");
  const labeled = raw.csv("train_labels.csv");
  requireColumns(labeled, ["name", "invasive"]);
  const members = await listArchive(raw.require("train.7z"));
  requireImages(labeled, new Set(members.map(({ path }) => path)));

  const { train, test } = trainTestSplit(labeled, { testSize: 0.2, randomState: 0 });
  const sample = test.assign({ invasive: 0.5 });
  priv.csv("answers.csv", test);
  priv.csv("sample_submission.csv", sample);
  await pub.zippedCsv("sample_submission.csv.zip", sample);
  await pub.zippedCsv("train_labels.csv.zip", train);
  // The reference packs both folders without what is in them (knownIssues), so no image has to be unpacked at all. Its
  // members also have the absolute path of the folder on the machine that packs; ours do not.
  for (const folder of ["train", "test"]) {
    await createSevenZip(pub.resolve(`${folder}.7z`), [], { emptyFolders: [folder] });
  }
});

/** @throws UserError unless every row has an image of its own */
function requireImages(labeled: Table, members: ReadonlySet<string>): void {
  requireUnique(labeled, "name");
  const names = labeled.strings("name");
  const row = names.findIndex((name) => !members.has(`train/${name}.jpg`));
  if (row === -1) return;
  throw labeled.error("An image is missing", {
    row: row + 1,
    column: "name",
    expected: `train/${names[row]}.jpg in train.7z`,
  });
}
