import type { TaskValidation } from "@mlebench/runner";
import type { Session } from "../session/session.js";
import { runCode } from "../tools/run-code.js";

/** Where the submission is, from the agent's home. */
const target = "submission/submission.csv";

/** Puts a file of the environment in the place of the submission, at once. */
async function putSubmission(session: Session, path: string): Promise<void> {
  const script = `mkdir -p submission && cp ${path} ${target}.new && mv -f ${target}.new ${target}`;
  const { exitCode, output } = await runCode(session.task.environment, script, {
    language: "bash",
    timeout: 600,
    signal: session.signal,
  });
  if (exitCode !== 0) session.log(`The submission of ${path} could not be put in place: ${output}`);
}

/**
 * Puts a file in the place of the submission, and has it checked.
 * @param previous what comes back if it is not valid
 */
export async function trySubmission(
  session: Session,
  path: string,
  previous: string | undefined,
): Promise<TaskValidation> {
  await putSubmission(session, path);
  const validation = await session.task.validate();
  const { valid, message } = validation;
  session.record({ type: "submission", final: false, valid, reason: message });
  if (valid === false && previous !== undefined) await putSubmission(session, previous);
  return validation;
}
