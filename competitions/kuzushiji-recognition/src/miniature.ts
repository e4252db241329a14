import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, distinct } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { characters, labelOf } from "./characters.js";

/** Pages have about this many pixels in each direction. */
const extent = 2000;

/**
 * Scanned pages with boxes of characters, which overlap and repeat; training pages without any; names in several styles;
 * and a zip with more images than the table names.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, below, digits, size }) => {
  const name = (): string =>
    chance(0.6)
      ? `${pick(["100241706", "200003076", "200021637"])}_${digits(300, 5)}_${1 + below(2)}`
      : `${pick(["umgy", "hnsd", "brsk"])}${digits(20, 3)}-${digits(200, 3)}`;
  const names = distinct(size + 3, name);
  const { test } = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 });
  const isTested = new Set(test);
  const box = (): string => {
    const [x, y] = [below(extent), below(extent)];
    return [labelOf(pick(characters)), x, y, 20 + below(90), 20 + below(120)].join(" ");
  };
  const labels = (row: number): string | null => {
    if (!isTested.has(row) && chance(0.08)) return null;
    const boxes = Array.from({ length: 1 + Math.floor(12 * random.random() ** 2) }, box);
    // A box that stands twice.
    return [...boxes, ...(chance(0.1) ? [boxes[0]] : [])].join(" ");
  };
  await raw.csv(
    "train.csv",
    ["image_id", "labels"],
    names.slice(0, size).map((id, row) => [id, labels(row)]),
  );
  const images = names.map((id) => ({ name: `${id}.jpg`, data: tinyJpeg(below(256), id) }));
  await raw.zip("train_images.zip", images);
  const unknown = Array.from({ length: 3 }, (_, i) => `test_${digits(1000, 4)}_${i}`);
  const unlabeled = unknown.map((id) => ({ name: `${id}.jpg`, data: tinyJpeg(below(256), id) }));
  await raw.zip("test_images.zip", unlabeled, { compression: "store" });
  await raw.csv(
    "sample_submission.csv",
    ["image_id", "labels"],
    unknown.map((id) => [id, "U+003F 1 1 U+FF2F 2 2"]),
  );
  const translations = [["U+0022", '"'], ["U+002C", ","], ...characters.map((text) => [labelOf(text), text])];
  await raw.csv("unicode_translation.csv", ["Unicode", "char"], translations);
});
