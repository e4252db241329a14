import { laplaceLogLikelihood } from "@mlebench/metrics";
import {
  defineGrader,
  groupRows,
  requireColumns,
  requireKnownIds,
  requireUnique,
  type Table,
} from "@mlebench/table";

const id = "Patient_Week";

export const grade = defineGrader(
  { id, strings: ["Patient"], integers: ["Weeks", "Confidence"], nullable: ["FVC"] },
  (submission, answers) => {
    requireColumns(submission, [id, "FVC", "Confidence"]);
    requireKnownIds(submission, answers, id);
    // Columns of text are rejected even where only weeks that are not scored hold it.
    for (const name of ["FVC", "Confidence"]) submission.numbers(name);
    const scored = lastVisits(answers);
    const given = withIds(submission, scored).sortBy(id);
    const wanted = withIds(scored, given).sortBy(id);
    // NumPy repeats a single answer for all of its predictions, and fails where there are several.
    const isSingle = wanted.length === 1;
    if (!isSingle && given.length !== wanted.length) requireUnique(submission, id);
    const truths = isSingle ? wanted.take(new Uint32Array(given.length)) : wanted;
    const deviations = given.numbers("Confidence").map((value) => (Number.isNaN(value) ? 0 : value));
    return laplaceLogLikelihood(truths.numbers("FVC"), given.numbers("FVC"), deviations);
  },
);

const withIds = (table: Table, other: Table): Table =>
  table.whereIn(id, new Set(other.strings(id).filter((text) => text !== null)));

/** The last 3 weeks of each patient in which there was a measurement. */
function lastVisits(answers: Table): Table {
  const volumes = answers.numbers("FVC");
  const measured = answers.filter((row) => !Number.isNaN(volumes[row])).sortBy("Weeks");
  return measured.take(groupRows(measured, "Patient").flatMap(({ rows }) => [...rows.slice(-3)]));
}
