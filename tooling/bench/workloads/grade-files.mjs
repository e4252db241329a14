import { findCompetition } from "@mlebench/competitions";

const [id, submission, answers] = process.argv.slice(2);
console.log(await (await findCompetition(id)).grade({ submission, answers }));
