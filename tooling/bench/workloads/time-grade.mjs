// Prints the score, and what grading took without starting the process.
import { findCompetition } from "@mlebench/competitions";
import { timed } from "./timed.mjs";

const [id, submission, answers] = process.argv.slice(2);
const competition = await findCompetition(id);
await timed(() => competition.grade({ submission, answers }));
