import { formatPythonJson, type PythonJson } from "@mlebench/formats/python-json";
import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { conditions } from "./columns.js";

const seqLength = 23;
const seqScored = 14;
const testSequences = 4;
const testFields = [
  "index",
  "id",
  "sequence",
  "structure",
  "predicted_loop_type",
  "seq_length",
  "seq_scored",
];

/** The column with the errors of a condition: `reactivity_error`, `deg_error_Mg_pH10`. */
const errorsOf = (name: string): string =>
  name.startsWith("deg") ? name.replace("deg", "deg_error") : `${name}_error`;

/**
 * Sequences with measurements of their first positions: many digits, some negative, a third of the sequences too noisy
 * for the filter; and a few of Kaggle's own test set, some of them longer. All are shorter than Kaggle's.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, chance, decimal, pick, size }) => {
  const newId = hexadecimalIds(random, 9);
  const text = (letters: string, length: number): string =>
    Array.from({ length }, () => letters[below(letters.length)]).join("");
  /** As sums of rounded numbers are: 0.8252 and 1.2345000000000002. Seldom 0, tiny, or an outlier. */
  const measurements = (low: number): number[] =>
    Array.from({ length: seqScored }, () => {
      const value = decimal(low, 1.4, 4) + (chance(0.2) ? 0.0001 + decimal(0, 1, 4) : 0);
      return chance(0.02) ? pick([0, -0.00001234, 37.1875, 148.91390000000001, 1e-12]) : value;
    });
  const sequence = (index: number, length: number, scored: number) =>
    new Map<string, PythonJson>([
      ["index", BigInt(index)],
      ["id", `id_${newId()}`],
      ["sequence", `GGAAA${text("AAGGCCU", length - 5)}`],
      ["structure", text("..()", length)],
      ["predicted_loop_type", text("EESSHBXIM", length)],
      ["signal_to_noise", decimal(0, 12, 3)],
      ["SN_filter", Number(chance(0.66))],
      ["seq_length", BigInt(length)],
      ["seq_scored", BigInt(scored)],
    ]);

  const labeled = Array.from({ length: size }, (_, index) => {
    const record = sequence(index, seqLength, seqScored);
    // A tenth must pass the filter, however few there are.
    if (index < Math.ceil(size / 10)) record.set("SN_filter", 1);
    for (const name of conditions) record.set(errorsOf(name), measurements(0));
    for (const name of conditions) record.set(name, measurements(-0.5));
    return record;
  });
  const unlabeled = Array.from({ length: testSequences }, (_, index) => {
    const record =
      index % 2 === 0 ? sequence(index, seqLength, seqScored) : sequence(index, seqLength + 7, seqScored + 7);
    return new Map(testFields.map((name) => [name, record.get(name) ?? null]));
  });
  const write = (name: string, records: readonly Map<string, PythonJson>[]) =>
    raw.lines(
      name,
      records.map((record) => formatPythonJson(record)),
    );
  await write("train.json", labeled);
  await write("test.json", unlabeled);
  await raw.csv(
    "sample_submission.csv",
    ["id_seqpos", ...conditions],
    unlabeled.flatMap((record) =>
      Array.from({ length: Number(record.get("seq_length")) }, (_, position) => [
        `${record.get("id")}_${position}`,
        ...conditions.map(() => "0.0"),
      ]),
    ),
  );
});
