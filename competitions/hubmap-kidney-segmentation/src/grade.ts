import { meanDice, parseRuns } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  inFileOrder,
  requireColumns,
  requireSameLength,
  requireStrings,
} from "@mlebench/table";

const target = "predicted";

export const grade = defineGrader(
  { id: "id", strings: ["encoding"], integers: ["height_pixels", "width_pixels"] },
  (submission, answers) => {
    requireColumns(submission, ["id", target]);
    requireSameLength(submission, answers);
    requireStrings(submission, target, 'runs "start length start length …", or nothing');
    const { submission: given, answers: wanted } = inFileOrder(alignById(submission, answers, "id"));
    const [heights, widths] = ["height_pixels", "width_pixels"].map((name) => wanted.numbers(name));
    const truths = wanted.strings("encoding", { missing: "" });
    const pairs = given.strings(target, { missing: "" }).map((text, row) => {
      const shape = { height: heights[row], width: widths[row] };
      return {
        predicted: parseRuns(text, shape, { row }),
        truth: parseRuns(truths[row], shape, { argument: "yTrue" }),
      };
    });
    return meanDice(pairs, 1);
  },
);
