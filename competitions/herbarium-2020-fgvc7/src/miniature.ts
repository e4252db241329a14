import { defineMiniature, distinct } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const families = ["Orchidaceae", "Asteraceae", "Poaceae", "Lycopodiaceae", "Rubiaceae"];
const genera = ["Epidendrum", "Hieracium", "Carex", "Isoëtes", "Psychotria", "Miconia"];
const species = ["alpina L.", "× hybrida", 'sp. "nova"', "hookeri Müll.Arg.", "d'urvillei", "null"];
const regions = ["Puerto Rico", "São Tomé", "Åland", "Perú", "Québec"];

/**
 * Specimens of species that are frequent or rare, in no order, and some of Kaggle's own test set. An image is in no index.
 * The index is in UTF-8, except for the names of regions: they are in Latin-1.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, pick, phrase, chance, size }) => {
  const count = Math.ceil(size / 4);
  const ids = distinct(count, () => below(chance(0.5) ? 500 : 32_093));
  const drawn = Array.from({ length: size }, () => ids[Math.floor(random.random() ** 2.5 * count)]);
  // One species has two images, so that the test set has one.
  drawn[1] = drawn[0];
  const images = distinct(size + 12, () => below(1_200_000)).map((id, i) => {
    const category = drawn[i] ?? -1;
    const folder =
      category === -1
        ? pad(Math.floor(i / 1000), 3)
        : `${pad(Math.floor(category / 100), 3)}/${pad(category % 100, 2)}`;
    const name = category === -1 ? i - size : id;
    const file_name = `images/${folder}/${name}.jpg`;
    return { category, file_name, height: 1000, id: name, license: below(2), width: 600 + below(200) };
  });
  for (const { category, file_name, id } of images)
    await raw.file(
      `nybg2020/${category === -1 ? "test" : "train"}/${file_name}`,
      tinyJpeg(below(256), String(id)),
    );
  await raw.file(
    `train/images/${pad(Math.floor(ids[0] / 100), 3)}/${pad(ids[0] % 100, 2)}/not-listed.jpg`,
    tinyJpeg(0),
  );

  const info = {
    year: 2020,
    version: "1.0",
    url: "https://github.com/visipedia/herbarium_comp",
    description: "Herbarium “NY” — 1,17 M",
    contributor: null,
    date_created: "2020-03-09",
  };
  const licenses = [
    { id: 0, name: "CC BY 4.0", url: "https://creativecommons.org/licenses/by/4.0/" },
    { id: 1, name: "No known copyright restrictions", url: "" },
  ];
  const written = images.map(({ category: _, ...image }) => image);
  const [labeled, unlabeled] = [written.slice(0, size), written.slice(size)];
  const annotations = labeled.map(({ id }, i) => ({
    category_id: drawn[i],
    id,
    image_id: id,
    region_id: below(regions.length),
  }));
  const categories = ids
    .toSorted((a, b) => a - b)
    .map((id) => ({ family: pick(families), genus: pick(genera), id, name: phrase(genera, species) }));
  const places = JSON.stringify(regions.map((name, id) => ({ id, name })));
  const index = JSON.stringify({ annotations, categories, images: labeled, info, licenses });
  await raw.file(
    "nybg2020/train/metadata.json",
    Buffer.concat([
      Buffer.from(`${index.slice(0, -1)},"regions":`),
      Buffer.from(places, "latin1"),
      Buffer.from("}"),
    ]),
  );
  await raw.file("nybg2020/test/metadata.json", JSON.stringify({ images: unlabeled, info, licenses }));
  await raw.csv(
    "sample_submission.csv",
    ["Id", "Predicted"],
    unlabeled.map(({ id }) => [id, 0]),
  );
});

const pad = (number: number, width: number): string => String(number).padStart(width, "0");
