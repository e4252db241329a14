// Herbarium 2021: an index of images of 64,500 species, and an image in a folder of its species for each:
// smaller than the real ones, so that a disk has space for them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDraws, imageBytes, writeFile } from "./writing.mjs";

export function makeRaw({ folder, size, share }) {
  const { below, random } = createDraws();
  const species = Math.ceil(64_500 * share);
  const pad = (number, width) => String(number).padStart(width, "0");
  const folderOf = (category) => `images/${pad(Math.floor(category / 100), 3)}/${pad(category % 100, 2)}`;
  for (let category = 0; category < species; category++)
    mkdirSync(join(folder, "train", folderOf(category)), { recursive: true });
  const drawn = Int32Array.from({ length: size }, (_, i) =>
    i < species ? i : Math.floor(random() ** 2 * species),
  );
  const file = join(folder, "train/metadata.json");
  const parts = [
    [
      "annotations",
      size,
      (i) => `{"category_id": ${drawn[i]}, "id": ${i}, "image_id": ${i}, "institution_id": ${i % 5}}`,
    ],
    [
      "categories",
      species,
      (i) =>
        `{"family": "Orchidaceae", "id": ${i}, "name": "Epidendrum no. ${i} L.", "order": "Asparagales"}`,
    ],
    [
      "images",
      size,
      (i) =>
        `{"file_name": "${folderOf(drawn[i])}/${i}.jpg", "height": 1000, "id": ${i}, "license": ${i % 2}, "width": ${600 + below(200)}}`,
    ],
  ];
  let [part, row] = [0, 0];
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  writeFile(
    file,
    total,
    () => {
      const [name, count, item] = parts[part];
      const opened = row === 0 ? `"${name}": [` : "";
      const text = opened + item(row++);
      if (row < count) return text;
      [part, row] = [part + 1, 0];
      return `${text}]`;
    },
    {
      before: "{",
      between: ", ",
      after:
        ', "info": {"year": 2021}, "institutions": [{"id": 0, "name": "NYBG"}], "licenses": [{"id": 0, "name": "CC BY"}]}',
    },
  );
  const image = imageBytes(16 << 10);
  for (let i = 0; i < size; i++) writeFileSync(join(folder, "train", folderOf(drawn[i]), `${i}.jpg`), image);
}
