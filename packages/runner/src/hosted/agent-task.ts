import { mkdirSync } from "node:fs";
import { join, posix } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { RunSpecification } from "../backend/backend.js";
import type { ExecResult } from "../backend/running-agent.js";
import { elapsedSeconds, type OpenRun } from "../run/run-context.js";
import type { AgentTask, TaskValidation } from "./hosted-agent.js";

/** Directory of a run for what an agent in code records; nothing in the environment reaches it. */
export const agentDirectory = "agent";

const validateSeconds = 900;

/** The run as its agent sees it. */
export async function agentTask(
  { context, handle, log }: OpenRun,
  specification: RunSpecification,
  options: { signal: AbortSignal; isResumed: boolean },
): Promise<AgentTask> {
  const { signal, isResumed } = options;
  const { plan, record, identity, runDirectory, secrets, emit } = context;
  const { competition, environment: variables } = specification;
  const home = handle.home ?? "/home";
  const directory = join(runDirectory, agentDirectory);
  mkdirSync(directory, { recursive: true });
  const instructions = await handle.readFile("instructions.txt", { signal });
  return {
    runId: identity.runId,
    competitionId: plan.settings.obfuscated ? undefined : record.competition_id,
    seed: record.seed,
    attempt: record.attempt,
    isResumed,
    instructions: Buffer.from(instructions).toString("utf8"),
    description: specification.description,
    isLowerBetter: competition.facts.lowerIsBetter,
    publicDirectory: specification.publicDirectory,
    environment: { exec: handle.exec, readFile: handle.readFile, writeFile: handle.writeFile },
    home,
    hardware: variables.HARDWARE ?? "",
    timeLimit: plan.settings.timeout,
    elapsed: () => elapsedSeconds(context),
    settings: plan.settings,
    secrets,
    directory,
    writeSubmission: (csv) =>
      handle.writeFile(posix.join(home, "submission/submission.csv"), csv, { signal }),
    validate: async () =>
      validationOf(await handle.exec(validateCommand, { timeout: validateSeconds, signal })),
    log: (line) => {
      log.line(`[Agent] ${line}`);
      emit({ type: "log", run: identity, line: stripVTControlCharacters(line).slice(0, 300) });
    },
    signal,
  };
}

const validateCommand = ["bash", "-c", 'exec bash "$VALIDATE_SUBMISSION" "$SUBMISSION_DIR/submission.csv"'];

/** Exit codes of `validate_submission.sh`: 0 valid, 1 no such file, 2 invalid, 3 no answer. */
function validationOf({ exitCode, stdout, stderr }: ExecResult): TaskValidation {
  const message = (resultIn(stdout) || stdout.trim() || stderr.trim()).slice(0, 4000);
  if (exitCode === 0) return { valid: true, message };
  if (exitCode === 1) return { valid: false, message: message || "submission.csv not found." };
  if (exitCode === 2) return { valid: false, message };
  return { valid: null, message: message || "The validation server did not answer." };
}

/** The server's sentence in its JSON. */
function resultIn(stdout: string): string | undefined {
  try {
    const { result } = JSON.parse(stdout) as { result?: unknown };
    return typeof result === "string" ? result : undefined;
  } catch {
    return undefined;
  }
}
