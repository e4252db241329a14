import { cocoAveragePrecision } from "@mlebench/metrics";
import { defineGrader, requireColumns, requireSameIds } from "@mlebench/table";
import { readBoxes } from "./boxes.js";

const corners = ["x_min", "y_min", "x_max", "y_max"];

export const grade = defineGrader(
  { id: "image_id", numbers: ["class_id", ...corners] },
  (submission, answers) => {
    requireColumns(submission, ["PredictionString", "image_id"]);
    requireSameIds(submission, answers, "image_id");

    const images = new Map<string | null, number>();
    const truthImages = answers.strings("image_id").map((id) => {
      const number = images.get(id) ?? images.size;
      images.set(id, number);
      return number;
    });
    const sides = corners.map((name) => answers.numbers(name));
    const truths = {
      image: truthImages,
      category: answers.numbers("class_id"),
      box: Float64Array.from({ length: 4 * answers.length }, (_, i) => sides[i % 4][i >> 2]),
      area: sides[0].map((left, i) => (sides[2][i] - left) * (sides[3][i] - sides[1][i])),
    };
    // The reference hands corners to a metric that takes them for x, y, width and height, and numbers boxes from 0.
    return cocoAveragePrecision(
      { truths, detections: readBoxes(submission, images) },
      { iouThresholds: [0.4], firstId: 0 },
    );
  },
);
