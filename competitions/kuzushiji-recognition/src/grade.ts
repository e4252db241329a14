import { pointInBoxF1 } from "@mlebench/metrics";
import { alignById, defineGrader, requireColumns, requireSameLength } from "@mlebench/table";
import { readMarks } from "./marks.js";

export const grade = defineGrader({ id: "image_id", strings: ["labels"] }, (submission, answers) => {
  requireSameLength(submission, answers);
  requireColumns(submission, ["image_id", "labels"]);
  const aligned = alignById(submission, answers, "image_id");
  const points = readMarks(aligned.submission, ["label", "X", "Y"]);
  const boxes = readMarks(aligned.answers, ["label", "X", "Y", "width", "height"]);
  return pointInBoxF1(
    boxes.map((marks) =>
      marks.map(({ label, numbers: [x, y, width, height] }) => ({
        label,
        box: [x, y, x + width, y + height],
      })),
    ),
    points.map((marks) => marks.map(({ label, numbers: [x, y] }) => ({ label, x, y }))),
  );
});
