import { join } from "node:path";
import { formatVerification, UserError, verificationPath } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { gradeSubmission, validateSubmission } from "../src/index.js";
import { fakeWorld, write } from "./fake-competition.js";

describe("grading one submission", () => {
  test("a good submission is scored, ranked and given its percentile", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    write(join(directory, "package/facts/leaderboard.csv"), "score\n0.95\n0.75\n0.5\n0.25\n");
    const path = write(join(directory, "good.csv"), "id,label\na,1\nb,0\nc,1\nd,1\n");
    const report = await gradeSubmission(competition, path, { dataDirectory, version: "9.9.9" });
    expect(report).toMatchObject({
      competition_id: "fake",
      verdict: "scored",
      score: 0.75,
      medal: "silver",
      silver_medal: true,
      any_medal: true,
      gold_medal: false,
      above_median: true,
      percentile: 75,
      submission_exists: true,
      valid_submission: true,
      submission_error: null,
      data_kind: "real",
      mlebench_version: "9.9.9",
      submission_path: path,
      known_issues: [{ summary: "made up", source: "this test" }],
    });
  });

  test("a submission that breaks the rules is invalid, with the reason", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    const path = write(join(directory, "bad.CSV"), "id,label\na,1\n");
    const report = await gradeSubmission(competition, path, { dataDirectory });
    expect(report).toMatchObject({
      verdict: "invalid",
      score: null,
      submission_exists: true,
      valid_submission: false,
    });
    expect(report.submission_error).toBe("Wrong number of rows (row 2).");
  });

  test.each([
    ["missing.csv", undefined, "Submission file"],
    ["answers.txt", "id,label\n", "must end in `.csv`"],
    [".csv", "id,label\n", "must end in `.csv`"],
    ["a.csv/b.csv", undefined, "Submission"],
  ])("%s is a submission that does not exist", async (name, text, reason) => {
    const { competition, dataDirectory, directory } = fakeWorld();
    if (text !== undefined) write(join(directory, name), text);
    const report = await gradeSubmission(competition, name, { dataDirectory, cwd: directory });
    expect(report).toMatchObject({ verdict: "invalid", submission_exists: false, valid_submission: false });
    expect(report.submission_error).toContain(reason);
  });

  test("a directory named like a submission does not exist as one", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    write(join(directory, "folder.csv/inside.txt"), "");
    const report = await gradeSubmission(competition, "folder.csv", { dataDirectory, cwd: directory });
    expect(report).toMatchObject({ verdict: "invalid", submission_exists: false });
  });

  test("data that failed verification is recorded in the report", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    const path = write(join(directory, "good.csv"), "id,label\na,1\nb,0\nc,1\nd,0\n");
    const grade = () => gradeSubmission(competition, path, { dataDirectory });
    expect(await grade()).toMatchObject({ data_verification: "not verified", data_failed_files: [] });
    const prepared = join(dataDirectory, "fake/prepared");
    const record = formatVerification(prepared, [
      { file: "private/test.csv", outcome: "failed" },
      { file: "public/sample_submission.csv", outcome: "match" },
    ]);
    write(verificationPath(prepared), record as string);
    expect(await grade()).toMatchObject({
      verdict: "scored",
      data_verification: "differs",
      data_failed_files: ["private/test.csv"],
    });
  });

  test("what was not judged is neither valid nor invalid, but is there or not", async () => {
    const { competition, directory } = fakeWorld();
    write(join(directory, "here.csv"), "id,label\n");
    const options = { dataDirectory: join(directory, "nowhere"), cwd: directory };
    expect(await gradeSubmission(competition, "here.csv", options)).toMatchObject({
      verdict: "not-graded",
      submission_exists: true,
      valid_submission: null,
      data_verification: null,
    });
    expect(await gradeSubmission(competition, "gone.csv", options)).toMatchObject({
      verdict: "not-graded",
      submission_exists: false,
      valid_submission: null,
    });
  });

  test("data that are not prepared leave the submission not graded", async () => {
    const { competition, directory } = fakeWorld();
    const report = await gradeSubmission(competition, "x.csv", { dataDirectory: join(directory, "nowhere") });
    expect(report.verdict).toBe("not-graded");
    expect(report.submission_error).toContain("mlebench prepare -c fake");
  });

  test("only the answers need to be prepared", async () => {
    const { competition, directory } = fakeWorld();
    const dataDirectory = join(directory, "graders-only");
    write(join(dataDirectory, "fake/prepared/private/test.csv"), "id,label\na,1\n");
    const path = write(join(directory, "one.csv"), "id,label\na,1\n");
    expect((await gradeSubmission(competition, path, { dataDirectory })).score).toBe(1);
  });

  test("a grader that breaks is a grader error and not the submission's fault", async () => {
    const { competition, dataDirectory, directory } = fakeWorld({}, async () => {
      throw new TypeError("labels[i] is undefined");
    });
    const path = write(join(directory, "good.csv"), "id,label\n");
    const seen: string[] = [];
    const report = await gradeSubmission(competition, path, {
      dataDirectory,
      onGraderError: (text) => seen.push(text),
    });
    expect(report).toMatchObject({ verdict: "grader-error", score: null, submission_exists: true });
    expect(report.submission_error).toBe("TypeError: labels[i] is undefined");
    expect(seen.join()).toContain("grade-submission.test.ts");
  });

  test("a missing answer inside the grader is a grader error even when it is a user error", async () => {
    const { competition, dataDirectory, directory } = fakeWorld({}, async () => {
      throw new UserError("Answers are damaged");
    });
    const path = write(join(directory, "good.csv"), "id,label\n");
    expect((await gradeSubmission(competition, path, { dataDirectory })).verdict).toBe("grader-error");
  });

  test.each([[undefined], ["0.5"], [null], [5n]])(
    "a grader that returns %s is a grader error",
    async (returned) => {
      const { competition, dataDirectory, directory } = fakeWorld(
        {},
        async () => returned as unknown as number,
      );
      const path = write(join(directory, "good.csv"), "id,label\n");
      expect((await gradeSubmission(competition, path, { dataDirectory })).verdict).toBe("grader-error");
    },
  );

  test.each([
    [Number.NaN, null, "nan", null],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, "gold"],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, null],
    [1 / 64, 0.01562, 1 / 64, null],
  ])("a score of %d is a score", async (returned, score, unrounded, medal) => {
    const { competition, dataDirectory, directory } = fakeWorld({}, async () => returned);
    const path = write(join(directory, "good.csv"), "id,label\n");
    const report = await gradeSubmission(competition, path, { dataDirectory });
    expect(report).toMatchObject({
      verdict: "scored",
      score,
      score_unrounded: unrounded,
      medal,
      valid_submission: true,
    });
  });

  test("a leaderboard that is a Git-LFS pointer is a grader error", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    write(join(directory, "package/facts/leaderboard.csv"), "version https://git-lfs.github.com/spec/v1\n");
    const path = write(join(directory, "good.csv"), "id,label\na,1\nb,0\nc,1\nd,1\n");
    const report = await gradeSubmission(competition, path, { dataDirectory });
    expect(report.verdict).toBe("grader-error");
    expect(report.submission_error).toContain("leaderboard");
  });

  test("marks miniatures as such", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    write(join(dataDirectory, "fake/.mlebench.json"), '{"kind":"miniature","seed":0,"size":4}');
    const path = write(join(directory, "good.csv"), "id,label\na,1\nb,0\nc,1\nd,1\n");
    expect((await gradeSubmission(competition, path, { dataDirectory })).data_kind).toBe("miniature");
  });

  test("a path is reported as Python spells it", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    write(join(directory, "a/good.csv"), "id,label\na,1\nb,0\nc,1\nd,1\n");
    const report = await gradeSubmission(competition, ".//a/./good.csv/", { dataDirectory, cwd: directory });
    expect(report).toMatchObject({ submission_path: "a/good.csv", score: 0.75 });
  });
});

describe("validating", () => {
  test("says valid without a score", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    const path = write(join(directory, "good.csv"), "id,label\na,1\nb,0\nc,1\nd,1\n");
    const result = await validateSubmission(competition, path, { dataDirectory });
    expect(result).toEqual({ valid: true, message: "Submission is valid." });
  });

  test("says why not", async () => {
    const { competition, dataDirectory, directory } = fakeWorld();
    const path = write(join(directory, "bad.csv"), "id,guess\na,1\n");
    const result = await validateSubmission(competition, path, { dataDirectory });
    expect(result).toMatchObject({
      valid: false,
      details: "Missing column: `label`. Expected the columns `id`, `label`. The file has `id`, `guess`.",
    });
  });

  test("looks at the file before the data", async () => {
    const { competition, directory } = fakeWorld();
    const options = { dataDirectory: join(directory, "nowhere"), cwd: directory };
    expect(await validateSubmission(competition, "no.csv", options)).toMatchObject({ valid: false });
    write(join(directory, "yes.csv"), "id,label\n");
    await expect(validateSubmission(competition, "yes.csv", options)).rejects.toThrow("not prepared");
  });

  test("a broken grader is no verdict, and its own words stay out of the message", async () => {
    const { competition, dataDirectory, directory } = fakeWorld({}, async () => {
      throw new Error("label of d is 0");
    });
    const path = write(join(directory, "good.csv"), "id,label\n");
    const failure = validateSubmission(competition, path, { dataDirectory });
    await expect(failure).rejects.toMatchObject({ kind: "grader" });
    await expect(failure).rejects.not.toThrow("label of d");
  });
});
