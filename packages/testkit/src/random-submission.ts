import type { SubmissionSchema, TargetSchema } from "@mlebench/core";
import type { CsvRows } from "./csv-rows.js";
import { type Guess, randomNumber, randomShares, randomText } from "./random-values.js";
import type { SeededRandom } from "./seeded-random.js";

/** How good and how coarse a synthetic submission is. */
export interface RandomSubmissionOptions {
  closeness: number;
  digits: number;
}

/** The target that each column of a header holds; undefined for ids and anything else. */
export function targetsByColumn(
  header: readonly string[],
  schema: SubmissionSchema,
): (TargetSchema | undefined)[] {
  return header.map((name) =>
    schema.id.includes(name) ? undefined : schema.targets.find((target) => target.names.includes(name)),
  );
}

/** Finds gold's cell for a row of the sample: by id where ids are unique in gold, else by position. */
function goldLookup(
  sample: CsvRows,
  gold: CsvRows,
  schema: SubmissionSchema,
): (row: number, name: string) => string | undefined {
  const keyOf = (csv: CsvRows): ((row: readonly string[]) => string) | undefined => {
    const indices = schema.id.map((name) => csv.header.indexOf(name));
    return indices.length === 0 || indices.includes(-1)
      ? undefined
      : (row) => indices.map((index) => row[index]).join("\u0000");
  };
  const columns = new Map(gold.header.map((name, index) => [name, index]));
  const sampleKey = keyOf(sample);
  const goldKey = keyOf(gold);
  const byKey = goldKey && sampleKey ? new Map(gold.rows.map((row) => [goldKey(row), row])) : undefined;
  const unique = byKey !== undefined && byKey.size === gold.rows.length;
  return (row, name) => {
    const index = columns.get(name);
    if (index === undefined) return undefined;
    const source = unique && sampleKey ? byKey.get(sampleKey(sample.rows[row])) : gold.rows[row];
    return source?.[index];
  };
}

/**
 * The sample submission with synthetic targets: values are in the schema's domain, and a share of them is right.
 * Columns that the schema does not name stay as they are.
 */
export function randomSubmission(
  sample: CsvRows,
  gold: CsvRows,
  schema: SubmissionSchema,
  options: RandomSubmissionOptions,
  random: SeededRandom,
): CsvRows {
  const targets = targetsByColumn(sample.header, schema);
  const truthOf = goldLookup(sample, gold, schema);
  const columns = sample.header.map((name) => {
    const index = gold.header.indexOf(name);
    return index === -1 ? [] : gold.rows.map((row) => row[index] ?? "");
  });
  const guess = (row: number, index: number): Guess => ({
    truth: truthOf(row, sample.header[index]),
    sample: sample.rows[row][index],
    column: columns[index],
    closeness: options.closeness,
    digits: options.digits,
  });
  const summed =
    schema.rowSum === undefined
      ? []
      : targets.flatMap((t, index) => (t?.value.type === "number" ? [index] : []));

  const rows = sample.rows.map((cells, r) => {
    const row = cells.map((text, index) => {
      const target = targets[index];
      return target === undefined || summed.includes(index)
        ? text
        : randomText(target.value, guess(r, index), random);
    });
    if (summed.length === 0) return row;
    const weights = summed.map(
      (index) => 1e-6 + randomNumber({ min: 0, max: 1 }, guess(r, index), random) ** 2,
    );
    const shares = randomShares(weights, schema.rowSum ?? 1, options.digits < 4 ? 100 : 1_000_000);
    summed.forEach((index, i) => {
      row[index] = shares[i];
    });
    return row;
  });
  return { header: sample.header, rows };
}
