// Graders of large files: answers and submissions of a size like Kaggle's or of a million rows, graded in turn by both
// sides. What starting a process and loading its modules takes is left out, on either side.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { measure, python, script } from "./measure.mjs";

/** Competition, rows, and the order of the submission's rows. */
const graders = [
  ["cdiscount-image-classification-challenge", 1_000_000, "same"],
  ["cdiscount-image-classification-challenge", 1_000_000, "shuffled"],
  ["jigsaw-unintended-bias-in-toxicity-classification", 97_320, "same"],
  ["jigsaw-unintended-bias-in-toxicity-classification", 97_320, "shuffled"],
  ["jigsaw-unintended-bias-in-toxicity-classification", 600_000, "shuffled"],
  ["bms-molecular-translation", 480_000, "same"],
  ["bms-molecular-translation", 480_000, "shuffled"],
  ["herbarium-2021-fgvc8", 450_000, "same"],
  ["herbarium-2021-fgvc8", 450_000, "shuffled"],
  ["alaska2-image-steganalysis", 1_000_000, "same"],
  ["alaska2-image-steganalysis", 1_000_000, "shuffled"],
  ["ventilator-pressure-prediction", 603_600, "same"],
  ["ventilator-pressure-prediction", 603_600, "shuffled"],
  ["h-and-m-personalized-fashion-recommendations", 1_371_980, "same"],
  ["h-and-m-personalized-fashion-recommendations", 1_371_980, "shuffled"],
  ["us-patent-phrase-to-phrase-matching", 1_000_000, "same"],
  ["us-patent-phrase-to-phrase-matching", 1_000_000, "shuffled"],
  ["uw-madison-gi-tract-image-segmentation", 240, "same"],
  ["3d-object-detection-for-autonomous-vehicles", 20, "shuffled"],
  ["kuzushiji-recognition", 361, "shuffled"],
];

const rounds = 3;

const median = (runs, name) => runs.map((run) => run[name]).sort((a, b) => a - b)[runs.length >> 1];

/** Rounds of both sides in turn, so that whatever else the machine does meets both. */
async function inTurn(programs) {
  const runs = programs.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [side, one] of programs.entries()) {
      const { bytes, output } = await measure(one);
      runs[side].push({ ...JSON.parse(output), bytes });
    }
  }
  return runs.map((side) => ({
    score: side[0].score,
    seconds: median(side, "seconds"),
    cpuSeconds: median(side, "cpuSeconds"),
    bytes: median(side, "bytes"),
  }));
}

export const gradingCases = graders.map(([id, rows, order]) => ({
  name: `grader ${id.slice(0, 24)} ${rows} ${order}`,
  target: { timeRatio: 0.3, cpuRatio: 0.3 },
  large: true,
  run: async ({ workspace, reference }) => {
    const folder = join(workspace, `grading-${id}-${rows}`);
    const submission = join(folder, `${order}.csv`);
    if (!existsSync(submission)) await measure(script("make-grading.mjs", id, folder, String(rows)));
    const files = [id, submission, join(folder, "answers.csv")];
    const sides = [script("time-grade.mjs", ...files)];
    if (reference !== undefined) sides.push(python(reference, workspace, "time_grade.py", ...files));
    const [ours, theirs] = await inTurn(sides);
    if (theirs !== undefined && !(Math.abs(ours.score - theirs.score) <= 1e-12))
      throw new Error(`${id}: the scores differ: ${ours.score}, ${theirs.score}`);
    return { ours, reference: theirs };
  },
}));
