import { type Cell, type Column, firstOfGroups, type Table, tableFromColumns } from "@mlebench/table";

const noFinding = 14;

/**
 * One box per image and class, by both in ascending order: of every column the first value that is not missing. What is
 * missing in all of them is 0, and the box of an image without findings ends at 1 1, whatever else its columns hold.
 * Classes may be anything; only a number can be the one for no findings.
 */
export function firstBoxPerClass(labels: Table): Table {
  const first = firstOfGroups(labels, "image_id", "class_id");
  const isWithout = Array.from(
    first.column("class_id").values,
    (value) => typeof value !== "string" && Number(value) === noFinding,
  );
  const columns = first.names.map((name): [string, Column] => {
    const column = withZeros(first.column(name));
    return [name, name === "x_max" || name === "y_max" ? withOnes(column, isWithout) : column];
  });
  return tableFromColumns(Object.fromEntries(columns));
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
