import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Competition, InvalidSubmissionError } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { descriptionTests } from "../src/contract/descriptions.js";
import { factsTests } from "../src/contract/facts.js";
import { goldenTests } from "../src/contract/golden.js";
import { createVariantGrader } from "../src/contract/graded-variants.js";
import { gradingTests } from "../src/contract/grading.js";
import { createMiniatureCache, prepareIn } from "../src/contract/miniature-cache.js";
import type { PackageUnderTest } from "../src/contract/package-under-test.js";
import { preparationTests } from "../src/contract/preparation.js";
import { reasonTests } from "../src/contract/reasons.js";
import {
  type Golden,
  md5,
  type RecordedFiles,
  type RecordedMiniature,
  type RecordedVerdict,
  recordFiles,
  recordPrepared,
  recordScore,
  tryGrade,
} from "../src/golden.js";
import { submissionVariants } from "../src/submission-variants.js";
import { facts, fakeCompetition, fakePackage, temporaryDirectory } from "./fake.js";

/** Names of the contract tests that a package fails, and what they say. */
async function failures(tested: PackageUnderTest): Promise<{ name: string; message: string }[]> {
  const miniatures = createMiniatureCache(tested.load);
  const gradeVariants = createVariantGrader(tested, miniatures);
  const tests = [
    ...factsTests(tested),
    ...descriptionTests(tested),
    ...preparationTests(tested, miniatures),
    ...gradingTests(tested, miniatures, gradeVariants),
    ...goldenTests(tested, miniatures, gradeVariants),
  ];
  const failed: { name: string; message: string }[] = [];
  for (const { name, check } of tests.filter(({ skip }) => skip === undefined)) {
    try {
      await check();
    } catch (error) {
      failed.push({ name, message: (error as Error).message });
    }
  }
  miniatures.close();
  return failed;
}

const broken = async (tested: PackageUnderTest): Promise<string[]> =>
  (await failures(tested)).map(({ name }) => name);

const boardOf = (scores: readonly number[]): string => `score\n${scores.join("\n")}\n`;

/** What a recording of our own fake would be. */
async function record(competition: Competition): Promise<RecordedMiniature> {
  const home = temporaryDirectory();
  const directory = await prepareIn(home, competition, { seed: 1, size: 24 });
  const submissions: Record<string, readonly [string, RecordedVerdict]> = {};
  for (const { name, bytes } of await submissionVariants(competition, directory, 1)) {
    const submission = join(directory, "submission.csv");
    writeFileSync(submission, bytes);
    const verdict = await tryGrade(competition, { submission, answers: join(directory, facts.answers) });
    submissions[name] = [
      md5(bytes).slice(0, 8),
      "score" in verdict ? recordScore(verdict.score) : "ValueError",
    ];
  }
  const raw = await recordFiles(join(home, "raw"), false);
  return { seed: 1, size: 24, raw, prepared: await recordPrepared(directory), submissions };
}

const versions = { commit: "0", python: "3", pandas: "2", numpy: "2", "scikit-learn": "1" };
const goldenOf = (miniature: RecordedMiniature): Golden => ({ reference: versions, miniatures: [miniature] });

test("a good competition keeps the contract, with and without a recording", async () => {
  expect(await broken(fakePackage())).toEqual([]);
  expect(await broken(fakePackage({ golden: goldenOf(await record(fakeCompetition())) }))).toEqual([]);
});

describe("facts and words", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "a Git-LFS pointer",
      { "facts/kernels.txt": "version https://git-lfs.github.com/spec/v1\n" },
      "kernels are references, one a line",
    ],
    [
      "a checksum that is none",
      { "facts/checksums.json": '{"public":{"a.csv":"12"},"private":{},"zip":null}' },
      "checksums are MD5s of files and of Kaggle's zip",
    ],
    [
      "an unsorted leaderboard",
      { "facts/leaderboard.csv": boardOf([0.9, 0.8, 0.7, 0.7, 0.6, 0.6, 0.5, 0.4, 0.5, 0.4]) },
      "the leaderboard is sorted, best score first",
    ],
    [
      "a median that was rounded",
      { "facts/leaderboard.csv": boardOf([0.9, 0.8, 0.7, 0.7, 0.6, 0.599995, 0.5, 0.5, 0.4, 0.4]) },
      "the medal thresholds are the leaderboard's, to the last digit",
    ],
    [
      "a short description",
      { "description.md": "Guess the colour." },
      "the description names every target column",
    ],
    [
      "a description of something else",
      { "description.md": "Lorem ipsum. ".repeat(80) },
      "the description names every target column",
    ],
    [
      "an obfuscation that names the host",
      { "description.obfuscated.md": "Predict colour for kaggle. ".repeat(40) },
      "the obfuscated description hides where the task comes from",
    ],
    [
      "a README without example",
      { "README.md": "npm install @mlebench/competition-fake-colours" },
      "the README shows how to install and use the package",
    ],
  ])("%s is found", async (_fault, files, name) => {
    expect(await broken(fakePackage({ files }))).toEqual([name]);
  });

  test("medals in the wrong order, a wrong folder and other exported facts are found", async () => {
    const tested = fakePackage();
    const medals = { ...facts.medals, gold: 0.1 };
    expect(await broken({ ...tested, facts: { ...facts, medals } })).toEqual([
      "the facts are complete",
      "better medals need better scores",
    ]);
    expect(await broken({ ...tested, folder: "fake-shapes" })).toEqual([
      "the id, the folder and the package agree",
    ]);
  });

  test("a competition of the benchmark must have a recording", async () => {
    const tested = fakePackage();
    expect(await broken({ ...tested, facts: { ...facts, splits: ["low"] } })).toContain(
      "golden.json holds what the reference made of a miniature",
    );
  });
});

describe("miniature and preparation", () => {
  const good = fakeCompetition();
  const withPrepare = (
    extra: (paths: { raw: string; public: string; private: string }) => void,
  ): Competition =>
    fakeCompetition(undefined, {
      async prepare(directories, options) {
        await good.prepare(directories, options);
        extra(directories);
      },
    });
  const append = (path: string, text: string): void => writeFileSync(path, readFileSync(path, "utf8") + text);
  let calls = 0;

  test.each<[string, Competition, string]>([
    [
      "a miniature without a seed",
      fakeCompetition(undefined, {
        miniature: { ...good.miniature, write: (o) => good.miniature.write({ ...o, seed: 0 }) },
      }),
      "the miniature is the same for the same seed and size, and differs for another seed",
    ],
    [
      "a preparation that differs each time",
      withPrepare(({ public: pub }) => writeFileSync(join(pub, "when.txt"), String(calls++))),
      "preparing is deterministic, however files are linked",
    ],
    [
      "a preparation that changes raw files",
      withPrepare(({ raw }) => append(join(raw, "train.csv"), "\n")),
      "preparing keeps raw files and writes only to public and private",
    ],
    [
      "a preparation that writes elsewhere",
      withPrepare(({ raw }) => mkdirSync(join(dirname(raw), "cache"))),
      "preparing keeps raw files and writes only to public and private",
    ],
    [
      "answers under another name",
      withPrepare(({ public: pub, private: priv }) =>
        writeFileSync(join(pub, "notes.txt"), readFileSync(join(priv, "test.csv"))),
      ),
      "public files contain no answers",
    ],
    [
      "a test row with its answer",
      withPrepare(({ public: pub }) => append(join(pub, "train.csv"), "r4,blue\n")),
      "public files contain no answers",
    ],
  ])("%s is found", async (_fault, competition, name) => {
    expect(await broken(fakePackage({ competition }))).toEqual([name]);
  });

  test("extracting an archive in place is allowed", async () => {
    const competition = withPrepare(({ raw }) => writeFileSync(join(raw, "extracted.csv"), "a\n"));
    expect(await broken(fakePackage({ competition }))).toEqual([]);
  });
});

describe("grading", () => {
  const good = fakeCompetition();

  test("a grader that breaks instead of blaming the submission is found", async () => {
    const competition = fakeCompetition(undefined, {
      async grade(files) {
        if (readFileSync(files.submission, "utf8") === "")
          throw new TypeError("cannot read properties of undefined");
        return good.grade(files);
      },
    });
    expect(await broken(fakePackage({ competition }))).toEqual([
      "a bad submission is invalid and never breaks the grader",
    ]);
  });

  test("a grader that turns the direction round is found", async () => {
    const competition = fakeCompetition(undefined, { grade: async (files) => 1 - (await good.grade(files)) });
    expect(await broken(fakePackage({ competition }))).toEqual(["no submission scores better than gold"]);
  });

  test("a grader that refuses the sample is found", async () => {
    const competition = fakeCompetition(undefined, {
      async grade(files) {
        if (readFileSync(files.submission, "utf8").split("amber").length > 10)
          throw new InvalidSubmissionError("Too much amber");
        return good.grade(files);
      },
    });
    expect(await broken(fakePackage({ competition }))).toContain("the sample submission is valid");
  });

  test("finds a message that reveals an answer, but none that quotes the submission or the schema", async () => {
    const secretSchema = { id: ["id"], targets: [{ names: ["colour"], value: { type: "text" as const } }] };
    const write: Competition["miniature"]["write"] = async ({ out, seed, size }) => {
      const rows = Array.from({ length: size }, (_, i) => `r${i},word-${seed}-${i}\n`);
      writeFileSync(join(out, "train.csv"), `id,colour\n${rows.join("")}`);
    };
    const grade =
      (message: (files: { submission: string; answers: string }) => string): Competition["grade"] =>
      async (files) => {
        try {
          return await good.grade(files);
        } catch {
          throw new InvalidSubmissionError(message(files));
        }
      };
    const verbose = (message: Parameters<typeof grade>[0]): PackageUnderTest =>
      fakePackage({
        competition: fakeCompetition(secretSchema, {
          miniature: { ...good.miniature, write },
          grade: grade(message),
        }),
      });
    const answer = ({ answers }: { answers: string }): string =>
      readFileSync(answers, "utf8").split(/[,\n]/)[3];
    expect(await broken(verbose((files) => `r0 should be ${answer(files)}`))).toEqual([
      "no message reveals a value of a private file",
    ]);
    expect(
      await broken(
        verbose(({ submission }) => `cannot grade ${readFileSync(submission, "utf8")} in column colour`),
      ),
    ).toEqual([]);
  });

  test("an invalid gold or sample submission of the reference is said in names of tests", () => {
    const recording = { seed: 1, size: 24, raw: {}, prepared: {} };
    const submissions = { sample: ["0", "invalid"], gold: ["0", "KeyError"] } as const;
    const tested = fakePackage({ golden: goldenOf({ ...recording, submissions }) });
    const miniatures = createMiniatureCache(tested.load);
    const tests = gradingTests(tested, miniatures, createVariantGrader(tested, miniatures));
    expect(tests.map(({ name, skip }) => (skip === undefined ? name : `${name} (${skip})`))).toEqual(
      expect.arrayContaining([
        "the sample submission is invalid, as in the reference",
        "no submission scores better than gold (the reference does not grade its own gold submission)",
      ]),
    );
  });

  test("a miniature that cannot be graded for some seeds is found, with the seeds", async () => {
    const competition = fakeCompetition(undefined, {
      async grade(files) {
        if (readFileSync(files.answers, "utf8").split("blue").length <= 3)
          throw new InvalidSubmissionError("Too little blue");
        return good.grade(files);
      },
    });
    const [failure] = await failures(fakePackage({ competition }));
    expect(failure.name).toBe("sample and gold submissions can be graded for 5 seeds of the miniature");
    expect(failure.message).toMatch(
      /^fake-colours: \d+ of 10 submissions of miniatures cannot be graded:\n {2}seed \d+, size \d+: the sample submission is invalid: Too little blue/,
    );
  });
});

describe("reasons", () => {
  const good = fakeCompetition();

  /** What the contract says of a grader that refuses blank cells with a message that it makes of the answers. */
  async function otherLabels(message: (answers: string) => string): Promise<unknown> {
    const competition = fakeCompetition(undefined, {
      async grade(files) {
        if (/,$/m.test(readFileSync(files.submission, "utf8")))
          throw new InvalidSubmissionError(message(readFileSync(files.answers, "utf8")));
        return good.grade(files);
      },
    });
    const tested = fakePackage({ competition });
    const miniatures = createMiniatureCache(tested.load);
    const tests = reasonTests(tested, miniatures, createVariantGrader(tested, miniatures), []);
    try {
      await tests.find(({ name }) => name === "a reason is the same whatever the labels are")?.check();
    } catch (error) {
      return (error as Error).message;
    } finally {
      miniatures.close();
    }
    return undefined;
  }

  test("a message that depends on the labels is found", async () => {
    expect(await otherLabels((answers) => `Blank: ${md5(answers)}`)).toContain("to deeply equal []");
  });

  test("a message that does not depend on them passes", async () => {
    expect(await otherLabels(() => "A cell is blank")).toBeUndefined();
  });
});

describe("golden.json", () => {
  const good = fakeCompetition();

  test("a score or a verdict that differs from the recording is found", async () => {
    const recording = await record(good);
    const change = (name: string, verdict: RecordedVerdict): Golden =>
      goldenOf({
        ...recording,
        submissions: { ...recording.submissions, [name]: [recording.submissions[name][0], verdict] },
      });
    const name = "seed 1, size 24: every submission gets the reference's verdict";
    expect(await failures(fakePackage({ golden: change("gold", 1 + 1e-11) }))).toEqual([
      {
        name,
        message: expect.stringMatching(
          /^fake-colours, seed 1, size 24: src\/grade.ts differs from the reference for 1 of \d+ submissions:\n {2}`gold` scores 1; the reference gives 1.00000000001\n/,
        ),
      },
    ]);
    expect(await broken(fakePackage({ golden: change("gold", 1 + 1e-13) }))).toEqual([]);
    expect(await broken(fakePackage({ golden: change("crlf", "KeyError") }))).toEqual([name]);
    expect(await broken(fakePackage({ golden: change("empty-file", 0.5) }))).toEqual([name]);
  });

  test("another prepared file, one more and one less are found", async () => {
    const recording = await record(good);
    const name = "seed 1, size 24: prepared files are the reference's";
    const withPrepared = (prepared: RecordedFiles): PackageUnderTest =>
      fakePackage({ golden: goldenOf({ ...recording, prepared }) });
    const md5Only = { md5: "0".repeat(32) };
    expect(await broken(withPrepared({ ...recording.prepared, "public/train.csv": md5Only }))).toEqual([
      name,
    ]);
    expect(await broken(withPrepared({ ...recording.prepared, "public/more.csv": md5Only }))).toEqual([name]);
    const { "public/train.csv": _, ...less } = recording.prepared;
    expect(await broken(withPrepared(less))).toEqual([name]);
  });

  test("a wrong preparation is located, and recording again is not advised", async () => {
    const competition = fakeCompetition(undefined, {
      async prepare(directories, options) {
        await good.prepare(directories, options);
        const path = join(directories.public, "train.csv");
        writeFileSync(path, readFileSync(path, "utf8").replace(/r6,\w+/, "r6,grey"));
      },
    });
    const [failure] = await failures(fakePackage({ competition, golden: goldenOf(await record(good)) }));
    expect(failure.name).toBe("seed 1, size 24: prepared files are the reference's");
    expect(failure.message).toMatch(
      /^fake-colours, seed 1, size 24: src\/prepare.ts differs from the reference in 1 files or folders:\n {2}`public\/train.csv`: other values in column `colour`, first in rows 5 to 6\n/,
    );
  });

  test("a changed miniature is named as the cause, once", async () => {
    const competition = fakeCompetition(undefined, {
      miniature: {
        ...good.miniature,
        write: (options) => good.miniature.write({ ...options, size: options.size + 1 }),
      },
    });
    const failed = await failures(fakePackage({ competition, golden: goldenOf(await record(good)) }));
    expect(failed.map(({ message }) => message.split("\n").slice(0, 2).join("|"))).toEqual([
      "fake-colours, seed 1, size 24: the miniature changed in 1 files or folders:|  `train.csv`: other content",
      "fake-colours, seed 1, size 24: nothing to compare, because the miniature changed.|See the test above.",
      "fake-colours, seed 1, size 24: nothing to compare, because the miniature changed.|See the test above.",
    ]);
  });
});
