import { readdirSync } from "node:fs";
import { test } from "vitest";
import { analyzeRun, isFlag } from "../src/index.js";
test("real", async () => {
  const dir = process.env.REAL!;
  let n = 0; let flagged = 0; const cats: Record<string, number> = {};
  const files = (readdirSync(dir, { recursive: true }) as string[]).filter((f) => /\.(py|ipynb)$/.test(f)).sort().slice(0, Number(process.env.MAX ?? 1000));
  const t = performance.now();
  for (const f of files) {
    n++;
    const r = await analyzeRun({ codePath: `${dir}/${f}`, network: "open" });
    const flags = r.findings.filter(isFlag);
    if (r.notes.length) console.log(r.notes);
    if (flags.length) { flagged++; for (const c of new Set(flags.map((x) => x.category + " " + x.rule))) cats[c] = (cats[c] ?? 0) + 1;
      console.log(f, flags.slice(0, 3).map((x) => `${x.rule} ${x.severity} ${x.line}: ${x.excerpt.slice(0, 110)}`)); }
  }
  console.log({ n, flagged, cats, ms: performance.now() - t, rss: process.memoryUsage().rss / 1e6 });
});
