const bins = 20;
const width = 640;
const height = 260;
const margin = { left: 44, right: 16, top: 28, bottom: 40 };

/** How many submissions have which highest similarity, as the paper shows it, with the threshold as a line. */
export function similarityHistogram(similarities: readonly number[], threshold: number): string {
  const counts = new Array<number>(bins).fill(0);
  for (const similarity of similarities) counts[Math.min(bins - 1, Math.floor(similarity * bins))] += 1;
  const highest = Math.max(1, ...counts);
  const x = (share: number): number => margin.left + share * (width - margin.left - margin.right);
  const y = (count: number): number =>
    height - margin.bottom - (count / highest) * (height - margin.top - margin.bottom);
  const bars = counts.map((count, i) => {
    const [left, right, top] = [x(i / bins) + 1, x((i + 1) / bins) - 1, y(count)];
    const size = `width="${(right - left).toFixed(1)}" height="${(y(0) - top).toFixed(1)}"`;
    const label = `${(i / bins).toFixed(2)} to ${((i + 1) / bins).toFixed(2)}: ${count}`;
    return `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" ${size} fill="#4477aa"><title>${label}</title></rect>`;
  });
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (share) => `<text x="${x(share)}" y="${height - 22}" text-anchor="middle">${share}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#777777" role="img" aria-label="Histogram of the highest similarity of each submission">
<text x="${margin.left}" y="16">Submissions by their highest similarity with a notebook</text>
${bars.join("\n")}
<line x1="${margin.left}" y1="${y(0)}" x2="${width - margin.right}" y2="${y(0)}" stroke="#777777"/>
<line x1="${x(threshold)}" y1="${margin.top}" x2="${x(threshold)}" y2="${y(0)}" stroke="#cc3311" stroke-dasharray="4 3"/>
<text x="${x(threshold) + 4}" y="${margin.top + 10}">threshold ${threshold}</text>
${ticks.join("\n")}
<text x="${margin.left - 6}" y="${y(0)}" text-anchor="end">0</text>
<text x="${margin.left - 6}" y="${y(highest) + 4}" text-anchor="end">${highest}</text>
<text x="${(margin.left + width - margin.right) / 2}" y="${height - 5}" text-anchor="middle">similarity</text>
</svg>
`;
}
