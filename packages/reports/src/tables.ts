/** First column is text, the others are numbers as text. */
export interface Table {
  header: readonly string[];
  rows: readonly (readonly string[])[];
}

/** Columns two spaces apart, the first to the left, the others to the right, a line below the header. */
export function textTable({ header, rows }: Table): string {
  const lines = [header, ...rows];
  const widths = header.map((_cell, i) => Math.max(...lines.map((line) => [...line[i]].length)));
  const pad = (cell: string, i: number): string => {
    const space = " ".repeat(widths[i] - [...cell].length);
    return i === 0 ? cell + space : space + cell;
  };
  const [first, ...rest] = lines.map((line) => line.map(pad).join("  ").trimEnd());
  const width = widths.reduce((sum, one) => sum + one + 2, -2);
  return [first, "─".repeat(width), ...rest].join("\n");
}

export function markdownTable({ header, rows }: Table): string {
  const write = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/[|\\]/g, "\\$&").replace(/[\r\n]+/g, " ")).join(" | ")} |`;
  const rule = `| ${header.map((_cell, i) => (i === 0 ? "---" : "---:")).join(" | ")} |`;
  return [write(header), rule, ...rows.map(write)].join("\n");
}

/** A `tabular` with the rules of the package booktabs. */
export function latexTable({ header, rows }: Table): string {
  const write = (cells: readonly string[]): string => `${cells.map(latexText).join(" & ")} \\\\`;
  return [
    `\\begin{tabular}{l${"r".repeat(header.length - 1)}}`,
    "\\toprule",
    write(header),
    "\\midrule",
    ...rows.map(write),
    "\\bottomrule",
    "\\end{tabular}",
  ].join("\n");
}

const latexSpellings: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "±": "$\\pm$",
  "–": "--",
  "\r": " ",
  "\n": " ",
};

function latexText(text: string): string {
  return text.replace(/[\\~^±–\r\n&%$#_{}]/g, (character) => latexSpellings[character] ?? `\\${character}`);
}
