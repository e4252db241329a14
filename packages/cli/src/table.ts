/** Columns padded to their widest cell, two spaces between them; `right` columns (by index) are aligned right. */
export function formatTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  const pad = (cell: string, i: number): string =>
    right.includes(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]);
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

/** A table with a line under its header. */
export function formatHeadedTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const lines = formatTable([header, ...rows], right).split("\n");
  const width = Math.max(...lines.map((line) => line.length));
  return [lines[0], "─".repeat(width), ...lines.slice(1)].join("\n");
}
