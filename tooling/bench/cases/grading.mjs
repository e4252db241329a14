// Grading: a million rows through the command line, and graders without what starting a process takes.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { measure, python, script } from "../measure.mjs";
import { mlebench } from "./start.mjs";

/** Scores may differ by what the last digits of a sum do. */
export function scoresDiffer(ours, theirs) {
  const [a, b] = [ours, theirs].map(Number);
  const isSame = Math.abs(a - b) <= 1e-12 || (Number.isNaN(a) && Number.isNaN(b));
  return isSame ? undefined : `the scores differ: ${ours}, ${theirs}`;
}

const scoreOf = (output) => /"score": *([^,\s}]+)/.exec(output)?.[1] ?? "none";

const million = (order, target) => ({
  name: `grade-million-${order}`,
  title: `\`mlebench grade-sample\` of SIZE rows, ${order === "same" ? "in the answers' order" : "shuffled text IDs"}`,
  sizes: { full: 1_000_000, quick: 20_000 },
  workload: "grade-million",
  target: { cpu: target },
  make: async ({ folder, size }) => {
    await measure(script("make-million.mjs", folder, size));
  },
  ours: ({ folder }) =>
    mlebench(
      "grade-sample",
      join(folder, `${order}.csv`),
      "spaceship-titanic",
      "--data-dir",
      folder,
      "--json",
    ),
  theirs: ({ folder, reference }) =>
    python(
      reference,
      "reference_cli.py",
      "grade-sample",
      join(folder, `${order}.csv`),
      "spaceship-titanic",
      "--data-dir",
      folder,
    ),
  difference: (ours, theirs) => scoresDiffer(scoreOf(ours), scoreOf(theirs)),
  floor: ({ folder }) => ({ read: 2 * statSync(join(folder, `${order}.csv`)).size }),
});

/** Only the grading, without starting a process. */
const inProcess = (id, files) => ({
  reportsItself: true,
  ours: (context) => script("time-grade.mjs", id, ...files(context)),
  theirs: (context) => python(context.reference, "time_grade.py", id, ...files(context)),
  difference: scoresDiffer,
});

const salt = "tgs-salt-identification-challenge";

/** Competition, rows, and the order of the submission's rows. */
const graders = [
  ["cdiscount-image-classification-challenge", 1_000_000],
  ["jigsaw-unintended-bias-in-toxicity-classification", 97_320],
  ["bms-molecular-translation", 480_000],
  ["herbarium-2021-fgvc8", 450_000],
  ["alaska2-image-steganalysis", 1_000_000],
  ["ventilator-pressure-prediction", 603_600],
  ["h-and-m-personalized-fashion-recommendations", 1_371_980],
  ["us-patent-phrase-to-phrase-matching", 1_000_000],
  ["uw-madison-gi-tract-image-segmentation", 240, ["same"]],
  ["3d-object-detection-for-autonomous-vehicles", 20, ["shuffled"]],
  ["dog-breed-identification", 1_023],
  ["freesound-audio-tagging-2019", 995],
  ["kuzushiji-recognition", 361, ["shuffled"]],
];

const graderCases = graders.flatMap(([id, rows, orders = ["same", "shuffled"]]) =>
  orders.map((order) => ({
    name: `grader-${id}-${order}`,
    title: `Grading SIZE rows of ${id}, ${order === "same" ? "in the answers' order" : "shuffled"}`,
    sizes: { full: rows, quick: Math.min(rows, 5000) },
    workload: `grader-${id}`,
    isLarge: true,
    rounds: 3,
    target: { cpu: 0.3 },
    make: async ({ folder, size }) => {
      await measure(script("make-grading.mjs", id, folder, size));
    },
    ...inProcess(id, ({ folder }) => [join(folder, `${order}.csv`), join(folder, "answers.csv")]),
  })),
);

export const gradingCases = [
  million("same", 0.09),
  million("shuffled", 0.12),
  {
    name: "grade-detection",
    title: "Grading boxes of SIZE images, 60 each (VinBigData)",
    sizes: { full: 1500, quick: 100 },
    target: { cpu: 0.065 },
    make: async ({ folder, size }) => {
      await measure(script("make-detection.mjs", folder, size));
    },
    ...inProcess("vinbigdata-chest-xray-abnormalities-detection", ({ folder }) => [
      join(folder, "submission.csv"),
      join(folder, "answers.csv"),
    ]),
  },
  {
    name: "grade-segmentation",
    title: "Grading masks of a miniature of SIZE images (TGS)",
    sizes: { full: 4000, quick: 200 },
    target: { cpu: 0.07 },
    make: async ({ folder, size }) => {
      const args = ["prepare", "-c", salt, "--mini", "--size", size, "--data-dir", folder];
      await measure(mlebench(...args));
    },
    ...inProcess(salt, ({ folder }) => {
      const prepared = join(folder, salt, "prepared");
      const gold = join(prepared, "private/gold_submission.csv");
      const answers = join(prepared, "private/test.csv");
      return [existsSync(gold) ? gold : answers, answers];
    }),
  },
  ...graderCases,
];
