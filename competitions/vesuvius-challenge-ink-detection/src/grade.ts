import { maskFBeta, mean, parseRuns } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  inFileOrder,
  requireExactColumns,
  requireSameLength,
  requireStrings,
} from "@mlebench/table";

const target = "Predicted";
const expected = 'runs "start length start length …"';

export const grade = defineGrader(
  { id: "Id", strings: [target], integers: ["height", "width"] },
  (submission, answers) => {
    requireExactColumns(submission, ["Id", target]);
    requireSameLength(submission, answers);
    requireStrings(submission, target, expected);
    const { submission: given, answers: wanted } = inFileOrder(alignById(submission, answers, "Id"));
    const [heights, widths] = ["height", "width"].map((name) => wanted.numbers(name));
    const truths = wanted.strings(target, { missing: "" });
    const scores = given.strings(target).map((text, row) => {
      if (text === null) throw given.error("Missing value", { row: row + 1, column: target, expected });
      const shape = { height: heights[row], width: widths[row], order: "row-major" } as const;
      const truth = parseRuns(truths[row], shape, { argument: "yTrue" });
      return maskFBeta(truth, parseRuns(text, shape, { row }), 0.5);
    });
    return mean(scores);
  },
);
