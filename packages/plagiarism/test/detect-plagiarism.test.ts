import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { isMlebenchError } from "@mlebench/core";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { detectPlagiarism, isComplete, type PlagiarismOptions } from "../src/index.js";
import type { AuditLine } from "../src/settings.js";
import { fixture, temporaryDirectory, write } from "./workspace.js";

const competitionId = "spaceship-titanic";

/** Notebooks, and a run with the given code. */
function project(
  code: Readonly<Record<string, string | Uint8Array>>,
  notebooks: readonly string[] = ["baseline.py", "torch_images.py", "tfidf.py", "long_notebook.py"],
) {
  const directory = realpathSync(temporaryDirectory());
  for (const name of notebooks) write(join(directory, "notebooks", competitionId, name), fixture(name));
  for (const [name, content] of Object.entries(code)) write(join(directory, "run/code", name), content);
  const check = (lines: readonly Partial<AuditLine>[] = [{}], options: Partial<PlagiarismOptions> = {}) =>
    detectPlagiarism(
      lines.map((line, i) => ({
        ...{ competitionId, submissionPath: "None", codePath: join(directory, "run/code"), line: i + 1 },
        ...line,
      })),
      {
        outputDirectory: join(directory, "out"),
        notebookDirectories: [join(directory, "notebooks")],
        inThreads: false,
        ...options,
      },
    );
  return { directory, check };
}

const numpy = 'import numpy as np\nimport pandas as pd\nprint(np.mean(pd.read_csv("train.csv")["x"]))\n';

describe("verdicts", () => {
  test("a renamed copy of a notebook is flagged, with its lines", async () => {
    const { directory, check } = project({ "train.py": fixture("baseline_renamed.py") });
    const report = await check();
    const [one] = report.submissions;
    expect(one).toMatchObject({ verdict: "flagged", similarity: 1, containment: 1, is_complete: true });
    expect(one.flags).toContain("similarity");
    expect(one.pairs[0]).toMatchObject({
      agent_file: join(directory, "run/code/train.py"),
      notebook: join(directory, "notebooks", competitionId, "baseline.py"),
    });
    const [{ agent, notebook }] = one.pairs[0].shared_lines ?? [];
    expect(agent).toEqual(notebook);
    expect(agent[1] - agent[0]).toBeGreaterThan(50);
    expect(isComplete(report)).toBe(true);
  });

  test("a copied part of a long notebook is flagged by containment only", async () => {
    const part = fixture("torch_images.py");
    const { check } = project({ "train.py": part }, ["long_notebook.py", "tfidf.py"]);
    const [one] = (await check([{}], { threshold: 0.65 })).submissions;
    expect(one).toMatchObject({ verdict: "flagged", flags: ["containment"] });
    expect(one.similarity).toBeLessThan(0.65);
    expect(one.containment).toBeGreaterThan(0.95);
  });

  test("own code is clear, and a line is too short", async () => {
    const { check } = project({ "train.py": numpy.repeat(3), "a.py": "import os\n" });
    expect((await check()).submissions[0]).toMatchObject({ verdict: "clear", files_too_short: 1, flags: [] });
    const short = project({ "a.py": "import os\n" });
    const [one] = (await short.check()).submissions;
    expect(one).toMatchObject({ verdict: "too-short", similarity: null, reason: null });
  });

  test("without notebooks nothing is checked, and the others are", async () => {
    const { check } = project({ "train.py": fixture("tfidf.py") });
    const report = await check([
      { competitionId: "other" },
      {},
      { competitionId: "../escape" },
      { codePath: "/nowhere" },
    ]);
    expect(report.submissions.map(({ verdict }) => verdict)).toEqual([
      "not-checked",
      "flagged",
      "not-checked",
      "not-checked",
    ]);
    expect(report.submissions[0].reason).toContain(
      "Download them with `mlebench kernels download -c other`.",
    );
    expect(report.submissions[2].reason).toBe("Invalid competition ID `../escape`.");
    expect(report.submissions[3].reason).toBe("Code `/nowhere` not found.");
    expect(report).toMatchObject({ total_flagged: 1, total_not_checked: 3, total_submissions: 4 });
    expect(isComplete(report)).toBe(false);
  });

  test("code in UTF-16, with and without a mark, is compared as any other", async () => {
    const text = fixture("baseline.py");
    const { check } = project({
      "marked.py": Buffer.from(`\ufeff${text}`, "utf16le"),
      "bare.py": Buffer.from(text, "utf16le"),
    });
    const [one] = (await check()).submissions;
    expect(one).toMatchObject({ verdict: "flagged", similarity: 1, files_compared: 2, notes: [] });
  });

  test("what a signal ends is not checked, and the reports are written", async () => {
    const { directory, check } = project({ "train.py": numpy.repeat(3) });
    const controller = new AbortController();
    const report = await check([{}, { codePath: join(directory, "run/code/train.py") }, {}], {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(report.submissions.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ["clear", null],
      ["not-checked", "Interrupted."],
      ["not-checked", "Interrupted."],
    ]);
    expect(isComplete(report)).toBe(false);
    expect(readFileSync(join(directory, "out/plagiarism.csv"), "utf8")).toContain("clear");
  });

  test("one bad file is a note, and makes the check incomplete", async () => {
    const { check } = project({
      "train.py": fixture("baseline.py"),
      "copy.py": fixture("baseline.py"),
      "bad.ipynb": "{",
      "binary.py": new Uint8Array(9),
      "generated.py": "x\n".repeat(200_000),
    });
    const report = await check();
    expect(report.submissions[0]).toMatchObject({
      ...{ verdict: "flagged", is_complete: false, files_found: 5, files_compared: 1, files_duplicate: 1 },
    });
    expect(report.submissions[0].notes).toHaveLength(3);
    expect(report.submissions[0].notes.join()).toContain("Too long: more than 300000 syntax nodes.");
    expect(report.total_incomplete).toBe(1);
    expect(isComplete(report)).toBe(false);
  });

  test("what most notebooks share is boilerplate, in filtered numbers only", async () => {
    const common = fixture("tfidf.py");
    const { directory, check } = project({ "train.py": common });
    for (let i = 0; i < 6; i++)
      write(join(directory, "notebooks", competitionId, `n${i}.py`), `${common}\n${numpy.repeat(i)}`);
    const [one] = (await check()).submissions;
    expect(one).toMatchObject({
      similarity: 1,
      containment: 1,
      filtered_similarity: 0,
      filtered_containment: 0,
    });
    expect(one.flags).toEqual(["similarity"]);
  });

  test("a template is boilerplate", async () => {
    const { directory, check } = project({ "train.py": fixture("tfidf.py") });
    const template = write(join(directory, "starter.py"), fixture("tfidf.py"));
    const [one] = (await check([{}], { ignore: [template] })).submissions;
    expect(one).toMatchObject({ similarity: 1, filtered_similarity: 0 });
  });
});

describe("reports", () => {
  test("the reference's lines hold every pair, the most similar first", async () => {
    const { directory, check } = project({ "é.py": fixture("baseline.py"), "b.py": numpy });
    const [{ reference_report }] = (await check()).submissions;
    expect(reference_report).toBe(
      join(directory, "out", `${join(directory, "run/code").replaceAll("/", "_")}_plagiarism_report.jsonl`),
    );
    const text = readFileSync(reference_report ?? "", "utf8");
    const lines = text.trimEnd().split("\n");
    expect(lines).toHaveLength(8);
    expect(lines[0]).toBe(
      `{"leftFile": "${directory}/notebooks/${competitionId}/baseline.py", "rightFile": "${directory}/run/code/\\u00e9.py", "similarity": 1}`,
    );
    const similarities = lines.map((line) => (JSON.parse(line) as { similarity: number }).similarity);
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
  });

  test("the same code in two lines has two reports, and they are compared with each other", async () => {
    const { directory, check } = project({ "train.py": fixture("baseline.py") });
    const other = write(join(directory, "other/code/train.py"), fixture("baseline_reordered.py"));
    const report = await check([{}, {}, { codePath: other }]);
    expect(new Set(report.submissions.map(({ reference_report }) => reference_report)).size).toBe(3);
    expect(report.agent_pairs).toHaveLength(3);
    expect(report.agent_pairs[0]).toMatchObject({
      left_line: 1,
      right_line: 2,
      similarity: 1,
      is_similar: true,
    });
    expect(report.agent_pairs[1].similarity).toBeLessThan(1);
  });

  test("no name can act in HTML or CSV", async () => {
    const name = 'x<script>alert("1")<!--\n,"\u001b[2J.py';
    const { directory, check } = project({ [name]: `${fixture("baseline.py")}\nx = "</pre><script>"\n` });
    const [one] = (await check()).submissions;
    expect(one.pairs[0].agent_file).toBe(join(directory, "run/code", name));
    for (const page of [one.page, join(directory, "out/plagiarism.html")]) {
      const html = readFileSync(page ?? "", "utf8");
      for (const active of ["<script", "<!--", "\u001b"]) expect(html).not.toContain(active);
    }
    const [row] = parse(readFileSync(join(directory, "out/plagiarism.csv"), "utf8"), {
      columns: true,
    }) as Record<string, string>[];
    expect(row).toMatchObject({ verdict: "flagged", similarity: String(one.similarity), line: "1" });
    expect(row.closest_agent_file).toBe(one.pairs[0].agent_file);
  });

  test("earlier reports of a submission that is not checked now are removed", async () => {
    const { directory, check } = project({ "train.py": fixture("baseline.py") });
    const [{ reference_report, details, page }] = (await check()).submissions;
    await check([{ competitionId: "other" }]);
    const left = readdirSync(join(directory, "out"), { recursive: true, encoding: "utf8" });
    for (const path of [reference_report, details, page])
      expect(left.map((file) => join(directory, "out", file))).not.toContain(path);
  });

  test("a Dolos report has the four files that `dolos serve` needs, and can be written again", async () => {
    const { directory, check } = project({ "train.py": fixture("baseline_reordered.py") });
    await check([{}], { dolosReport: true });
    const [{ dolos_report, pairs, notes }] = (await check([{}], { dolosReport: true })).submissions;
    expect(notes).toEqual([]);
    const table = (name: string) =>
      parse(readFileSync(join(dolos_report ?? "", name), "utf8"), { columns: true }) as Record<
        string,
        string
      >[];
    expect(readdirSync(dolos_report ?? "").sort()).toEqual([
      "files.csv",
      "kgrams.csv",
      "metadata.csv",
      "pairs.csv",
    ]);
    const files = table("files.csv");
    expect(files.map(({ id, extra }) => [id, JSON.parse(extra).labels])).toEqual([
      ...["0", "1", "2", "3"].map((id) => [id, "notebook"]),
      ["4", "agent"],
    ]);
    expect(files[4].content).toBe(fixture("baseline_reordered.py"));
    expect(JSON.parse(files[4].ast)).toHaveLength(JSON.parse(files[4].mapping).length);
    expect(JSON.parse(files[4].mapping)[0]).toEqual({ startRow: 0, startCol: 0, endRow: 0, endCol: 0 });
    expect(table("pairs.csv")[0]).toMatchObject({
      leftFilePath: join(directory, "notebooks", competitionId, "baseline.py"),
      rightFileId: "4",
      similarity: String(pairs[0].similarity),
      longestFragment: String(pairs[0].longest),
    });
    expect(table("metadata.csv")).toContainEqual({ property: "kgramLength", value: "23", type: "number" });
    expect(table("metadata.csv")).toContainEqual({ property: "limitResults", value: "null", type: "object" });
    expect(JSON.parse(table("kgrams.csv")[0].files)).toContain(0);
  });

  test("a directory with other files is not replaced by a Dolos report", async () => {
    const { check } = project({ "train.py": fixture("baseline.py") });
    const [{ dolos_report }] = (await check([{}], { dolosReport: true })).submissions;
    const own = write(join(dolos_report ?? "", "mine.txt"), "keep");
    const [one] = (await check([{}], { dolosReport: true })).submissions;
    expect(one).toMatchObject({ verdict: "flagged", dolos_report: null });
    expect(one.notes[0]).toContain("Not a Dolos report");
    expect(readFileSync(own, "utf8")).toBe("keep");
  });

  test("the histogram and the summary are there for an empty list too", async () => {
    const { directory, check } = project({});
    expect(await check([])).toMatchObject({ total_submissions: 0, submissions: [] });
    expect(readFileSync(join(directory, "out/plagiarism_histogram.svg"), "utf8")).toContain("threshold 0.6");
    expect(readFileSync(join(directory, "out/plagiarism.csv"), "utf8").split("\n")).toHaveLength(2);
  });
});

test.each([
  [{ threshold: 1.5 }, "`threshold` must be above 0 and at most 1"],
  [{ boilerplateShare: 0 }, "`boilerplateShare` must be above 0 and at most 1"],
  [{ kgramLength: 1 }, "`kgramLength` must be at least 2"],
  [{ ignore: ["/nowhere.py"] }, "Cannot read the template: File not found"],
])("rejects %o before anything is read", async (options, message) => {
  const { check } = project({});
  await expect(check([{}], options)).rejects.toThrow(message);
});

test.runIf(existsSync("/proc/self"))(
  "an output directory that cannot be made is an error, not an endless wait",
  async () => {
    const { check } = project({ "train.py": numpy });
    await expect(check([{}], { outputDirectory: "/proc/new" })).rejects.toSatisfy(isMlebenchError);
  },
);
