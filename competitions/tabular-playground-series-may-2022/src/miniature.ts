import { defineMiniature } from "@mlebench/synthetic";

const columns = Array.from({ length: 31 }, (_, i) => `f_${String(i).padStart(2, "0")}`);
const letters = "ABCDEFGHIJKLMNOPQRST";

/**
 * Machines with a state that follows from a few features together, as in Kaggle's data: seven normalized measurements, a
 * dozen small counts, eight wider measurements, a code of ten letters, one measurement in the hundreds, two classes.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const file = raw.open("train.csv");
  file.line(["id", ...columns, "target"].join());
  for (let id = 0; id < size; id++) {
    const measurements = random.normal(0, 1, 16);
    const draws = random.random(24);
    const narrow = measurements.subarray(0, 7);
    const wide = measurements.subarray(7, 15).map((value) => value * 2.4);
    const counts = Array.from(draws.subarray(0, 12), (draw) => Math.floor(-2.2 * Math.log(1 - draw)));
    // The first and third letters are few, the rest many, and early letters are common.
    const code = Array.from(
      draws.subarray(12, 22),
      (draw, place) => letters[Math.floor(draw * draw * (place === 0 || place === 2 ? 2 : letters.length))],
    ).join("");
    const [binary, ternary] = [Math.floor(draws[22] * 2), Math.floor(draws[23] * 3)];
    const interaction = wide[2] + narrow[2] * (ternary - 1) + (wide[3] > 0 ? narrow[5] : -narrow[5]);
    const target = interaction + 0.3 * (counts[0] - counts[11]) + 0.5 * random.normal() > 0 ? 1 : 0;
    file.line(
      [id, ...narrow, ...counts, ...wide, code, measurements[15] * 238, binary, ternary, target].join(),
    );
  }
  file.close();
});
