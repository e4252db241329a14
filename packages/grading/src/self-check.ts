import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Competition,
  competitionPaths,
  isPrepared,
  type Outcome,
  rankScore,
  roundScore,
} from "@mlebench/core";
import { withTemporaryDirectory } from "@mlebench/disk";
import { type GradeFileOptions, gradeFile } from "./grade-file.js";
import { permutedSubmissions } from "./permuted-submissions.js";
import { findSubmissionFileProblem, hasCsvSuffix } from "./submission-path.js";

export interface SelfCheck {
  name: string;
  /** Undefined when there was nothing to check. */
  passed: boolean | undefined;
  /** What was seen. */
  detail: string;
}

export interface SelfCheckResult {
  id: string;
  /** True when no check failed. */
  passed: boolean;
  checks: SelfCheck[];
}

interface Candidate {
  name: string;
  score: number;
}

/**
 * Asks a prepared competition whether it makes sense: the sample submission is valid, the gold answers score, nothing
 * made from either scores better, and the gold answers earn a gold medal where medals are awarded.
 */
export async function selfCheck(
  competition: Competition,
  options: GradeFileOptions,
): Promise<SelfCheckResult> {
  const { facts } = competition;
  const dataDirectory = resolve(options.cwd ?? process.cwd(), options.dataDirectory);
  if (!isPrepared(facts, dataDirectory)) {
    const detail = `not prepared in "${dataDirectory}"`;
    return {
      id: facts.id,
      passed: false,
      checks: [{ name: "the data is prepared", passed: false, detail }],
    };
  }
  const paths = competitionPaths(dataDirectory, facts);
  const sample = await gradeFile(competition, paths.sampleSubmission, options);
  const gold = hasCsvSuffix(paths.goldSubmission)
    ? await gradeFile(competition, paths.goldSubmission, options)
    : undefined;
  const checks = [scoredCheck("the sample submission is valid", sample), goldCheck(gold)];
  if (gold?.verdict === "scored") {
    const rivals = await permutedScores(competition, [paths.sampleSubmission, paths.goldSubmission], options);
    if (sample.verdict === "scored") rivals.push({ name: "the sample submission", score: sample.score });
    checks.push(bestCheck(competition, gold.score, rivals), medalCheck(competition, gold.score));
  }
  return { id: facts.id, passed: checks.every((check) => check.passed !== false), checks };
}

function scoredCheck(name: string, outcome: Outcome): SelfCheck {
  return outcome.verdict === "scored"
    ? { name, passed: true, detail: `scores ${outcome.score}` }
    : { name, passed: false, detail: `${outcome.verdict}: ${outcome.reason}` };
}

function goldCheck(outcome: Outcome | undefined): SelfCheck {
  const name = "the gold answers score";
  if (outcome === undefined)
    return { name, passed: undefined, detail: "they are not in the form of a submission" };
  return scoredCheck(name, outcome);
}

function bestCheck({ facts }: Competition, gold: number, rivals: readonly Candidate[]): SelfCheck {
  const name = "nothing scores better than the gold answers";
  const slack = 1e-9 * Math.max(1, Math.abs(gold));
  const better = rivals.filter(({ score }) =>
    facts.lowerIsBetter ? score < gold - slack : score > gold + slack,
  );
  if (Number.isNaN(gold)) return { name, passed: false, detail: "their score is not a number" };
  if (better.length === 0) return { name, passed: true, detail: `${gold} against ${rivals.length} others` };
  const detail = better.map((rival) => `${rival.name}: ${rival.score}`).join(", ");
  return { name, passed: false, detail: `${gold}, but ${detail}` };
}

function medalCheck({ facts }: Competition, gold: number): SelfCheck {
  const name = "the gold answers earn a gold medal";
  if (!facts.awardsMedals) return { name, passed: undefined, detail: "this competition awards no medals" };
  const score = roundScore(gold, facts.scoreType);
  const { medal } = rankScore(score, facts.medals, facts.lowerIsBetter);
  return { name, passed: medal === "gold", detail: `${score}; gold begins at ${facts.medals.gold}` };
}

/** Scores of what can be made from the given files by rearranging; those that are invalid do not compete. */
async function permutedScores(
  competition: Competition,
  files: readonly string[],
  options: GradeFileOptions,
): Promise<Candidate[]> {
  return withTemporaryDirectory(async (directory) => {
    const rivals: Candidate[] = [];
    const file = join(directory, "submission.csv");
    for (const path of files) {
      if (findSubmissionFileProblem(path, "/") !== undefined) continue;
      for (const { name, text } of permutedSubmissions(
        readFileSync(path, "utf8"),
        competition.submission.id,
      )) {
        writeFileSync(file, text);
        const outcome = await gradeFile(competition, file, options);
        if (outcome.verdict === "scored") rivals.push({ name, score: outcome.score });
      }
    }
    return rivals;
  });
}
