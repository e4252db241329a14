import { join } from "node:path";
import { FingerprintIndex, type TokenizedFile } from "@dodona/dolos-core";
import { describeError } from "@mlebench/core";
import { makeDirectory, writeFileAtomically } from "@mlebench/disk";
import { type ComparedPair, compareFiles } from "./compare-files.js";
import { writeDolosReport } from "./dolos-report.js";
import { type FoundCode, findCode } from "./find-code.js";
import { lineRanges } from "./line-ranges.js";
import { type LoadedFiles, loadFiles, notebookPaths } from "./load-files.js";
import type { DetailedPair, PlagiarismFlag, SubmissionReport } from "./report.js";
import { bySimilarity, pairReport, referenceLines } from "./report-lines.js";
import type { AuditLine, AuditSetup } from "./settings.js";
import { sideBySidePage } from "./side-by-side-page.js";

/** Fingerprints, about thirty lines, below which a contained script is a handful of idioms. */
const minContained = 100;
/** Longest run, about ten lines, below which a contained script repeats idioms in another order. */
const minContainedRun = 30;
/** Pairs with lines in the report and on the page. */
const maxDetailedPairs = 10;
const maxRanges = 25;

/** A submission about which nothing is known yet. */
export function emptyReport(
  line: AuditLine,
  verdict: "not-checked" | "timed-out",
  reason: string,
): SubmissionReport {
  return {
    line: line.line ?? null,
    competition_id: line.competitionId,
    code_path: line.codePath ?? null,
    verdict,
    flags: [],
    reason,
    is_complete: false,
    similarity: null,
    filtered_similarity: null,
    containment: null,
    filtered_containment: null,
    longest: null,
    files_found: 0,
    files_compared: 0,
    files_duplicate: 0,
    files_too_short: 0,
    notebooks_compared: 0,
    notes: [],
    pairs: [],
    reference_report: null,
    details: null,
    page: null,
    dolos_report: null,
  };
}

/** Files of a submission's report. */
export function submissionFiles(outputDirectory: string, name: string) {
  return {
    reference: join(outputDirectory, `${name}_plagiarism_report.jsonl`),
    details: join(outputDirectory, "details", `${name}.jsonl`),
    page: join(outputDirectory, "pages", `${name}.html`),
    dolos: join(outputDirectory, "dolos", name),
  };
}

/**
 * Compares the code of one submission with the notebooks of its competition and writes its reports.
 * @param name of its files, unique in the output directory
 */
export async function auditSubmission(
  line: AuditLine,
  name: string,
  setup: AuditSetup,
): Promise<SubmissionReport> {
  const code = findCode(line, setup);
  if (typeof code === "string") return emptyReport(line, "not-checked", code);
  const found = { ...emptyReport(line, "not-checked", ""), code_path: code.root, files_found: code.found };
  const paths = notebookPaths(setup.notebookDirectories, line.competitionId);
  if (typeof paths === "string") return { ...found, reason: paths };
  const notebooks = await loadFiles(paths, { cacheDirectory: setup.cacheDirectory });
  const agents = await loadFiles(code.files, { firstId: notebooks.files.length, dropDuplicates: true });
  const firstId = notebooks.files.length + agents.files.length;
  const ignored = await loadFiles(setup.ignore, { firstId });
  const notes = [...code.notes, ...agents.problems, ...notebooks.problems, ...ignored.problems];
  if (agents.files.length === 0) return { ...found, reason: "No file of the code can be compared.", notes };
  if (notebooks.files.length === 0) return { ...found, reason: "No notebook can be compared.", notes };
  const pairs = compareFiles(agents.files, notebooks.files, ignored.files, setup);
  const report = { ...summarize(found, { code, agents, notebooks, pairs, setup }), notes };
  return writeReports(report, name, pairs, setup);
}

function summarize(
  found: SubmissionReport,
  {
    code,
    agents,
    notebooks,
    pairs,
    setup,
  }: {
    code: FoundCode;
    agents: LoadedFiles;
    notebooks: LoadedFiles;
    pairs: readonly ComparedPair[];
    setup: AuditSetup;
  },
): SubmissionReport {
  const comparable = pairs.filter(({ agentTotal }) => agentTotal > 0);
  const isEmpty = notebooks.files.every((file) => isTooShort(file, setup));
  const highest = (value: (pair: ComparedPair) => number): number | null =>
    comparable.length === 0 ? null : comparable.reduce((most, pair) => Math.max(most, value(pair)), 0);
  const flags = findFlags(comparable, setup.threshold);
  const verdict = comparable.length === 0 || isEmpty ? "too-short" : flags.length > 0 ? "flagged" : "clear";
  return {
    ...found,
    verdict,
    flags,
    reason: null,
    is_complete: code.isComplete && agents.problems.length === 0 && notebooks.problems.length === 0,
    similarity: highest(({ similarity }) => similarity),
    filtered_similarity: highest(({ filteredSimilarity }) => filteredSimilarity),
    containment: highest(({ containment }) => containment),
    filtered_containment: highest(({ filteredContainment }) => filteredContainment),
    longest: highest(({ longest }) => longest),
    files_compared: agents.files.length,
    files_duplicate: agents.duplicates,
    files_too_short: agents.files.filter((file) => isTooShort(file, setup)).length,
    notebooks_compared: notebooks.files.length,
  };
}

/** A file of fewer tokens than a fingerprint has none: its similarity of 0 would say nothing. */
function isTooShort({ tokens }: TokenizedFile, { kgramLength }: AuditSetup): boolean {
  return tokens.length < kgramLength;
}

const isContained = (pair: ComparedPair, threshold: number): boolean =>
  pair.filteredCovered >= minContained &&
  pair.longest >= minContainedRun &&
  pair.filteredContainment >= threshold;

function findFlags(pairs: readonly ComparedPair[], threshold: number): PlagiarismFlag[] {
  const flags: PlagiarismFlag[] = [];
  if (pairs.some(({ similarity }) => similarity >= threshold)) flags.push("similarity");
  if (pairs.some((pair) => isContained(pair, threshold))) flags.push("containment");
  return flags;
}

function writeReports(
  report: SubmissionReport,
  name: string,
  compared: readonly ComparedPair[],
  setup: AuditSetup,
): SubmissionReport {
  const pairs = [...compared].sort(bySimilarity);
  const telling = mostTelling(pairs, setup.threshold);
  const index = indexOf(setup.writeDolosReport ? pairs : telling, setup);
  const detailed = telling.map((one) => ({ compared: one, report: detailedPair(one, index) }));
  const files = submissionFiles(setup.outputDirectory, name);
  const written: SubmissionReport = {
    ...report,
    pairs: detailed.map((one) => one.report),
    reference_report: files.reference,
    details: files.details,
    page: files.page,
  };
  for (const folder of ["details", "pages"]) makeDirectory(join(setup.outputDirectory, folder));
  writeFileAtomically(files.reference, referenceLines(pairs));
  writeFileAtomically(files.details, pairs.map((pair) => `${JSON.stringify(pairReport(pair))}\n`).join(""));
  writeFileAtomically(files.page, sideBySidePage(written, detailed));
  return setup.writeDolosReport ? withDolosReport(written, pairs, index, files.dolos, setup) : written;
}

/** Dolos's index of the files of some pairs, which knows where their fingerprints are. */
function indexOf(
  pairs: readonly ComparedPair[],
  { kgramLength, kgramsInWindow }: AuditSetup,
): FingerprintIndex {
  const index = new FingerprintIndex(kgramLength, kgramsInWindow);
  const files = new Set(pairs.flatMap(({ agent, notebook }) => [agent, notebook]));
  index.addFiles([...files].sort((a, b) => a.id - b.id));
  return index;
}

/** The most similar pairs, and first those that are flagged by containment only. */
function mostTelling(pairs: readonly ComparedPair[], threshold: number): ComparedPair[] {
  const comparable = pairs.filter(({ agentTotal }) => agentTotal > 0);
  const contained = comparable.filter((pair) => isContained(pair, threshold));
  const most = [...contained].sort((a, b) => b.filteredContainment - a.filteredContainment);
  const chosen = new Set([comparable[0], ...most.slice(0, maxDetailedPairs / 2), ...comparable]);
  chosen.delete(undefined as unknown as ComparedPair);
  return [...chosen].slice(0, maxDetailedPairs).sort(bySimilarity);
}

function detailedPair(compared: ComparedPair, index: FingerprintIndex): DetailedPair {
  const ranges = lineRanges(index.getPair(compared.notebook, compared.agent), maxRanges);
  return {
    ...pairReport(compared),
    shared_lines:
      ranges?.map(({ left, right, kgrams }) => ({ agent: right, notebook: left, kgrams })) ?? null,
  };
}

/** A Dolos report that cannot be written is a note: the others are there. */
function withDolosReport(
  report: SubmissionReport,
  pairs: readonly ComparedPair[],
  index: FingerprintIndex,
  directory: string,
  setup: AuditSetup,
): SubmissionReport {
  const notebooks = new Set(pairs.map(({ notebook }) => notebook));
  const labeled = index.entries().map(({ file }) => ({
    file,
    label: notebooks.has(file) ? ("notebook" as const) : ("agent" as const),
  }));
  try {
    makeDirectory(join(setup.outputDirectory, "dolos"));
    const name = `${report.competition_id}: agent and notebooks`;
    writeDolosReport(directory, {
      name,
      index,
      files: labeled,
      pairs,
      settings: setup,
      createdAt: new Date(),
    });
    return { ...report, dolos_report: directory };
  } catch (error) {
    return { ...report, notes: [...report.notes, `No Dolos report: ${describeError(error)}`] };
  }
}
