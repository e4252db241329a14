import { formatFloat } from "../numbers/format-float.js";
import type { Cell, Column } from "./column.js";

/** One value of a column as Python prints it; null where missing. */
export function cellText(column: Column, row: number): string | null {
  switch (column.dtype) {
    case "object":
      return objectText(column.values[row]);
    case "float64": {
      const value = column.values[row];
      return Number.isNaN(value) ? null : formatFloat(value);
    }
    case "bool":
      return column.values[row] === 1 ? "True" : "False";
    default:
      return String(column.values[row]);
  }
}

/** A value of an object column as Python prints it. */
export function objectText(cell: Cell): string | null {
  if (cell === null || typeof cell === "string") return cell;
  if (typeof cell === "number") return Number.isNaN(cell) ? null : formatFloat(cell);
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return String(cell);
}

/** The values of a column as Python prints them; null where missing. */
export function columnStrings(column: Column): readonly (string | null)[] {
  const { dtype, values } = column;
  if (dtype === "object" && values.every((cell) => cell === null || typeof cell === "string")) {
    return values as readonly (string | null)[];
  }
  return Array.from({ length: values.length }, (_, row) => cellText(column, row));
}
