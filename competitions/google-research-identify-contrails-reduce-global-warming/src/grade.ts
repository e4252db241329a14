import { globalDice, parseRuns } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  inFileOrder,
  requireColumns,
  requireSameLength,
  requireStrings,
} from "@mlebench/table";
import { noContrails } from "./layout.js";

const target = "encoded_pixels";
const expected = 'runs "start length start length …", or "-"';

export const grade = defineGrader(
  { id: "record_id", strings: [target], integers: ["height", "width"] },
  (submission, answers) => {
    requireColumns(submission, ["record_id", target]);
    requireSameLength(submission, answers);
    requireStrings(submission, target, expected);
    const { submission: given, answers: wanted } = inFileOrder(alignById(submission, answers, "record_id"));
    const [heights, widths] = ["height", "width"].map((name) => wanted.numbers(name));
    const truths = wanted.strings(target, { missing: "" });
    const pairs = given.strings(target).map((text, row) => {
      if (text === null) throw given.error("Missing value", { row: row + 1, column: target, expected });
      const shape = { height: heights[row], width: widths[row] };
      return {
        predicted: parseRuns(withoutMark(text), shape, { row }),
        truth: parseRuns(withoutMark(truths[row]), shape, { argument: "yTrue" }),
      };
    });
    return globalDice(pairs);
  },
);

const withoutMark = (text: string): string => (text === noContrails ? "" : text);
