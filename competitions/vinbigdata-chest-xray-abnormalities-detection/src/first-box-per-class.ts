import { type Cell, type Column, type Table, tableFromColumns } from "@mlebench/table";

const noFinding = 14;

/**
 * One box per image and class, by both in ascending order: of every column the first value that is not missing. What is
 * missing in all of them is 0, and the box of an image without findings ends at 1 1, whatever else its columns hold.
 * Classes may be anything; only a number can be the one for no findings.
 */
export function firstBoxPerClass(labels: Table): Table {
  const keys = ["image_id", "class_id"];
  const classOf = withOneZero(labels.column("class_id"));
  const imageOf = labels.strings("image_id");
  const sorted = labels
    .assign({ class_id: classOf })
    .filter((row) => imageOf[row] !== null && !isMissing(classOf.values[row]))
    .sortBy(...keys);
  const images = sorted.strings("image_id");
  const classes = sorted.column("class_id").values;
  const isFirst = (row: number): boolean =>
    row === 0 || images[row] !== images[row - 1] || classes[row] !== classes[row - 1];
  const starts = Array.from(images.keys()).filter(isFirst);

  const names = [...keys, ...labels.names.filter((name) => !keys.includes(name))];
  const isWithout = starts.map(
    (row) => typeof classes[row] !== "string" && Number(classes[row]) === noFinding,
  );
  const columns = names.map((name): [string, Column] => {
    const { values } = sorted.column(name);
    const rows = starts.map((start, group) => {
      const end = starts[group + 1] ?? sorted.length;
      for (let row = start; row < end; row++) if (!isMissing(values[row])) return row;
      return start;
    });
    const column = withZeros(sorted.take(rows).column(name));
    return [name, name === "x_max" || name === "y_max" ? withOnes(column, isWithout) : column];
  });
  return tableFromColumns(Object.fromEntries(columns));
}

function isMissing(value: unknown): boolean {
  return value === null || Number.isNaN(value);
}

/** To pandas' `groupby`, zero and minus zero are one key, which is spelled as where it comes first. */
function withOneZero(column: Column): Column {
  if (column.dtype !== "float64") return column;
  const zero = column.values.find((value) => value === 0) ?? 0;
  return { ...column, values: column.values.map((value) => (value === 0 ? zero : value)) };
}

function withZeros(column: Column): Column {
  const { dtype, values } = column;
  if (dtype === "float64") return { dtype, values: values.map((value) => (Number.isNaN(value) ? 0 : value)) };
  return dtype === "object" ? { dtype, values: values.map((value) => value ?? 0n) } : column;
}

/** Puts 1.0 into some rows: an integer stays one, booleans and text become a mix. */
function withOnes(column: Column, where: readonly boolean[]): Column {
  if (!where.includes(true)) return column;
  const { dtype } = column;
  if (dtype === "object" || dtype === "bool") {
    const cells = Array.from(column.values, (value): Cell => (dtype === "bool" ? value === 1 : value));
    return { dtype: "object", values: cells.map((value, row) => (where[row] ? 1 : value)) };
  }
  const values = column.values.slice();
  where.forEach((isOne, row) => {
    if (isOne) values[row] = values instanceof Float64Array ? 1 : 1n;
  });
  return { dtype, values } as Column;
}
