// What is measured: ours, and the same work by the Python reference where one is at hand.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findCompetition } from "@mlebench/competitions";
import { competitionPaths } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { gradingCases } from "./grading-cases.mjs";
import { measure, measureMedian, python, script } from "./measure.mjs";

const cli = join(createRequire(import.meta.url).resolve("mlebench/package.json"), "../bin/mlebench.js");

const ours = (args) => ({ command: process.execPath, args: [cli, ...args] });
/** Prepares a miniature once for the workspace. */
async function miniature(workspace, id, size) {
  const dataDirectory = join(workspace, `data-${id}-${size}`);
  const competition = await findCompetition(id);
  await prepareMiniature(competition, { dataDirectory, seed: 0, size });
  return { dataDirectory, paths: competitionPaths(dataDirectory, competition.facts) };
}

async function gradeSample(workspace, reference, id, size, times) {
  const { dataDirectory, paths } = await miniature(workspace, id, size);
  const args = ["grade-sample", paths.sampleSubmission, id, "--data-dir", dataDirectory];
  return {
    ours: await measureMedian(ours([...args, "--json"]), times),
    reference:
      reference && (await measureMedian(python(reference, workspace, "reference_cli.py", ...args), times)),
  };
}

/** Only the grading, without starting a process. */
async function timeGrade(workspace, reference, id, size) {
  const { paths } = await miniature(workspace, id, size);
  const files = [id, paths.goldSubmission, paths.answers];
  const timed = (run) => ({ ...run, ...JSON.parse(run.output), bytes: undefined });
  return {
    ours: timed(await measure(script("time-grade.mjs", ...files))),
    reference: reference && timed(await measure(python(reference, workspace, "time_grade.py", ...files))),
  };
}

/** The audit as a process; scripts of about 20 kB. */
async function plagiarism(workspace, ...options) {
  const folder = join(workspace, "plagiarism");
  if (!existsSync(folder)) await measure(script("make-python.mjs", folder, "50", "40"));
  const [list, out, kernels] = ["submission.jsonl", "out", "kernels"].map((name) => join(folder, name));
  const args = ["plagiarism", "--submission", list, "--output-dir", out, "--kernels", kernels, "--json"];
  const env = { XDG_CACHE_HOME: join(folder, "cache") };
  return { ours: await measure({ ...ours([...args, ...options]), env }) };
}

export const cases = [
  {
    name: "mlebench --help",
    target: { seconds: 0.1 },
    run: async () => ({ ours: await measureMedian(ours(["--help"]), 9) }),
  },
  {
    name: "mlebench list",
    target: { seconds: 0.1 },
    run: async () => ({ ours: await measureMedian(ours(["list"]), 9) }),
  },
  {
    name: "grade-sample, entire process, small competition",
    target: { timeRatio: 0.2, memoryRatio: 0.6 },
    run: ({ workspace, reference }) => gradeSample(workspace, reference, "spaceship-titanic", 8000, 5),
  },
  {
    name: "grade-sample, a million rows",
    target: { timeRatio: 0.3 },
    run: async ({ workspace, reference }) => {
      const dataDirectory = join(workspace, "data-million");
      const prepared = join(dataDirectory, "spaceship-titanic/prepared");
      const submission = join(dataDirectory, "submission.csv");
      if (!existsSync(submission)) {
        for (const folder of ["public", "private"]) mkdirSync(join(prepared, folder), { recursive: true });
        const lines = (shift) =>
          Array.from({ length: 1_000_000 }, (_, i) => {
            const row = (i * 7919) % 1_000_000;
            return `${String(row >> 1).padStart(6, "0")}_${String(1 + (row & 1)).padStart(2, "0")},${(row * shift) % 3 === 0 ? "True" : "False"}`;
          });
        const table = (rows) => `PassengerId,Transported\n${rows.join("\n")}\n`;
        writeFileSync(join(prepared, "private/test.csv"), table(lines(1)));
        writeFileSync(join(prepared, "public/sample_submission.csv"), table(lines(1)));
        writeFileSync(submission, table(lines(5).reverse()));
      }
      const args = ["grade-sample", submission, "spaceship-titanic", "--data-dir", dataDirectory];
      return {
        ours: await measureMedian(ours([...args, "--json"]), 3),
        reference:
          reference && (await measureMedian(python(reference, workspace, "reference_cli.py", ...args), 3)),
      };
    },
  },
  {
    name: "preparing a wide million-row CSV, four outputs and MD5s",
    target: { timeRatio: 0.2, memoryRatio: 0.5 },
    run: async ({ workspace, reference }) => {
      const input = join(workspace, "wide.csv");
      if (!existsSync(input)) await measure(script("make-wide.mjs", input, "1000000"));
      return {
        ours: await measure(script("prepare-wide.mjs", input, join(workspace, "wide-ours"))),
        reference:
          reference &&
          (await measure(
            python(reference, workspace, "prepare_wide.py", input, join(workspace, "wide-reference")),
          )),
        sameOutput: true,
      };
    },
  },
  {
    name: "placing 20,000 images of 50 kB",
    target: { timeRatio: 1 },
    run: async ({ workspace, reference }) => {
      const input = join(workspace, "images");
      if (!existsSync(input)) await measure(script("make-images.mjs", input, "20000", "50000"));
      return {
        ours: await measure(script("place-images.mjs", input, join(workspace, "images-ours"))),
        reference:
          reference &&
          (await measure(
            python(reference, workspace, "place_images.py", input, join(workspace, "images-reference")),
          )),
      };
    },
  },
  {
    name: "detection: grading VinBigData's gold boxes",
    target: { timeRatio: 0.1 },
    run: ({ workspace, reference }) =>
      timeGrade(workspace, reference, "vinbigdata-chest-xray-abnormalities-detection", 15000),
  },
  {
    name: "segmentation: grading TGS's gold masks",
    target: { timeRatio: 0.1 },
    run: ({ workspace, reference }) =>
      timeGrade(workspace, reference, "tgs-salt-identification-challenge", 4000),
  },
  {
    name: "plagiarism: 50 notebooks × 40 agent files, no tokens cached",
    target: { seconds: 10 },
    run: ({ workspace }) => plagiarism(workspace, "--no-cache"),
  },
  {
    name: "plagiarism: 50 notebooks × 40 agent files, tokens cached",
    target: { seconds: 10 },
    run: async ({ workspace }) => {
      await plagiarism(workspace);
      return plagiarism(workspace);
    },
  },
  {
    name: "preparing 5 million taxi rides",
    large: true,
    target: { bytes: 1.5e9 },
    run: async ({ workspace, reference }) => {
      const raw = join(workspace, "taxi-raw");
      if (!existsSync(raw)) {
        await measure(
          ours(["miniature", "new-york-city-taxi-fare-prediction", "--out", raw, "--size", "5000000"]),
        );
      }
      const id = "new-york-city-taxi-fare-prediction";
      return {
        ours: await measure(script("prepare-raw.mjs", id, raw, join(workspace, "taxi-ours"))),
        reference:
          reference &&
          (await measure(
            python(reference, workspace, "prepare_raw.py", id, raw, join(workspace, "taxi-reference")),
          )),
      };
    },
  },
  {
    name: "grading 13 million IceCube events",
    large: true,
    target: { timeRatio: 0.5 },
    run: async ({ workspace, reference }) => {
      const folder = join(workspace, "icecube");
      if (!existsSync(folder)) await measure(script("make-events.mjs", folder, "13000000"));
      const id = "icecube-neutrinos-in-deep-ice";
      return {
        ours: await measure(
          script("grade-files.mjs", id, join(folder, "submission.csv"), join(folder, "answers.csv")),
        ),
        reference:
          reference &&
          (await measure(
            python(
              reference,
              workspace,
              "grade_files.py",
              id,
              join(folder, "submission.csv"),
              join(folder, "answers.csv"),
            ),
          )),
      };
    },
  },
  ...gradingCases,
];
