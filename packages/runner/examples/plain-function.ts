// A plain function as an agent: no commands, no container, no model.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findCompetition } from "@mlebench/competitions";
import { prepareMiniature } from "@mlebench/datasets";
import { type AgentTask, runGroup } from "@mlebench/runner";
import { createProcessBackend } from "@mlebench/runner-process";

const competition = await findCompetition("spaceship-titanic");
await prepareMiniature(competition, { dataDirectory: "data" });

const group = runGroup({
  agent: async function everybodyArrives({ publicDirectory }: AgentTask) {
    const sample = await readFile(join(publicDirectory, "sample_submission.csv"), "utf8");
    return sample.replaceAll("False", "True");
  },
  backend: createProcessBackend(),
  competitions: [competition],
  dataDirectory: "data",
  runsDirectory: "runs",
  settings: { nSeeds: 2 },
});
for await (const event of group) if (event.type === "run-ended") console.log(event.record.status);
console.log((await group.result).metadata);
