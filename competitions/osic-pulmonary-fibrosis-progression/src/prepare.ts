import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import {
  concatRows,
  firstOfGroups,
  groupRows,
  integers,
  join,
  requireColumnCount,
  requireUnique,
  type Table,
  tableFromColumns,
  uniqueStrings,
} from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const visits = raw.csv("train.csv");
  requireColumnCount(visits, 7);
  const patients = trainTestSplit(groupRows(visits, "Patient"), { testSize: 0.1, randomState: 0 });
  const [train, test] = [patients.train, patients.test].map((groups) => visits.take(concatRows(groups)));
  requireUnique(test, "Patient", "Weeks");
  const answers = withEveryWeek(test);
  pub.csv("train.csv", train);
  pub.csv("test.csv", firstOfGroups(test.sortBy("Weeks"), "Patient"));
  pub.csv("sample_submission.csv", answers.select("Patient_Week").assign({ FVC: 2000, Confidence: 100 }));
  priv.csv("test.csv", answers);

  for (const [folder, groups] of Object.entries(patients)) {
    for (const { key } of groups) await pub.directory(raw, `train/${key}`, `${folder}/${key}`);
  }
});

/** One row per patient and week from the first to the last of all patients, blank where there was no visit. */
function withEveryWeek(visits: Table): Table {
  const measured = visits.numbers("Weeks");
  const [first, last] = [Math.min(...measured), Math.max(...measured)];
  const weeks = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const rows = uniqueStrings(visits, "Patient").flatMap((patient) =>
    weeks.map((week) => ({ patient, week })),
  );
  const asked = tableFromColumns({
    Patient: rows.map(({ patient }) => patient),
    Weeks: integers(rows.map(({ week }) => week)),
  });
  return join(asked, visits, { on: ["Patient", "Weeks"], how: "left" }).assign({
    Patient_Week: rows.map(({ patient, week }) => `${patient}_${week}`),
    Confidence: 100,
  });
}
