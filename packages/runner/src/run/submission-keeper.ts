import { keepSubmissions, type SubmissionKeeper } from "../collect/keep-submissions.js";
import { elapsedSeconds, type OpenRun } from "./run-context.js";

/** Keeps distinct submissions of a run, as many as its settings say. */
export function submissionKeeper({ context, handle }: Pick<OpenRun, "context" | "handle">): SubmissionKeeper {
  const { internals, runDirectory, plan } = context;
  return keepSubmissions(runDirectory, handle, {
    most: plan.settings.keepSubmissions,
    elapsed: () => internals.ended?.seconds ?? elapsedSeconds(context),
  });
}
