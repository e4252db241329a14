// Tokens of Russian sentences and how they are read: about 85 bytes a row, text in quotes, in a zip.
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { createDraws, packFile, writeRows } from "./writing.mjs";

export async function makeRaw({ folder, size }) {
  const { below, pick, pool } = createDraws();
  const letters = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё";
  const word = () =>
    Array.from({ length: 1 + below(12) }, () => letters[Math.min(below(32), below(32))]).join("");
  const tokens = pool(60_000, (i) => {
    const before = word();
    if (i % 8 === 0) return `"PUNCT","${pick([".", ",", "—", '""'])}","${pick([".", ",", "—", '""'])}"`;
    if (i % 29 === 0) return `"CARDINAL","${below(3000)}","${word()} ${word()} ${word()}"`;
    if (i % 50 === 0)
      return `"DATE","${below(28)} ${word()} 20${10 + below(9)} года","${word()} ${word()} ${word()} ${word()}"`;
    return `"PLAIN","${before}","${i % 90 === 0 ? [...before].map((letter) => `${letter}_trans`).join(" ") : before}"`;
  });
  let [sentence, place, last] = [0, 0, 12];
  const csv = join(folder, "ru_train.csv");
  writeRows(csv, '"sentence_id","token_id","class","before","after"', size, () => {
    const row = `${sentence},${place},${pick(tokens)}`;
    if (place++ === last) [sentence, place, last] = [sentence + 1, 0, 3 + below(20)];
    return row;
  });
  await packFile(join(folder, "ru_train.csv.zip"), "ru_train.csv", csv);
  // The reference extracts these too, and reads neither.
  for (const name of ["ru_test_2.csv", "ru_sample_submission_2.csv"])
    await createZip(join(folder, `${name}.zip`), [{ name, data: Buffer.from('"id","after"\n') }]);
}
