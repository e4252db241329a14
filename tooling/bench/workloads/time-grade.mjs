import { findCompetition } from "@mlebench/competitions";

const [id, submission, answers] = process.argv.slice(2);
const competition = await findCompetition(id);
const began = performance.now();
await competition.grade({ submission, answers });
console.log((performance.now() - began) / 1000);
