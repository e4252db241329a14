import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const script = join(dirname(dirname(fileURLToPath(import.meta.url))), "reference.py");
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const top = mkdtempSync(join(tmpdir(), "mlebench-reference-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** A checkout with one competition whose grader does what the submission's text says. */
function checkout(): string {
  const directory = join(top, "checkout");
  const files: Record<string, string> = {
    "mlebench/__init__.py": "",
    "mlebench/grade_helpers.py": "class InvalidSubmissionError(Exception):\n    pass\n",
    "mlebench/utils.py":
      "def read_csv(path):\n    return path.read_text()\n\n\ndef load_answers(path):\n    return [path.read_text()]\n",
    "mlebench/competitions/__init__.py": "",
    "mlebench/competitions/echo-words/prepare.py":
      'def prepare(raw, public, private):\n    print("noise")\n    (private / "test.csv").write_text((raw / "train.csv").read_text())\n',
    "mlebench/competitions/echo-words/grade.py": [
      "from mlebench.grade_helpers import InvalidSubmissionError",
      "",
      "",
      "def grade(submission, answers):",
      '    print("noise")',
      '    if submission == "bad":',
      '        raise InvalidSubmissionError("a secret text")',
      '    if submission == "broken":',
      '        raise KeyError("another secret")',
      '    if submission == "how many answers":',
      "        return len(answers)",
      '    answers.append("spoiled")',
      "    return float(submission)",
      "",
    ].join("\n"),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

function ask(...args: string[]): { status: number | null; lines: unknown[] } {
  const { status, stdout } = spawnSync("python3", [script, checkout(), ...args], { encoding: "utf8" });
  return {
    status,
    lines: stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as unknown),
  };
}

describe.skipIf(!hasPython)("the script that asks the reference", () => {
  test("prepares into public and private, and prints only the versions", () => {
    const raw = join(top, "raw");
    mkdirSync(raw);
    writeFileSync(join(raw, "train.csv"), "id\n1\n");
    const { status, lines } = ask("prepare", "echo-words", raw, join(top, "prepared"));
    expect(status).toBe(0);
    expect(lines).toEqual([
      {
        commit: expect.any(String),
        python: expect.stringMatching(/^3\./),
        pandas: expect.any(String),
        numpy: expect.any(String),
        "scikit-learn": expect.any(String),
      },
    ]);
    expect(readdirSync(join(top, "prepared")).sort()).toEqual(["private", "public"]);
    expect(existsSync(join(top, "prepared/private/test.csv"))).toBe(true);
  });

  test("grades every file with fresh answers, and keeps texts of errors to itself", () => {
    const folder = join(top, "submissions");
    mkdirSync(folder);
    const submissions = ["0.1", "bad", "broken", "nan", "inf", "-inf", "how many answers", "1e-300"];
    submissions.forEach((text, index) => {
      writeFileSync(join(folder, `${index}.csv`), text);
    });
    const answers = join(top, "answers.csv");
    writeFileSync(answers, "a");
    const { status, lines } = ask("grade", "echo-words", answers, folder);
    expect(status).toBe(0);
    expect(lines).toEqual([
      { file: "0.csv", score: 0.1 },
      { file: "1.csv", invalid: "InvalidSubmissionError" },
      { file: "2.csv", error: "KeyError" },
      { file: "3.csv", score: "nan" },
      { file: "4.csv", score: "inf" },
      { file: "5.csv", score: "-inf" },
      { file: "6.csv", score: 1 },
      { file: "7.csv", score: 1e-300 },
    ]);
  });

  test("serves commands one after another, each with fresh modules, and shows output only of failures", () => {
    const folder = join(top, "served");
    mkdirSync(folder);
    writeFileSync(join(folder, "0.csv"), "how many answers");
    const answers = join(top, "answers.csv");
    writeFileSync(answers, "a");
    const grading = JSON.stringify(["grade", "echo-words", answers, folder]);
    const failing = JSON.stringify(["prepare", "echo-words", join(top, "nowhere"), join(top, "third")]);
    const { stdout, stderr } = spawnSync("python3", [script, checkout(), "serve"], {
      encoding: "utf8",
      input: `${grading}\n${failing}\n${grading}\n`,
    });
    const said = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    const graded = { answers: [{ file: "0.csv", score: 1 }] };
    expect(said).toEqual([graded, { failure: expect.stringContaining("FileNotFoundError") }, graded]);
    expect(stderr).toBe("");
  });

  test("fails where the reference's preparation fails", () => {
    expect(ask("prepare", "echo-words", join(top, "nowhere"), join(top, "other")).status).not.toBe(0);
  });
});

describe("the recorder", () => {
  const record = (...args: string[]): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [join(dirname(script), "record.mjs"), ...args], { encoding: "utf8" });

  test("explains itself when it does not know what to record, or with what", () => {
    expect(record("--reference", top)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Usage:"),
    });
    expect(record("some-id", "--reference", top)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("is not a checkout of openai/mle-bench"),
    });
    expect(record("some-id", "--seeds", "x", "--colour")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--colour"),
    });
  });
});
