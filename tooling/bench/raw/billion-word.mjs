// A corpus of a sentence a line, about 137 bytes each, in a zip. Words are as often as in a language: the second half as
// often as the first, the third a third. It packs about as well, too.
import { join } from "node:path";
import { createDraws, packFile, writeBlocks } from "./writing.mjs";

export async function makeRaw({ folder, size }) {
  const { below, pick, pool, random } = createDraws();
  const letters = "etaoinshrdlucmfwypvbgkjqxz";
  const frequent = ["the", ",", "of", "to", '"', "'s", "--", "1.5", "$", "naïve", "São", "café"];
  // The rarer they are, the longer.
  const words = pool(30_000, (rank) =>
    Array.from(
      { length: 2 + below(2 + Math.log2(rank + 1)) },
      () => letters[Math.min(below(26), below(26))],
    ).join(""),
  );
  words.unshift(...frequent);
  const pickWord = () => words[Math.floor(words.length ** random()) - 1];
  const phrases = pool(60_000, () => Array.from({ length: 4 + below(5) }, pickWord).join(" "));
  const corpus = join(folder, "train_v2.txt");
  writeBlocks(
    corpus,
    {},
    size,
    () => `${pick(phrases)} ${pick(phrases)} ${pick(phrases)} ${pick(phrases)} .`,
  );
  await packFile(join(folder, "train_v2.txt.zip"), "train_v2.txt", corpus);
}
