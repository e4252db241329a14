import { UserError } from "@mlebench/core";
import { definePrepare, type RawFolder } from "@mlebench/folders";
import { formatJsonLines, readJsonLines } from "@mlebench/formats/json-lines";
import type { PythonJson } from "@mlebench/formats/python-json";
import type { RecordTable } from "@mlebench/formats/records";
import { sampleIndices } from "@mlebench/sampling";
import { requireExactColumns, type Table, tableFromColumns } from "@mlebench/table";
import { conditions } from "./columns.js";

const floatFormat = "%.10f";
const testSize = 0.1;

// Of Kaggle's own test set and sample submission only the columns count.
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = await readTable(raw, "train.json");
  const { names } = await readTable(raw, "test.json");
  requireExactColumns(raw.csv("sample_submission.csv"), ["id_seqpos", ...conditions]);

  const clean = [...labeled.column("SN_filter").keys()].filter(
    (row) => Number(labeled.column("SN_filter")[row]) > 0,
  );
  const n = Math.floor(labeled.length * testSize);
  const isTested = new Set(Array.from(sampleIndices(clean.length, { n, randomState: 0 }), (i) => clean[i]));
  const [train, test] = [false, true].map((tested) => labeled.filter((row) => isTested.has(row) === tested));
  pub.text("train.json", formatJsonLines(renumbered(train)));
  pub.text("test.json", formatJsonLines(renumbered(test.select(...names))));

  const answers = answersOf(test, raw.resolve("train.json"));
  priv.csv("test.csv", answers, { floatFormat });
  const sample = answers.drop("keep").fill(conditions, { constant: 0, dtype: "float64" });
  pub.csv("sample_submission.csv", sample, { floatFormat });
});

async function readTable(raw: RawFolder, name: string): Promise<RecordTable> {
  for await (const table of readJsonLines(raw.require(name))) return table;
  throw new UserError(`Raw file \`${name}\` is empty`, { file: raw.resolve(name), expected: "JSON lines" });
}

const renumbered = (table: RecordTable): RecordTable =>
  table.assign({ index: Array.from({ length: table.length }, (_, row) => BigInt(row)) });

/** A row per position of each sequence; those behind the measured ones hold zeros and are not kept. */
function answersOf(test: RecordTable, file: string): Table {
  const ids: string[] = [];
  const kept: number[] = [];
  const values = conditions.map((): number[] => []);
  for (let row = 0; row < test.length; row++) {
    const [id, scored, length] = ["id", "seq_scored", "seq_length"].map((name) => test.column(name)[row]);
    const lists = conditions.map((name) => test.column(name)[row]);
    const isComplete = lists.every((list) => Array.isArray(list) && list.length === Number(scored));
    if (!isComplete || Number(scored) >= Number(length) || length !== test.column("seq_length")[0]) {
      throw new UserError(`Invalid lengths of \`${id}\``, {
        file,
        expected: "seq_scored measurements, fewer than seq_length, which is the same for all sequences",
        hint: "Download the competition's data again.",
      });
    }
    for (let position = 0; position < Number(length); position++) {
      ids.push(`${id}_${position}`);
      kept.push(Number(position < Number(scored)));
      lists.forEach((list, i) => {
        const value = position < Number(scored) ? (list as PythonJson[])[position] : 0;
        values[i].push(value === null ? Number.NaN : Number(value));
      });
    }
  }
  return tableFromColumns({
    id_seqpos: ids,
    ...Object.fromEntries(
      conditions.map((name, i) => [name, { dtype: "float64", values: Float64Array.from(values[i]) }]),
    ),
    keep: { dtype: "bool", values: Uint8Array.from(kept) },
  });
}
