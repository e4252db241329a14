// Answers and submissions of the first competition with a million passengers: rows in the answers' order, and shuffled.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createDraws, writeRows } from "../raw/writing.mjs";

const [folder, size] = [process.argv[2], Number(process.argv[3])];
const { below, random } = createDraws();
const prepared = join(folder, "spaceship-titanic/prepared");
for (const name of ["public", "private"]) mkdirSync(join(prepared, name), { recursive: true });
const order = Int32Array.from({ length: size }, (_, i) => i);
const shuffle = (rows) => {
  for (let i = rows.length - 1; i > 0; i--) {
    const other = below(i + 1);
    [rows[i], rows[other]] = [rows[other], rows[i]];
  }
};
shuffle(order);
const truth = Uint8Array.from({ length: size }, () => below(2));
const guess = truth.map((value) => (random() < 0.8 ? value : 1 - value));
const write = (path, values, rows) =>
  writeRows(path, "PassengerId,Transported", size, (i) => {
    const row = rows[i];
    const id = `${String(row >> 1).padStart(6, "0")}_0${1 + (row & 1)}`;
    return `${id},${values[row] === 1 ? "True" : "False"}`;
  });
write(join(prepared, "private/test.csv"), truth, order);
write(join(prepared, "public/sample_submission.csv"), new Uint8Array(size), order);
write(join(folder, "same.csv"), guess, order);
shuffle(order);
write(join(folder, "shuffled.csv"), guess, order);
