import { vocMeanAveragePrecision } from "@mlebench/metrics";
import {
  alignById,
  defineGrader,
  inFileOrder,
  requireColumns,
  requireSameLength,
  requireStrings,
} from "@mlebench/table";
import { fields, readBoxes } from "./boxes.js";

const target = "PredictionString";
const expected = `\`${fields.join(" ")}\` for each box`;

export const grade = defineGrader({ id: "id", strings: [target] }, (submission, answers) => {
  requireColumns(submission, ["id", target]);
  requireSameLength(submission, answers);
  requireStrings(submission, target, expected);
  const { submission: given, answers: wanted } = inFileOrder(alignById(submission, answers, "id"));
  const truths = wanted
    .strings(target, { missing: "" })
    .map((text, row) =>
      readBoxes(text, (headline) => wanted.error(headline, { row: row + 1, column: target, expected })),
    );
  const classes = new Set(truths.flatMap((boxes) => boxes.map(({ label }) => label)));
  const predictions = given.strings(target).map((text, row) => {
    const fail = (headline: string): Error =>
      given.error(headline, { row: row + 1, column: target, expected });
    if (text === null) throw fail("Missing value");
    const boxes = readBoxes(text, fail);
    // Only boxes of classes that the answers have are looked at.
    const infinite = boxes.findIndex(({ label, score }) => classes.has(label) && !Number.isFinite(score));
    if (infinite !== -1) throw fail(`Invalid confidence of box ${infinite + 1}`);
    return boxes;
  });
  return vocMeanAveragePrecision(truths, predictions);
});
