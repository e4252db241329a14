import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { type Half, judgeRun, measure, readCorpus } from "./corpus.js";

test("x", async () => {
  const dir = mkdtempSync(join(tmpdir(), "x-"));
  const all = [];
  for (const run of readCorpus((process.env.HALF ?? "development") as Half)) {
    const j = await judgeRun(run, dir);
    all.push(j);
    if (process.env.ONLY ? process.env.ONLY === "all" || j.name === process.env.ONLY : j.expected.sort().join() !== j.flagged.sort().join())
      console.log(j.name, "expected", j.expected, "flagged", j.flagged, j.findings.map((f) => `${f.category} ${f.rule} ${f.severity} ${f.file.slice(dir.length)}:${f.line} ${f.excerpt}`));
  }
  console.log(measure(all));
});
