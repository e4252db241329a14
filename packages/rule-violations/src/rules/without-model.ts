import type { Finding, Severity } from "../findings.js";
import type { WriteFact } from "../python/facts.js";
import { type Flow, joinFlows, type Origins, originsOf, reachable } from "../python/flow.js";
import { findingAt, type PythonUnit, type RunFacts } from "../run-facts.js";
import { isSubmissionPath } from "../snippets/snippet.js";
import type { SubmissionFacts } from "../submission-facts.js";
import { findWrittenByShell, isWrittenByOtherPrograms } from "./written-by-shell.js";

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
  const hasModel =
    writes.some(({ origins }) => origins.model || origins.unknown) || isWrittenByOtherPrograms(facts);
  return [
    ...writes.flatMap((write) => findingOfWrite(write, facts, hasModel) ?? []),
    ...findWrittenByShell(facts, submission, hasModel),
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
