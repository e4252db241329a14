import type { Column } from "../columns/column.js";
import type { Table } from "../table.js";

/**
 * Class indicators: the id column and one integer column per class, 1 where the row's target is that class. As in the
 * reference, a target that is no class, or missing, gets a column of its own behind them, with 1.0 or nothing in it.
 * @throws an error when the targets are booleans, which cannot name columns
 */
export function oneHot(
  table: Table,
  { id, target, classes }: { id: string; target: string; classes: readonly string[] },
): Table {
  if (table.dtype(target) === "bool") {
    throw table.error("Column is boolean, not a class", {
      row: 1,
      column: target,
      expected: `one of ${classes.length} classes`,
    });
  }
  const indicators = new Map<string | null, Float64Array>(
    classes.map((name) => [name, new Float64Array(table.length)]),
  );
  table.strings(target).forEach((text, row) => {
    const indicator = indicators.get(text) ?? new Float64Array(table.length).fill(Number.NaN);
    indicator[row] = 1;
    indicators.set(text, indicator);
  });
  // Assigned one by one, because an object moves names that are integers to the front.
  let result = table.select(id);
  [...indicators].forEach(([name, values], position) => {
    const isClass = position < classes.length;
    const column: Column = isClass ? { dtype: "int64", values } : { dtype: "float64", values };
    result = result.assign({ [name ?? ""]: column });
  });
  return result;
}
