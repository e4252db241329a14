import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { NewMember } from "@mlebench/archives";
import { csvLines, defineMiniature, numbersWithGaps, textMember } from "@mlebench/synthetic";
import { tinyMp4, tinyWav } from "@mlebench/synthetic/media";
import { gestures } from "./gestures.js";

const scripts = ["dataViewer.m", "exportData.m", "Levenshtein.m"];

/** Bytes of the header of a MAT file, all that is here of it: a text, the version, and the order of bytes. */
const matHeader = `${"MATLAB 5.0 MAT-file".padEnd(124)}\u0000\u0001IM`;

/**
 * Recordings of up to 20 gestures, mostly each of them once, four archives of labeled ones and three of others. Numbers
 * have gaps, rows of the table are not quite in order, and archives are in none. The fourth also holds files that are no
 * recordings, and the table a recording that is in no archive.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, below, size }) => {
  const numbers = numbersWithGaps(random, size + 27, { maxStep: 2 });
  const [labeled, others] = [numbers.slice(0, size), numbers.slice(size)];
  const idOf = (number: number): string => String(number).padStart(4, "0");

  const sequence = (): string => {
    const order = Array.from(random.permutation(gestures));
    if (chance(0.2)) order.length = 1 + below(gestures.length);
    if (chance(0.1)) order.splice(below(order.length), 0, pick(order));
    return order.join(" ");
  };
  const rows = labeled.map((number) => [idOf(number), sequence()]);
  for (let row = 1; row < rows.length; row++) {
    if (chance(0.1)) [rows[row - 1], rows[row]] = [rows[row], rows[row - 1]];
  }
  rows.splice(1 + below(rows.length), 0, ["9001", sequence()]);
  await raw.csv("training.csv", ["Id", "Sequence"], rows);
  await raw.csv(
    "test.csv",
    ["Id"],
    others.map((number) => [idOf(number + 1000)]),
  );
  const guesses = others.map((number) => [idOf(number), random.permutation(gestures).join(" ")]);
  await raw.csv("randomPredictions.csv", ["Id", "Sequence"], guesses);

  const zipped = "recordings";
  const record = async (number: number): Promise<NewMember> => {
    const name = `Sample${String(number).padStart(5, "0")}`;
    const path = `${zipped}/${name}.zip`;
    await raw.zip(
      path,
      [
        { name: `${name}_audio.wav`, data: tinyWav(random.randint(-500, 500, 8)) },
        ...["color", "depth", "user"].map((kind) => ({
          name: `${name}_${kind}.mp4`,
          data: tinyMp4(Array.from(random.randint(0, 256, 2))),
        })),
        { name: `${name}_data.mat`, data: Buffer.from(matHeader, "latin1") },
      ],
      { compression: "store" },
    );
    return { name: `${name}.zip`, path: join(raw.path, path) };
  };
  const archive = async (name: string, part: readonly number[], more: readonly NewMember[] = []) => {
    const members: NewMember[] = [];
    for (const number of random.permutation(Array.from(part))) members.push(await record(number));
    await raw.tar(`${name}.tar.gz`, [...members, ...more], { gzip: true });
  };
  const partOf = (all: readonly number[], index: number, count: number): readonly number[] =>
    all.slice(Math.floor((index * all.length) / count), Math.floor(((index + 1) * all.length) / count));
  const noRecordings = [
    textMember("readme.txt", ["Recordings 4"]),
    { ...(await record(9999)), name: "old/Sample09999.zip" },
    textMember("Sample09998.ZIP", ["Broken"]),
  ];
  for (let i = 0; i < 4; i++) {
    await archive(`training${i + 1}`, partOf(labeled, i, 4), i === 3 ? noRecordings : []);
  }
  for (let i = 0; i < 3; i++) await archive(`validation${i + 1}`, partOf(others, i, 3));
  await rm(join(raw.path, zipped), { recursive: true });

  const batches = csvLines(
    ["Id", "Sequence"],
    others.slice(0, 3).map((number) => [idOf(number), "3 1"]),
  );
  await raw.sevenZip("devel01-40.7z", [textMember("devel01/devel01_train.csv", batches)]);
  await raw.sevenZip("valid_all_files_combined.7z", [textMember("valid01/valid01_train.csv", batches)]);
  await raw.zip(
    "sample_code_mmrgc.zip",
    scripts.map((name) => textMember(name, [`% ${name}`])),
  );
});
