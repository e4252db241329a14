import type { Finding, Severity } from "../findings.js";
import { countRows } from "../python/expressions.js";
import type { WriteFact } from "../python/facts.js";
import { type Flow, joinFlows, type Origins, originsOf, reachable } from "../python/flow.js";
import { commandFinding, findingAt, type PythonUnit, type RunFacts, type ShellUse } from "../run-facts.js";
import { isSubmissionPath, type Snippet } from "../snippets/snippet.js";
import type { SubmissionFacts } from "../submission-facts.js";

/** Least number of rows in a here-document or of `echo` commands that are an answer. */
const minRows = 5;

/** A write of the submission, and what it is made of. */
interface Write {
  unit: PythonUnit;
  write: WriteFact;
  origins: Origins;
  /** Whether its path is known to be that of a submission. */
  isCertain: boolean;
}

/**
 * Submissions that no model made: typed answers, the sample, constants, random numbers, answers of a service, and rules.
 * If another program of the run writes a submission with a model, the others are baselines, except for typed answers.
 */
export function findWithoutModel(facts: RunFacts, submission: SubmissionFacts | undefined): Finding[] {
  const flow = joinFlows(facts.python.map((unit) => unit.facts));
  const writes = facts.python.flatMap((unit) =>
    unit.facts.writes.flatMap((write) => submissionWrite(unit, write, flow)),
  );
  const hasModel = writes.some(({ origins }) => origins.model || origins.unknown);
  return [
    ...writes.flatMap((write) => findingOfWrite(write, facts, hasModel) ?? []),
    ...facts.files.flatMap((file) => typedFile(file, submission, hasModel) ?? []),
    ...typedByCommands(facts.shell, submission, hasModel),
    ...facts.shell.flatMap((use) => copiedSample(use, hasModel) ?? []),
    ...constantSubmission(submission, hasModel || writes.some(({ origins }) => origins.training)),
  ];
}

function submissionWrite(unit: PythonUnit, write: WriteFact, flow: Flow): Write[] {
  const names =
    write.path === undefined || /^\u{fffc}$/u.test(write.path) ? pathTexts(write, flow) : [write.path];
  const isCertain = names.some(isSubmissionPath);
  if (!isCertain && write.path !== undefined && /\.\w+$/.test(write.path)) return [];
  const origins = originsOf(reachable(flow, write.dependencies), flow);
  return [{ unit, write, origins, isCertain }];
}

const pathTexts = ({ pathDependencies }: WriteFact, flow: Flow): string[] =>
  [...reachable(flow, pathDependencies)]
    .filter((node) => node.startsWith("text:"))
    .map((node) => node.slice("text:".length));

function findingOfWrite(
  { unit, write, origins, isCertain }: Write,
  { typedFiles }: RunFacts,
  hasModel: boolean,
): Finding | undefined {
  if (!isCertain || origins.model) return undefined;
  const at = (line: number, rule: string, severity: Severity, message: string): Finding =>
    findingAt({ snippet: unit.snippet, line }, { category: "without-model", rule, severity, message });
  const typed = origins.inputs.map((name) => typedFiles.get(name)).find((one) => one !== undefined);
  if (origins.llm)
    return at(write.line, "service-answers", "high", "Writes answers of an LLM service as the submission");
  if (origins.network)
    return at(
      write.line,
      "service-answers",
      hasModel ? "low" : "medium",
      "Writes answers of a network service as the submission",
    );
  if (origins.literal !== undefined && !origins.training && !origins.unknown)
    return at(
      write.line,
      "literal-answers",
      hasModel ? "medium" : "high",
      `Writes ${origins.literal.count} constants as the submission`,
    );
  if (typed !== undefined && !origins.training)
    return at(
      write.line,
      "literal-answers",
      hasModel ? "low" : "medium",
      `Writes ${typed.constants} constants of ${typed.file}, which no program wrote`,
    );
  const weak: Severity = hasModel || origins.training || origins.unknown ? "low" : "medium";
  if (origins.copy) return at(write.line, "copied-sample", weak, "Copies another file as the submission");
  if (origins.constant) return at(write.line, "constant-predictions", weak, "Writes one value for all rows");
  if (origins.random)
    return at(write.line, "random-predictions", weak, "Writes random numbers as predictions");
  if (origins.unknown || origins.training)
    return at(write.line, "no-model", "low", "Writes a submission without a known model");
  return at(
    write.line,
    "no-model",
    weak,
    "Writes a submission that depends on no model and no training data",
  );
}

/** A submission that was written as it is: a here-document, a notebook cell, or a call of a tool. */
function typedFile(
  file: Snippet,
  submission: SubmissionFacts | undefined,
  hasModel: boolean,
): Finding | undefined {
  if (file.path === undefined || !isSubmissionPath(file.path)) return undefined;
  const rows = file.text.split("\n").filter((line) => line.trim() !== "");
  if (countRows(file.text) < minRows && rows.length < minRows) return undefined;
  const message = `Writes ${rows.length - 1} typed rows as the submission`;
  return findingAt(
    { snippet: file, line: 1 },
    {
      category: "without-model",
      rule: "typed-rows",
      severity: typedSeverity(rows, submission, hasModel),
      message,
    },
  );
}

/** Typed rows that are not in the submission at the end were overwritten. */
function typedSeverity(
  rows: readonly string[],
  submission: SubmissionFacts | undefined,
  hasModel: boolean,
): Severity {
  const share = submission?.shareOf(rows);
  if (share !== undefined) return share >= 0.5 ? "high" : share >= 0.1 ? "medium" : "low";
  return hasModel ? "medium" : "high";
}

/** Rows that `echo` and `printf` write. */
function typedByCommands(
  shell: readonly ShellUse[],
  submission: SubmissionFacts | undefined,
  hasModel: boolean,
): Finding[] {
  const byFile = new Map<string, { uses: ShellUse[]; rows: string[] }>();
  for (const use of shell) {
    const { words, outputs } = use.command;
    if (!/^(echo|printf)$/.test(words[0] ?? "") || !outputs.some(isSubmissionPath)) continue;
    const key = use.snippet.file;
    const entry = byFile.get(key) ?? { uses: [], rows: [] };
    entry.uses.push(use);
    const text = words
      .slice(1)
      .filter((word) => !/^-[neE]+$/.test(word))
      .join(" ");
    entry.rows.push(...text.split(/\\n|\n/).filter((row) => row.includes(",")));
    byFile.set(key, entry);
  }
  return [...byFile.values()].flatMap(({ uses, rows }) => {
    if (rows.length < minRows || rows.some((row) => /\$[{\w]/.test(row))) return [];
    const message = `Writes ${rows.length - 1} typed rows as the submission`;
    return [
      commandFinding(uses[0], {
        category: "without-model",
        rule: "typed-rows",
        severity: typedSeverity(rows, submission, hasModel),
        message,
      }),
    ];
  });
}

function copiedSample(use: ShellUse, hasModel: boolean): Finding | undefined {
  const words = use.command.words.filter((word) => !word.startsWith("-"));
  const [program, from, to] = words;
  const isCopy =
    /^(cp|mv|ln|install)$/.test(program ?? "") &&
    words.length === 3 &&
    (isSubmissionPath(to) || /\/submission\/?$/.test(to));
  const isCat = program === "cat" && words.length === 2 && use.command.outputs.some(isSubmissionPath);
  if (!(isCopy || isCat) || !/sample/i.test(from ?? "")) return undefined;
  return commandFinding(use, {
    category: "without-model",
    rule: "copied-sample",
    severity: hasModel ? "low" : "medium",
    message: "Copies the sample submission",
  });
}

function constantSubmission(submission: SubmissionFacts | undefined, hasOther: boolean): Finding[] {
  if (submission === undefined || !submission.isConstant) return [];
  return [
    {
      category: "without-model",
      rule: "constant-submission",
      severity: hasOther ? "low" : "medium",
      file: submission.file,
      line: 2,
      excerpt: submission.firstRow,
      message: `All ${submission.rows} rows of the submission have the same predictions`,
    },
  ];
}
