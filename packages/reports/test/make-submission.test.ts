import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeError } from "@mlebench/core";
import { describe, expect, it } from "vitest";
import { type MakeSubmissionOptions, makeSubmission } from "../src/index.js";
import { temporaryDirectory, write } from "./temporary.js";

interface Recording {
  tree: Record<string, Record<string, string[] | null>>;
  calls: { args: string[]; inside: string; text: string }[];
}

const recording = JSON.parse(
  readFileSync(new URL("./fixtures/submissions.json", import.meta.url), "utf8"),
) as Recording;

/** The recorded run groups, with the metadata that the reference writes. */
function recordedTree(): string {
  const directory = temporaryDirectory();
  for (const [group, runs] of Object.entries(recording.tree)) {
    for (const [run, files] of Object.entries(runs)) {
      for (const file of files ?? []) write(join(directory, group, run, file), "x\n");
    }
    const entries = Object.keys(runs).map((run) => [run, { success: true }]);
    const metadata = { run_group: "group", created_at: "then", runs: Object.fromEntries(entries) };
    write(join(directory, group, "metadata.json"), JSON.stringify(metadata));
  }
  return directory;
}

const optionOf: Record<string, keyof MakeSubmissionOptions> = {
  "--metadata": "metadataPath",
  "--output": "output",
  "--rel-log-path": "relativeLogPath",
  "--rel-code-path": "relativeCodePath",
};

const runId = "spaceship-titanic_0b5c1c9e-6a0e-4a35-9a39-3c1f8a0f6f10";

/** A run group of one run, whose files the caller makes. */
function oneRun(metadata: unknown = { runs: { [runId]: { success: true } } }): {
  group: string;
  run: string;
} {
  const group = temporaryDirectory();
  const run = join(group, runId);
  mkdirSync(join(run, "submission"), { recursive: true });
  write(join(group, "metadata.json"), JSON.stringify(metadata));
  return { group, run };
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return describeError(error);
  }
  throw new Error("There was no error.");
}

describe("the list of submissions", () => {
  it.each(recording.calls)(
    "is the reference's, byte for byte: $args in $inside",
    ({ args, inside, text }) => {
      const directory = recordedTree();
      const cwd = inside === "." ? directory : join(directory, inside);
      const options: MakeSubmissionOptions = { metadataPath: "", cwd };
      for (let i = 0; i < args.length; i += 2) {
        Object.assign(options, { [optionOf[args[i]]]: args[i + 1].replace("{cwd}", directory) });
      }
      const { output } = makeSubmission(options);
      expect(readFileSync(join(cwd, output), "utf8").replaceAll(directory, "{cwd}")).toBe(text);
    },
  );

  it("names the runs without a submission, and reports something else in its place", () => {
    const cwd = recordedTree();
    const { runs, missing } = makeSubmission({ metadataPath: "runs/group/metadata.json", cwd });
    const group = join(cwd, "runs/group");
    const leaf = join(group, "leaf-classification_5f0d8c52-70a3-4a4b-8a9c-0f53a2a6b7d1");
    const odd = join(group, "odd_name_5f0d8c52-70a3-4a4b-8a9c-0f53a2a6b7d2/submission/submission.csv");
    expect(missing).toEqual(["leaf-classification_5f0d8c52-70a3-4a4b-8a9c-0f53a2a6b7d1", "gone_1"]);
    expect(runs.map((run) => run.notes)).toEqual([
      [],
      [
        `submission/submission.csv is missing. The directory \`${leaf}/submission\` does not exist. The directory \`${leaf}\` contains \`logs/\`.`,
      ],
      [
        `submission/submission.csv is not a file. The directory \`${odd}\` contains \`part.csv\`. Give the path of the file: \`${odd}/part.csv\`.`,
      ],
      [],
      [
        expect.stringContaining(
          `The directory \`${group}/gone_1/submission\` does not exist. The directory \`${group}\` contains `,
        ),
      ],
    ]);
  });

  it.each([
    [
      "a packed file",
      "submission.csv.gz",
      "x",
      /is missing\. .*Unpack `submission\.csv\.gz` to `submission\.csv`\.$/,
    ],
    [
      "another case",
      "Submission.CSV",
      "x",
      /is missing\. .*Rename `Submission\.CSV` to `submission\.csv`\.$/,
    ],
    [
      "a Git-LFS pointer",
      "submission.csv",
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
      /^submission\/submission\.csv is a Git-LFS pointer\. Run `git lfs pull`/,
    ],
  ])("reports %s", (_name, file, text, expected) => {
    const { group, run } = oneRun();
    write(join(run, "submission", file), text);
    const { runs } = makeSubmission({ metadataPath: "metadata.json", cwd: group });
    expect(runs[0].notes).toHaveLength(1);
    expect(runs[0].notes[0]).toMatch(expected);
  });

  it("takes the competition that our metadata state, and counts runs that have not begun", () => {
    const id = "odd_name_5f0d8c52-70a3-4a4b-8a9c-0f53a2a6b7d1";
    const { group } = oneRun({ runs: { [id]: { competition_id: "odd_name" } }, runs_planned: 4 });
    const result = makeSubmission({ metadataPath: "metadata.json", cwd: group });
    expect(result.runs[0].competitionId).toBe("odd_name");
    expect(result.notBegun).toBe(3);
  });

  it("takes directories of logs and code, as audits do, without a note", () => {
    const cwd = recordedTree();
    const { runs } = makeSubmission({
      ...{ metadataPath: "runs/group/metadata.json", cwd },
      ...{ relativeLogPath: "logs", relativeCodePath: "code" },
    });
    expect(runs[0].notes).toEqual([]);
    expect(runs[0].logsPath).toMatch(/\/logs$/);
  });

  it("can be made of a run group's directory", () => {
    const directory = recordedTree();
    const expected = makeSubmission({
      metadataPath: "runs/group/metadata.json",
      cwd: directory,
      output: "1",
    });
    const actual = makeSubmission({ metadataPath: "runs/group", cwd: directory, output: "2" });
    expect(actual.runs).toEqual(expected.runs);
  });

  it("of a directory without metadata holds its runs in the order of their names", () => {
    const group = temporaryDirectory();
    const uuid = (digit: number): string => `0b5c1c9e-6a0e-4a35-9a39-3c1f8a0f6f1${digit}`;
    for (const name of [`b_${uuid(1)}`, `a_${uuid(2)}`, `a_${uuid(1)}`, "other"])
      mkdirSync(join(group, name));
    write(join(group, `b_${uuid(1)}`, "submission/submission.csv"), "id\n");
    const { runs, missing } = makeSubmission({ metadataPath: group, output: join(group, "list.jsonl") });
    expect(runs.map((run) => run.runId)).toEqual([`a_${uuid(1)}`, `a_${uuid(2)}`, `b_${uuid(1)}`]);
    expect(runs[2].submissionPath).toBe(join(group, `b_${uuid(1)}`, "submission/submission.csv"));
    expect(missing).toHaveLength(2);
    expect(messageOf(() => makeSubmission({ metadataPath: dirname(runs[2].submissionPath ?? "") }))).toMatch(
      /neither metadata\.json nor runs/,
    );
  });
});

describe("a link in place of the submission", () => {
  it("is not followed out of the run's directory unless that is wanted", () => {
    const { group, run } = oneRun();
    const answers = write(join(temporaryDirectory(), "answers.csv"), "id,answer\n");
    symlinkSync(answers, join(run, "submission/submission.csv"));
    const options = { metadataPath: "metadata.json", cwd: group };
    const [refused] = makeSubmission(options).runs;
    expect(refused.submissionPath).toBeNull();
    expect(refused.notes[0]).toMatch(/link to a path outside/);
    const [followed] = makeSubmission({ ...options, followLinks: true }).runs;
    expect(followed).toMatchObject({ submissionPath: `${runId}/submission/submission.csv`, notes: [] });
  });

  it("is not followed through a linked directory either", () => {
    const { group, run } = oneRun();
    const elsewhere = temporaryDirectory();
    write(join(elsewhere, "agent.log"), "secret\n");
    symlinkSync(elsewhere, join(run, "logs"));
    expect(makeSubmission({ metadataPath: group, output: join(group, "list") }).runs[0].logsPath).toBeNull();
  });

  it("is taken when it stays inside, and is missing when it leads nowhere or to itself", () => {
    const { group, run } = oneRun();
    write(join(run, "submission/best.csv"), "id\n");
    symlinkSync("best.csv", join(run, "submission/submission.csv"));
    mkdirSync(join(run, "logs"));
    symlinkSync("agent.log", join(run, "logs/agent.log"));
    symlinkSync("nowhere", join(run, "code"));
    const [found] = makeSubmission({ metadataPath: "metadata.json", cwd: group }).runs;
    expect(found).toMatchObject({
      submissionPath: `${runId}/submission/submission.csv`,
      logsPath: null,
      codePath: null,
    });
  });
});

describe("damaged metadata", () => {
  it("are one clear message, and nothing is written", () => {
    const failing = (metadata: unknown): string => {
      const { group } = oneRun(metadata);
      const message = messageOf(() => makeSubmission({ metadataPath: "metadata.json", cwd: group }));
      expect(readdirSync(group).sort()).toEqual(["metadata.json", runId]);
      return message;
    };
    expect(failing([])).toMatch(/no metadata of a run group/);
    expect(failing({ runs: 3 })).toMatch(/no metadata of a run group/);
    expect(failing({ runs: { "../../etc": {} } })).toMatch(/Invalid run name "\.\.\/\.\.\/etc"/);
    expect(messageOf(() => makeSubmission({ metadataPath: "/nowhere/metadata.json" }))).toMatch(
      /Cannot read the run group's metadata: file not found.*nowhere/,
    );
  });

  it("and an output that cannot be written leave no trace", () => {
    const { group } = oneRun();
    const options = { metadataPath: "metadata.json", cwd: group, output: runId };
    expect(messageOf(() => makeSubmission(options))).toMatch(/Cannot write the list of submissions/);
    expect(readdirSync(group).sort()).toEqual(["metadata.json", runId]);
  });

  it("an output that is a device is written to, never replaced", () => {
    const { group } = oneRun();
    symlinkSync("/dev/null", join(group, "device"));
    makeSubmission({ metadataPath: "metadata.json", cwd: group, output: "device" });
    expect(lstatSync(join(group, "device")).isSymbolicLink()).toBe(true);
  });
});
