// Boxes of VinBigData: a few true ones an image, and sixty predicted ones, some of them near a true one.
import { join } from "node:path";
import { createDraws, hex, writeRows } from "../raw/writing.mjs";

const [folder, images] = [process.argv[2], Number(process.argv[3])];
const predicted = 60;
const { below, random, pick } = createDraws();
const truths = Array.from({ length: images }, (_, i) =>
  Array.from({ length: 1 + below(5) }, (_, k) => {
    const [x, y] = [below(1500), below(1500)];
    return {
      image: hex(i, 32),
      kind: (i + 3 * k) % 14,
      box: [x, y, x + 50 + below(600), y + 50 + below(600)],
    };
  }),
);
const rows = truths.flat();
writeRows(join(folder, "answers.csv"), "image_id,class_id,x_min,y_min,x_max,y_max", rows.length, (i) => {
  const { image, kind, box } = rows[i];
  return `${image},${kind},${box.map((corner) => `${corner}.0`).join(",")}`;
});
writeRows(join(folder, "submission.csv"), "image_id,PredictionString", images, (i) => {
  const boxes = Array.from({ length: predicted }, () => {
    const { kind, box } = pick(truths[i]);
    const near = random() < 0.3;
    const moved = box.map((corner) => (corner + (near ? below(60) - 30 : below(900))).toFixed(1));
    return `${near ? kind : below(14)} ${random().toFixed(6)} ${moved.join(" ")}`;
  });
  return `${hex(i, 32)},${boxes.join(" ")}`;
});
