// Formats: writing Parquet, against fastparquet without what starting a process takes.
import { join } from "node:path";
import { python, script } from "../measure.mjs";

export const formatCases = [
  {
    name: "write-parquet",
    title: "Writing SIZE rows of 6 numeric columns as Parquet with Snappy",
    sizes: { full: 3_000_000, quick: 50_000 },
    target: { cpu: 1.1 },
    reportsItself: true,
    ours: ({ folder, size }) => script("write-parquet.mjs", join(folder, "ours.parquet"), size),
    theirs: ({ folder, size, reference }) =>
      python(reference, "write_parquet.py", join(folder, "reference.parquet"), size),
    agree: ({ folder, reference }) =>
      python(reference, "same_parquet.py", join(folder, "ours.parquet"), join(folder, "reference.parquet")),
    floor: ({ size }) => ({ starts: 0, copied: 48 * size }),
  },
];
