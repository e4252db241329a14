// Prints the score, and what grading took without starting the process.
import { findCompetition } from "@mlebench/competitions";

const [id, submission, answers] = process.argv.slice(2);
const competition = await findCompetition(id);
const before = process.cpuUsage();
const began = performance.now();
const score = await competition.grade({ submission, answers });
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ score, seconds, cpuSeconds: (user + system) / 1e6 }));
