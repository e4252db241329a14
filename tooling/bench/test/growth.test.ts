import { expect, test } from "vitest";
import { costOfEach } from "../cost-growth.mjs";
import { growthPage } from "../growth.mjs";

function seriesOf(label: string, item: "row" | "file", sizes: number[], seconds: number, bytes: number) {
  const points = sizes.map((size) => ({ size, cpu: 0.1 + seconds * size, memory: 60e6 + bytes * size }));
  return { label, item, points, costs: costOfEach(points) };
}

test("writes a table of every size and plots of the cost of each row and file", () => {
  const found = [
    seriesOf("grading", "row", [1e4, 1e5, 1e6], 2e-6, 100),
    seriesOf("extracting", "file", [1e3, 1e4], 1e-4, 200),
  ];
  const { text, files } = growthPage(found, "Some machine.");
  expect(text).toContain("| grading | 10⁴ rows | 120 ms | 61.0 MB | – | – |");
  expect(text).toContain("| grading | 10⁶ rows | 2.10 s | 160 MB | 2.00 µs | 100 |");
  expect(text).toContain("| extracting | 10⁴ files | 1.10 s | 62.0 MB | 100.00 µs | 200 |");
  expect(files.map(({ name }) => name)).toEqual([
    "growth-rows-microseconds.svg",
    "growth-rows-bytes.svg",
    "growth-files-microseconds.svg",
    "growth-files-bytes.svg",
  ]);
  for (const file of files) {
    expect(text).toContain(`(${file.name})`);
    expect(file.text).toMatch(/^<svg .*<\/svg>\n$/s);
  }
  expect(files[0].text).toContain("grading, 10⁶: 2");
});
