import { defineMiniature, uuid } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { seenCategories } from "./categories.js";

const columns = [
  "category_id",
  "date_captured",
  "file_name",
  "frame_num",
  "id",
  "location",
  "rights_holder",
  "seq_id",
  "seq_num_frames",
  "width",
  "height",
];

/**
 * Images in sequences of one to three, taken at locations of very different sizes, most of them empty; and images that
 * have two rows, with the same category or another one.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, below, moment, size }) => {
  const locationCount = Math.max(4, Math.ceil(size / 12));
  const numbers = Array.from(random.permutation(138).slice(0, locationCount));
  const rows: (string | number)[][] = [];
  const ids: string[] = [];
  while (rows.length < size) {
    // The first images make sure that no location is without any.
    const nth = rows.length < 3 * locationCount ? Math.floor(rows.length / 3) : undefined;
    const location = numbers[nth ?? Math.floor(locationCount * random.random() ** 2)];
    const category = chance(0.6)
      ? 0
      : seenCategories[Math.floor(seenCategories.length * random.random() ** 2)];
    const [sequence, date] = [uuid(random), moment(new Date("2010-01-01"), new Date("2016-01-01"))];
    const frames = chance(0.8) ? 3 : 1;
    for (let frame = 1; frame <= frames && rows.length < size; frame++) {
      const id = uuid(random);
      ids.push(id);
      const [width, height] = pick([
        [1024, 747],
        [1024, 768],
        [2048, 1494],
      ]);
      const holder = pick(["Justin Brown", "Erin Boydston"]);
      const rest = [date, `${id}.jpg`, frame, id, location, holder, sequence, frames, width, height];
      rows.push([category, ...rest]);
      if (rows.length < size && chance(0.05)) rows.push([chance(0.5) ? category : 0, ...rest]);
    }
  }
  await raw.csv(
    "train.csv",
    columns,
    rows.sort((a, b) => (String(a[4]) < String(b[4]) ? -1 : Number(a[4] !== b[4]))),
  );
  const images = ids.map((id) => ({ name: `${id}.jpg`, data: tinyJpeg(below(256), id) }));
  await raw.zip("train_images.zip", images, { compression: "store" });
  const unlabeled = Array.from({ length: 5 }, () => uuid(random));
  const testRows = unlabeled.map((id) => {
    const date = moment(new Date("2010-01-01"), new Date("2016-01-01"));
    return [date, `${id}.jpg`, 1, id, 200 + below(100), "IDFG", uuid(random), 1, 1024, 747];
  });
  await raw.csv("test.csv", columns.slice(1), testRows);
  const shown = unlabeled.map((id) => ({ name: `${id}.jpg`, data: tinyJpeg(below(256), id) }));
  await raw.zip("test_images.zip", shown);
  await raw.csv(
    "sample_submission.csv",
    ["Id", "Predicted"],
    unlabeled.map((id) => [id, 0]),
  );
});
