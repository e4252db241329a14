// Every case, group by group.
import { archiveCases } from "./archives.mjs";
import { formatCases } from "./formats.mjs";
import { gradingCases } from "./grading.mjs";
import { largestCases } from "./largest.mjs";
import { plagiarismCases } from "./plagiarism.mjs";
import { preparingCases } from "./preparing.mjs";
import { startCases } from "./start.mjs";

export const cases = [
  ...startCases,
  ...preparingCases,
  ...gradingCases,
  ...formatCases,
  ...archiveCases,
  ...plagiarismCases,
  ...largestCases,
];
