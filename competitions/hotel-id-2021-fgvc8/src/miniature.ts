import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

/**
 * Photos in the order of their names, one image twice, as in Kaggle's table. Hotels are of one chain each, chain 0 is the
 * largest, and a third of the hotels has one photo.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, pick, moment, size }) => {
  const newId = hexadecimalIds(random, 16);
  const hotels = Array.from({ length: Math.ceil(size / 4) }, () => ({
    id: below(65_000),
    chain: below(3) === 0 ? 0 : 1 + below(96),
    shade: below(200),
  }));
  const photos = Array.from({ length: size }, () => ({ name: `${newId()}.jpg`, hotel: pick(hotels) }));
  for (const hotel of [hotels[0], hotels[hotels.length - 1]]) {
    photos.push({ name: "ce27d36c9147cc19.jpg", hotel });
  }
  photos.sort((a, b) => (a.name < b.name ? -1 : 1));
  const [from, to] = [new Date("2015-06-01T00:00:00Z"), new Date("2020-12-31T00:00:00Z")];
  const rows: (string | number)[][] = [];
  for (const { name, hotel } of photos) {
    rows.push([name, hotel.chain, hotel.id, moment(from, to)]);
    await raw.file(`train_images/${hotel.chain}/${name}`, tinyJpeg(hotel.shade + below(56), name));
  }
  await raw.csv("train.csv", ["image", "chain", "hotel_id", "timestamp"], rows);
  const sample: string[][] = [];
  for (let i = 0; i < 3; i++) {
    const name = `${newId()}.jpg`;
    await raw.file(`test_images/${name}`, tinyJpeg(below(256), name));
    sample.push([name, "36363 53586 18807 64314 60181"]);
  }
  await raw.csv("sample_submission.csv", ["image", "hotel_id"], sample);
});
