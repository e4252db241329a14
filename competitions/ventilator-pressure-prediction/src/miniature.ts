import { defineMiniature } from "@mlebench/synthetic";
import { formatFloat } from "@mlebench/table";

const stepsPerBreath = 8;
/** Steps with the valve to the outside closed. */
const inspiratorySteps = 3;
const columns = ["id", "breath_id", "R", "C", "time_step", "u_in", "u_out", "pressure"];

/**
 * Breaths of 8 time steps where the real ones have 80. Numbers of breaths ascend with gaps; floats have up to 17 digits,
 * exponents among them, as at Kaggle; the two tables of the hidden test set are there too.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, below, size }) => {
  let breath = 0;
  const newBreath = (): (string | number)[][] => {
    breath += 1 + below(3);
    const [resistance, compliance] = [pick([5, 20, 50]), pick([10, 20, 50])];
    const peak = 100 * random.random();
    let time = 0;
    return Array.from({ length: stepsPerBreath }, (_, step) => {
      const closed = step < inspiratorySteps;
      const opening = chance(0.1) ? pick([0, 100, 3.5e-5]) : peak * random.random() ** 3;
      const pressure = chance(0.05) ? -1.8957442945646408 + 1e-6 * random.random() : 5 + 30 * random.random();
      const row = [breath, resistance, compliance, formatFloat(time), formatFloat(opening), closed ? 0 : 1];
      time += 0.03 + 0.3 * random.random();
      return [...row, formatFloat(chance(0.05) ? Math.round(pressure) : pressure)];
    });
  };
  const draw = (rows: number) =>
    Array.from({ length: Math.max(2, Math.round(rows / stepsPerBreath)) }, newBreath).flat();
  const numbered = (rows: (string | number)[][]) => rows.map((row, i) => [i + 1, ...row]);

  await raw.csv("train.csv", columns, numbered(draw(size)));
  const hidden = numbered(draw(size / 2)).map((row) => row.slice(0, -1));
  await raw.csv("test.csv", columns.slice(0, -1), hidden);
  const sample = hidden.map(([id]) => [id, 0]);
  await raw.csv("sample_submission.csv", ["id", "pressure"], sample);
});
