// A corpus of a sentence a line, about 137 bytes each, in a zip.
import { join } from "node:path";
import { createDraws, packFile, writeBlocks } from "./writing.mjs";

export async function makeRaw({ folder, size }) {
  const { below, pick, pool } = createDraws();
  const letters = "etaoinshrdlucmfwypvbgkjqxz";
  const words = pool(30_000, () =>
    Array.from({ length: 1 + below(9) }, () => letters[Math.min(below(26), below(26))]).join(""),
  );
  words.push("naïve", "São", "café", '"', ",", "'s", "--", "1.5", "$");
  const phrases = pool(60_000, () => Array.from({ length: 4 + below(5) }, () => pick(words)).join(" "));
  const corpus = join(folder, "train_v2.txt");
  writeBlocks(
    corpus,
    {},
    size,
    () => `${pick(phrases)} ${pick(phrases)} ${pick(phrases)} ${pick(phrases)} .`,
  );
  await packFile(join(folder, "train_v2.txt.zip"), "train_v2.txt", corpus);
}
