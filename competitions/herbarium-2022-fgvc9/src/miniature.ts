import { defineMiniature, distinct } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const families = ["Orchidaceae", "Asteraceae", "Poaceae", "Rubiaceae"];
const genera = ["Epidendrum", "Hieracium", "Carex", "Isoëtes"];
const species = ["alpina", "×hybrida", 'sp. "nova"', "d'urvillei", "null"];
const authors = ["L.", "(Müll.Arg.) K.Schum.", "", "A.Gray \u{1f33f}"];
const institutions = ["NY", "US", "MICH", "DES"];

/**
 * Specimens of species that are frequent or rare, at least two of each, species after species, and some of Kaggle's own
 * test set. An image is in no index.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, pick, chance, decimal, size }) => {
  const count = Math.max(1, Math.floor(size / 5));
  const ids = distinct(count, () => below(chance(0.5) ? 500 : 15_505)).sort((a, b) => a - b);
  const drawn = Array.from({ length: size }, (_, i) => {
    return ids[i < 2 * count ? i % count : Math.floor(random.random() ** 2.5 * count)];
  }).sort((a, b) => a - b);
  const numbers = new Map<number, number>();
  const labeled = drawn.map((category) => {
    const number = (numbers.get(category) ?? 0) + 1 + below(2);
    numbers.set(category, number);
    const image_id = `${pad(category, 5)}__${pad(number, 3)}`;
    const file_name = `${pad(Math.floor(category / 100), 3)}/${pad(category % 100, 2)}/${image_id}.jpg`;
    return { image_id, file_name, license: below(3) };
  });
  const unlabeled = Array.from({ length: 12 }, (_, i) => {
    return { image_id: String(i), file_name: `000/test-${pad(i, 6)}.jpg`, license: below(3) };
  });
  for (const [folder, images] of [
    ["train_images", labeled],
    ["test_images", unlabeled],
  ] as const) {
    for (const { file_name, image_id } of images)
      await raw.file(`${folder}/${file_name}`, tinyJpeg(below(256), image_id));
  }
  await raw.file("train_images/000/00/not-listed.jpg", tinyJpeg(0));

  const annotations = labeled.map(({ image_id }, i) => ({
    genus_id: below(genera.length),
    institution_id: below(institutions.length),
    category_id: drawn[i],
    image_id,
  }));
  const categories = ids.map((category_id) => {
    const [genus, epithet] = [pick(genera), pick(species)];
    const scientificName = `${genus} ${epithet}`;
    return {
      category_id,
      scientificName,
      family: pick(families),
      genus,
      species: epithet,
      authors: pick(authors),
    };
  });
  const distances = genera.flatMap((_, x) =>
    genera.slice(x + 1).map((_, y) => ({
      genus_id_x: x,
      genus_id_y: x + 1 + y,
      distance: chance(0.2) ? 1e-7 * below(9) : random.random() * decimal(1, 400, 3),
    })),
  );
  const index = {
    annotations,
    images: labeled,
    categories,
    genera: genera.map((genus, genus_id) => ({ genus_id, genus })),
    institutions: institutions.map((collectionCode, institution_id) => ({ institution_id, collectionCode })),
    distances,
    licenses: [{ id: 0, name: "CC0", url: "" }],
  };
  await raw.file("train_metadata.json", JSON.stringify(index));
  await raw.file("test_metadata.json", JSON.stringify(unlabeled));
  await raw.csv(
    "sample_submission.csv",
    ["Id", "Predicted"],
    unlabeled.map(({ image_id }) => [image_id, 42]),
  );
});

const pad = (number: number, width: number): string => String(number).padStart(width, "0");
