import { expect, test } from "vitest";
import type { SubmissionReport } from "../src/report.js";
import { sideBySidePage } from "../src/side-by-side-page.js";
import { summaryPage } from "../src/summary-page.js";

const hostile = "<img src=x onerror=alert(1)>\"'&\u202e</td><script>alert(2)</script>";

/** Tags of a page; what an agent wrote must add none. */
const tagsOf = (html: string): string[] => [...html.matchAll(/<\/?(\w+)/g)].map(([, name]) => name);

const pairOf = (name: string) => ({
  agent_file: `/runs/r1/code/${name}.py`,
  notebook: `/kernels/${name}.py`,
  similarity: 0.9,
  containment: 1,
  filtered_similarity: 0.8,
  filtered_containment: 0.7,
  longest: 40,
  overlap: 80,
  agent_covered: 40,
  notebook_covered: 40,
  agent_total: 40,
  notebook_total: 40,
  shared_lines: [{ agent: [1, 2] as [number, number], notebook: [1, 62] as [number, number], kgrams: 40 }],
});

const submission = (name: string, extra: Partial<SubmissionReport> = {}): SubmissionReport => ({
  line: 1,
  competition_id: name,
  code_path: `/runs/${name}/code`,
  verdict: "flagged",
  flags: ["similarity"],
  reason: null,
  is_complete: true,
  similarity: 0.9,
  filtered_similarity: 0.8,
  containment: 1,
  filtered_containment: 0.7,
  longest: 40,
  files_found: 1,
  files_compared: 1,
  files_duplicate: 0,
  files_too_short: 0,
  notebooks_compared: 1,
  notes: [],
  pairs: [pairOf(name)],
  reference_report: null,
  details: null,
  page: `/out/pages/${name}.html`,
  dolos_report: null,
  ...extra,
});

function summary(...submissions: SubmissionReport[]): string {
  return summaryPage(
    {
      created_at: "",
      threshold: 0.6,
      kgram_length: 23,
      kgrams_in_window: 17,
      boilerplate_share: 0.5,
      total_submissions: submissions.length,
      total_flagged: 1,
      total_clear: 0,
      total_too_short: 0,
      total_not_checked: 0,
      total_timed_out: 0,
      total_incomplete: 0,
      submissions,
      agent_pairs: [
        {
          competition_id: "x",
          left_line: 1,
          right_line: 2,
          left_file: `/runs/a/code/${submissions[0].competition_id}.py`,
          right_file: "/runs/b/code/b.py",
          similarity: 0.5,
          containment: 0.5,
          longest: 3,
          is_similar: false,
        },
      ],
      agent_problems: [],
    },
    "/out",
  );
}

function sideBySide(name: string, line: string): string {
  const pair = pairOf(name);
  const file = (path: string, count: number) => ({ path, lines: Array<string>(count).fill(line) });
  return sideBySidePage(submission(name), [
    {
      compared: { agent: file(pair.agent_file, 2), notebook: file(pair.notebook, 62) } as Parameters<
        typeof sideBySidePage
      >[1][number]["compared"],
      report: pair,
    },
  ]);
}

test("names and code of agents stay text on both pages", () => {
  expect(tagsOf(summary(submission(hostile), submission("b")))).toEqual(
    tagsOf(summary(submission("plain"), submission("b"))),
  );
  expect(tagsOf(sideBySide(hostile, hostile))).toEqual(tagsOf(sideBySide("plain", "x = 1")));
  expect(sideBySide(hostile, hostile)).not.toContain("\u202e");
});

test("submissions have short names, and every number has a name where rows are stacked", () => {
  const page = summary(submission("a"), submission("b", { verdict: "not-checked", reason: "No code." }));
  expect(page).toContain('<td title="/runs/a/code">a</td>');
  expect(page).toContain('data-name="containment without boilerplate">0.70</td>');
  expect(page).toContain('<span class="not-checked">not checked</span>');
  expect(page).toContain('<a href="pages/a.html">a.py</a>');
});

test("lines are numbered, and a long run is cut", () => {
  const page = sideBySide("a", "x = 1");
  expect(page).toContain('<div class="note">Agent, lines 1–2</div><pre><div>    1  x = 1</div>');
  expect(page).toContain("<div>       … 2 more lines</div></pre>");
  expect(page).toContain('<a href="../plagiarism.html">');
});
