import { defineMiniature, distinct, hexadecimalIds } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const kingdoms = {
  Plants: "Plantae",
  Birds: "Animalia",
  Insects: "Animalia",
  Fungi: "Fungi",
  Reptiles: "Animalia",
};
const groups = Object.keys(kingdoms) as (keyof typeof kingdoms)[];
const holders = ["Ann Lee", "José Núñez", 'B. "Bee" Ek', "湯川", "null", "© nobody \u{1f98e}"];

/**
 * Photos of species that are frequent or rare, in no order; those of the validation set are in the same archive. Kaggle's
 * own test set is apart. A photo is in no index.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, pick, chance, size }) => {
  const count = Math.ceil(size / 5);
  const ids = distinct(count, () => below(1010)).sort((a, b) => a - b);
  const groupOf = new Map(ids.map((id) => [id, pick(groups)]));
  const newName = hexadecimalIds(random, 32);
  const photos = (first: number, drawn: readonly number[]) =>
    drawn.map((category, i) => {
      const file_name = `train_val2019/${groupOf.get(category)}/${category}/${newName()}.jpg`;
      return {
        category,
        file_name,
        height: 400 + below(401),
        id: first + i,
        license: below(6),
        rights_holder: pick(holders),
        width: 800,
      };
    });
  const drawn = Array.from({ length: size }, () => ids[Math.floor(random.random() ** 2.5 * count)]);
  // One species has two photos, so that the test set has one.
  drawn[1] = drawn[0];
  const train = photos(0, drawn);
  const valid = photos(size, ids.slice(0, 12));
  const test = Array.from({ length: 12 }, (_, i) => {
    return {
      file_name: `test2019/${newName()}.jpg`,
      height: 600,
      id: 268_243 + i,
      license: below(6),
      rights_holder: pick(holders),
      width: 800,
    };
  });

  const info = {
    year: 2019,
    version: 1.5,
    description: "iNaturalist, “2019”",
    contributor: null,
    url: "",
    date_created: "2019-03-07 17:00:00",
  };
  const licenses = ["CC BY-NC 4.0", "CC0"].map((name, id) => ({
    id,
    name,
    url: `https://creativecommons.org/${id}`,
  }));
  const categories = ids.map((id) => {
    const iconic = groupOf.get(id) ?? "Plants";
    return {
      id,
      name: `${id}-${iconic}`,
      kingdom: kingdoms[iconic],
      phylum: "",
      class: iconic,
      order: "×",
      family: "Aë",
      genus: String(id),
    };
  });
  const indexOf = (labeled: typeof train) => {
    const images = labeled.map(({ category: _, ...image }) => image);
    const annotations = labeled.map(({ category, id }) => ({ id, image_id: id, category_id: category }));
    return JSON.stringify({ info, images, categories, annotations, licenses });
  };
  await raw.file("train2019.json", indexOf(train));
  await raw.file("val2019.json", indexOf(valid));
  await raw.file("test2019.json", JSON.stringify({ info, images: test, licenses }));
  const memberOf = ({ file_name }: { file_name: string }) => {
    return { name: file_name, data: tinyJpeg(below(256), file_name) };
  };
  const kept = random.permutation([...train, ...valid]).map(memberOf);
  const unlisted = {
    name: `train_val2019/Fungi/${chance(0.5) ? "x" : "y"}/not-listed.jpg`,
    data: tinyJpeg(0),
  };
  await raw.tar("train_val2019.tar.gz", [...kept, unlisted], { gzip: true });
  await raw.tar("test2019.tar.gz", test.map(memberOf), { gzip: true });
  await raw.csv(
    "kaggle_sample_submission.csv",
    ["id", "predicted"],
    test.map(({ id }) => [id, `${below(1010)} ${below(1010)}`]),
  );
});
