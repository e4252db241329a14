// Cdiscount: products with one to four pictures. Pictures are of 200 bytes instead of 6 kB: 1.7 GB instead of 58 GB.
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { bsonDocument } from "@mlebench/formats/bson";
import { createDraws, writeAll, writeRows } from "./writing.mjs";

const pictureLength = 200;

export function makeRaw({ folder, size }) {
  const { random, below, pool } = createDraws();
  mkdirSync(folder, { recursive: true });
  const categories = pool(5270, (i) => 1_000_000_055 + 4 * i);
  const documents = pool(2000, (i) => {
    const imgs = Array.from({ length: 1 + Math.floor(random() ** 2 * 4) }, () => ({
      picture: Buffer.alloc(pictureLength, i),
    }));
    return bsonDocument({
      _id: 1,
      imgs,
      category_id: categories[Math.floor(random() ** 2 * categories.length)],
    });
  });
  const file = openSync(join(folder, "train.bson"), "w");
  const block = Buffer.alloc(1 << 22);
  let length = 0;
  for (let i = 0; i < size; i++) {
    const document = documents[below(documents.length)];
    if (length + document.length > block.length) {
      writeAll(file, block.subarray(0, length));
      length = 0;
    }
    document.copy(block, length);
    // The number follows the length of the document and the name of the field.
    block.writeInt32LE(3 * i + 1, length + 9);
    length += document.length;
  }
  writeAll(file, block.subarray(0, length));
  closeSync(file);
  writeRows(
    join(folder, "category_names.csv"),
    "category_id,category_level1",
    categories.length,
    (i) => `${categories[i]},LIBRAIRIE`,
  );
}
