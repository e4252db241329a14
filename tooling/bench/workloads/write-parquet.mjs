// Writes numbers of six kinds as Parquet, and prints what it took.
import { writeParquet } from "@mlebench/formats/parquet";
import { tableFromColumns } from "@mlebench/table";
import { timed } from "./timed.mjs";

const [path, rows] = [process.argv[2], Number(process.argv[3])];
const integers = (value) => ({
  dtype: "int64",
  values: Float64Array.from({ length: rows }, (_, i) => value(i)),
});
const floats = (value) => ({
  dtype: "float64",
  values: Float64Array.from({ length: rows }, (_, i) => value(i)),
});
const table = tableFromColumns({
  batch_id: integers((i) => 1 + Math.floor(i / 200_000)),
  event_id: integers((i) => 24 + i * 17 + (i % 5)),
  first_pulse_index: integers((i) => (i * 173) % 31_999_961),
  last_pulse_index: integers((i) => ((i * 173) % 31_999_961) + (i % 211)),
  azimuth: floats((i) => ((i * 7919) % 1_000_003) / 159_155),
  zenith: floats((i) => ((i * 6101) % 1_000_003) / 318_311),
});
await timed(async () => {
  await writeParquet(table, path);
  return rows;
});
