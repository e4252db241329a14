// Prints the score, and what grading took without starting the process.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCompetition } from "@mlebench/competitions";
import { timed } from "./timed.mjs";

const [id, submission, answers] = process.argv.slice(2);
const competition = await findCompetition(id);
// A competition loads its grader when it first grades; the reference's is imported before the clock starts.
await competition
  .grade({ submission: join(tmpdir(), "no-such-submission.csv"), answers })
  .catch(() => undefined);
await timed(() => competition.grade({ submission, answers }));
