import { kendallTauOfOrders, splitWords } from "@mlebench/metrics";
import { alignStrings, defineGrader, requireColumns, requireSameLength, type Table } from "@mlebench/table";

const id = "id";
const target = "cell_order";

export const grade = defineGrader({ id, strings: [target] }, (submission, answers) => {
  requireSameLength(submission, answers);
  requireColumns(submission, [id, target]);
  const aligned = alignStrings(submission, answers, { id, target });
  const [yTrue, yPred] = [aligned.yTrue, aligned.yPred].map((orders) => orders.map(splitWords));
  // Every notebook has code and text.
  const damaged = yTrue.findIndex((cells) => cells.length < 2);
  if (damaged !== -1) throw aligned.answers.error("Missing cells", { row: damaged + 1, column: target });
  requireSameCells(aligned.submission, yTrue, yPred);
  return kendallTauOfOrders(yTrue, yPred);
});

/** @throws InvalidSubmissionError for the first row of the file that does not list the cells of its notebook */
function requireSameCells(submission: Table, yTrue: readonly string[][], yPred: readonly string[][]): void {
  const wrong = [...yTrue.keys()].filter((row) => {
    const predicted = new Set(yPred[row]);
    return yPred[row].length !== yTrue[row].length || !yTrue[row].every((cell) => predicted.has(cell));
  });
  if (wrong.length === 0) return;
  const row = wrong.reduce((a, b) => (submission.fileRow(b, target) < submission.fileRow(a, target) ? b : a));
  throw submission.error("Wrong cells", {
    row: row + 1,
    column: target,
    expected: "every cell of the notebook once, separated by spaces",
  });
}
