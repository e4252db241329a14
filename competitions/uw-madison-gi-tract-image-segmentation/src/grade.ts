import { groupRuns, meanDice, nanMean, normalizedHausdorff, parseRuns } from "@mlebench/metrics";
import {
  defineGrader,
  requireColumns,
  requireNoMissing,
  requireStrings,
  rethrowAsInvalidSubmission,
  type Table,
} from "@mlebench/table";

const target = "predicted";
const diceWeight = 0.4;
const hausdorffWeight = 0.6;

/**
 * Rows and volumes are paired by position and never by name, and surplus ones on either side do not count. A volume is a
 * day's scan, with the masks of all organs in one.
 */
export const grade = defineGrader(
  { id: "id", strings: ["id"], integers: ["image_height", "image_width"], nullable: [target] },
  async (submission, answers) => {
    requireColumns(submission, ["id", "class", target]);
    const given = submission.filter((row) => row < answers.length);
    requireStrings(given, target, 'runs "start length start length …", or nothing');
    requireStrings(given, "id", "an ID as in the sample submission");
    requireNoMissing(given, "id");
    const [heights, widths] = ["image_height", "image_width"].map((name) => answers.numbers(name));
    const masksOf = (table: Table, argument: "yTrue" | "yPred") =>
      table
        .strings(target, { missing: "" })
        .map((text, row) => parseRuns(text, { height: heights[row], width: widths[row] }, { argument, row }));
    const predictions = masksOf(given, "yPred");
    const truths = masksOf(answers, "yTrue");
    const dice = meanDice(
      predictions.map((predicted, row) => ({ predicted, truth: truths[row] })),
      Number.NaN,
    );

    const idsOf = (table: Table) => table.strings("id", { missing: "" });
    const trueVolumes = groupRuns(idsOf(answers), truths, { argument: "yTrue" });
    // IDs that put masks of different sizes into one volume are what is wrong with it.
    const distance = await rethrowAsInvalidSubmission(
      given,
      () => {
        const volumes = groupRuns(idsOf(given), predictions).slice(0, trueVolumes.length);
        return nanMean(volumes.map((volume, i) => normalizedHausdorff(trueVolumes[i], volume)));
      },
      "id",
    );
    return diceWeight * dice + hausdorffWeight * (1 - distance);
  },
);
