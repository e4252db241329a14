import { UserError } from "@mlebench/core";
import { definePrepare, type RawFolder } from "@mlebench/folders";
import { integers, requireColumns, requireNoMissing, type Table, tableFromColumns } from "@mlebench/table";
import { classes } from "./classes.js";

/** What the authors of the data published after the competition; the only source of the answers. */
const metadata = "FSDKaggle2019.meta";
const labelsFile = `${metadata}/test_post_competition.csv`;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  // The test clips are Kaggle's own, so that all of Kaggle's files are public as they are.
  const folders = raw.folders(".");
  for (const name of raw.list(".").filter((entry) => !entry.includes(metadata))) {
    if (folders.includes(name)) await pub.directory(raw, name, name);
    else await pub.files(raw, [name]);
  }
  await raw.extract(`${metadata}.zip`);
  const answers = readAnswers(raw.csv(labelsFile, { floatParser: "default" }));
  requireSameClips(raw, answers);
  priv.csv("test.csv", answers);
});

/** A row per clip of the private leaderboard, in the order of the file, and a column of 0 and 1 per sound. */
function readAnswers(labeled: Table): Table {
  requireColumns(labeled, ["fname", "labels", "usage"]);
  const hidden = labeled.whereIn("usage", new Set(["Private"]));
  requireNoMissing(hidden, "labels");
  const sets = hidden.strings("labels", { missing: "" }).map((text) => new Set<string>(text.split(",")));
  const columns = classes.map((name) => [name, integers(sets.map((labels) => Number(labels.has(name))))]);
  return tableFromColumns({ fname: hidden.column("fname"), ...Object.fromEntries(columns) });
}

/** @throws UserError unless the sample submission has the clips and sounds of the answers */
function requireSameClips(raw: RawFolder, answers: Table): void {
  const sample = raw.csv("sample_submission.csv", { floatParser: "default" });
  const fail = (headline: string, expected: string): UserError =>
    new UserError(headline, {
      file: raw.resolve("sample_submission.csv"),
      expected,
      hint: `\`${labelsFile}\` must be that of the same data.`,
    });
  if (sample.names.join() !== answers.names.join())
    throw fail("Wrong columns", `\`fname\` and ${classes.length} sounds in order`);
  if (sample.length !== answers.length)
    throw fail(`Wrong number of rows: ${sample.length}`, `${answers.length}, as in \`${labelsFile}\``);
  const [given, known] = [sample, answers].map((table) => table.strings("fname").toSorted());
  if (given.some((name, row) => name !== known[row]))
    throw fail("Clips differ", `the clips of \`${labelsFile}\` with the usage \`Private\``);
}
