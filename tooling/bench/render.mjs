// Results as lines for people.
const number = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

export const seconds = (value) => (value < 1 ? `${number(value * 1000)} ms` : `${number(value)} s`);
export const bytes = (value) => (value < 1e9 ? `${number(value / 1e6)} MB` : `${number(value / 1e9)} GB`);
const units = { wall: seconds, cpu: seconds, memory: bytes };

/** A ratio with its spread: `0.25 (0.24–0.27)`. */
export function ratioText({ median, min, max, values }) {
  const text = median.toFixed(median < 0.1 ? 3 : 2);
  if (values.length === 1) return text;
  const digits = median < 0.1 ? 3 : 2;
  return `${text} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

const sides = { reference: "the reference", node: "bare Node.js", floor: "the floor" };

/** Lines on a case: what it took, the ratios, and its targets. */
export function renderResult(result) {
  const { name, title, rounds, ours, other, ratios, perItem, verdicts } = result;
  const measured = (side) =>
    Object.entries(side)
      .map(([figure, { median }]) => `${figure} ${units[figure](median)}`)
      .join(", ");
  const lines = [
    `${name}: ${title}`,
    `  ours       ${measured(ours)} (${rounds} ${rounds === 1 ? "round" : "rounds"})`,
  ];
  if (other !== undefined) lines.push(`  ${other.kind.padEnd(9)}  ${measured(other.figures)}`);
  if (ratios !== undefined) {
    const texts = Object.entries(ratios).map(([figure, ratio]) => `${figure} ${ratioText(ratio)}`);
    lines.push(`  ratio      ${texts.join(", ")} × ${sides[other?.kind ?? "floor"]}`);
  }
  if (perItem !== undefined) lines.push(`  memory     ${number(perItem)} bytes for each item`);
  for (const { text, reached } of verdicts)
    lines.push(`  target     ${text}: ${reached ? "reached" : "MISSED"}`);
  return lines;
}

/** Results as a Markdown table of ratios. */
export function renderMarkdown(results) {
  const rows = results.map(({ title, ratios, other, perItem, ours }) => {
    const cell = (figure) =>
      ratios?.[figure] !== undefined && other !== undefined ? `${ratioText(ratios[figure])}` : "–";
    const absolute = `${seconds(ours.wall.median)}${ours.memory === undefined ? "" : `, ${bytes(ours.memory.median)}`}`;
    const each = perItem === undefined ? "" : `, ${number(perItem)} bytes each`;
    return `| ${title} | ${cell("cpu")} | ${cell("wall")} | ${cell("memory")} | ${absolute}${each} |`;
  });
  return ["| work | CPU | wall | memory | took |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** Lines on what changed between two files of results. */
export function renderComparison({ changes, compared, onlyBefore, onlyAfter }) {
  const lines = changes.map(({ name, figure, isRatio, from, to, factor }) => {
    const text = ({ median }) => (isRatio ? `${median.toFixed(3)} ×` : units[figure](median));
    const direction = factor < 1 ? "less" : "more";
    return `${name} ${figure}: ${text(from)} → ${text(to)}, ${factor.toFixed(2)} × as much (${direction})`;
  });
  for (const name of onlyBefore) lines.push(`${name}: only in the first file`);
  for (const name of onlyAfter) lines.push(`${name}: only in the second file`);
  lines.push(`${changes.length} of ${compared} figures changed beyond the spread.`);
  return lines;
}
