import { type Column, type Table, tableFromColumns } from "@mlebench/table";

const noFinding = 14;

/**
 * One box per image and class, by both in ascending order: of every column the first value that is not missing. What is
 * missing in all of them is 0, and the box of an image without findings is 0 0 1 1.
 */
export function consensus(labels: Table): Table {
  const keys = ["image_id", "class_id"];
  const imageOf = labels.texts("image_id");
  const classOf = labels.numbers("class_id");
  const sorted = labels.filter((row) => imageOf[row] !== null && !Number.isNaN(classOf[row])).sortBy(...keys);
  const images = sorted.texts("image_id");
  const classes = sorted.numbers("class_id");
  const isFirst = (row: number): boolean =>
    row === 0 || images[row] !== images[row - 1] || classes[row] !== classes[row - 1];
  const starts = Array.from(images.keys()).filter(isFirst);

  const names = [...keys, ...labels.names.filter((name) => !keys.includes(name))];
  const isWithout = Array.from(starts, (row) => classes[row] === noFinding);
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

function withZeros(column: Column): Column {
  const { dtype, values } = column;
  if (dtype === "float64") return { dtype, values: values.map((value) => (Number.isNaN(value) ? 0 : value)) };
  return dtype === "object" ? { dtype, values: values.map((value) => value ?? 0n) } : column;
}

function withOnes(column: Column, where: readonly boolean[]): Column {
  if (!(column.values instanceof Float64Array)) return column;
  return { ...column, values: column.values.map((value, row) => (where[row] ? 1 : value)) } as Column;
}
