import { bsonDocument } from "@mlebench/formats/bson";
import { defineMiniature, distinct, numbersWithGaps } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const levels = [
  ["TELEPHONIE - GPS", "DECO - LINGE - LUMINAIRE", "LIBRAIRIE"],
  ["ACCESSOIRE TÉLÉPHONE", "LINGE DE LIT, TAIE", 'ECRAN 24" ET PLUS'],
  ["COQUE - BUMPER - FACADE TELEPHONE", "DRAP PLAT", "NULL"],
];

/** Products with one to four pictures each. Numbers rise with gaps; two products have changed places, one has a long number. */
export const writeMiniature = defineMiniature(async ({ raw, random, below, pick, size }) => {
  const categories = distinct(Math.ceil(size / 6), () => 1_000_000_055 + below(20_000)).sort((a, b) => a - b);
  const ids: (number | bigint)[] = numbersWithGaps(random, size + 12, { first: 0, maxStep: 3 });
  [ids[0], ids[1]] = [ids[1], ids[0]];
  const documentOf = (id: number | bigint, fields: Record<string, number | bigint>): Buffer => {
    const imgs = Array.from({ length: 1 + Math.floor(random.random() ** 2 * 4) }, (_, i) => {
      return { picture: tinyJpeg(below(256), `${id} ${i}`) };
    });
    return bsonDocument({ _id: id, imgs, ...fields });
  };
  const train = ids.slice(0, size).map((id, i) => {
    const category = categories[Math.floor(random.random() ** 2 * categories.length)];
    const isLong = i === size >> 1;
    return documentOf(isLong ? 5_000_000_000n : id, { category_id: isLong ? BigInt(category) : category });
  });
  const tested = ids.slice(size);
  await raw.file("train.bson", Buffer.concat(train));
  await raw.file("train_example.bson", Buffer.concat(train.slice(0, 100)));
  await raw.file("test.bson", Buffer.concat(tested.map((id) => documentOf(id, {}))));
  await raw.csv(
    "category_names.csv",
    ["category_id", "category_level1", "category_level2", "category_level3"],
    categories.map((id) => [id, ...levels.map(pick)]),
  );
  await raw.csv(
    "sample_submission.csv",
    ["_id", "category_id"],
    tested.map((id) => [Number(id), 1_000_010_653]),
  );
});
