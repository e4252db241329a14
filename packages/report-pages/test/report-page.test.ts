import { createHash } from "node:crypto";
import { buildReport } from "@mlebench/reports/experiments";
import { describe, expect, test } from "vitest";
import { reportPage } from "../src/index.js";
import { type MadeUpOptions, madeUpExperiments, sixAgents } from "./made-up-experiments.js";

const now = new Date("2026-11-25T12:00:00Z");

const pageOf = (options: MadeUpOptions): string =>
  reportPage(buildReport(madeUpExperiments(options), { now, resamples: 20 }));

describe("a page of six agents, 22 competitions, and 3 seeds", () => {
  const page = pageOf({});

  test("has the same bytes again", () => {
    expect(pageOf({})).toBe(page);
  });

  test("has every section, and a link to it", () => {
    const sections = [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
    expect(sections).toEqual([
      "summary",
      "comparison",
      "leaderboard",
      "competitions",
      "runs",
      "failures",
      "cost",
      "manifest",
    ]);
    for (const id of sections) expect(page).toContain(`<a href="#${id}">`);
  });

  test("refers to nothing elsewhere but by links", () => {
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|video|audio)\b|@import|url\(/);
    expect(page).not.toMatch(/\bsrc=/);
  });

  test("has a policy with the hashes of its style and its script", () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    const sha = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
    expect(policy).toContain(`style-src ${sha(style)};`);
    expect(policy).toContain(`script-src ${sha(script)};`);
    expect(script.length).toBeLessThan(30_000);
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });
});

test("75 competitions, 10 seeds, and 2 agents take at most 1 MB", () => {
  const page = pageOf({ split: "split75", seeds: 10, agents: sixAgents.slice(0, 2) });
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(1_000_000);
});

test("hostile text of agents stays text", () => {
  const page = pageOf({
    hostile: `</script><script>document.title="hit"</script><img src=x onerror=alert(1)>"'&\u202e\u0000`,
    agents: sixAgents.slice(0, 2),
  });
  expect(page.match(/<script\b/g)).toHaveLength(2);
  expect(page).not.toMatch(/<img\b/);
  expect(page).not.toContain("\u202e");
  expect(page).not.toContain("\u0000");
});

test("scores without bounds, missing runs, and long texts have their place", () => {
  const [experiment] = madeUpExperiments({ agents: sixAgents.slice(0, 1), seeds: 1 });
  const long = "x".repeat(1_000_000);
  const runs = experiment.runs.map((run, index) => {
    if (index === 0) return { ...run, score: Number.POSITIVE_INFINITY, normalized: Number.POSITIVE_INFINITY };
    if (index === 1)
      return { ...run, score: null, valid: false, medal: null, submissionError: long, logEnd: [long] };
    return run;
  });
  const page = reportPage(
    buildReport([{ ...experiment, runs: runs.slice(0, 20) }], { now, padMissing: true }),
  );
  expect(page).toContain('"inf"');
  // Tables are sorted by `data-v`, a number of JavaScript.
  const shown = page.replaceAll('data-v="Infinity"', "").replace(/<script>[\s\S]*/, "");
  expect(shown).not.toMatch(/\b(NaN|Infinity)\b/);
  expect(page).toContain("missing runs count as failed");
  expect(page.length).toBeLessThan(400_000);
});
