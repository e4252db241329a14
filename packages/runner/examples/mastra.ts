// An agent of Mastra: `npm install @mastra/core` (0.24 runs on Node 20).
import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { findCompetition } from "@mlebench/competitions";
import { prepareMiniature } from "@mlebench/datasets";
import { defineAgent, runGroup } from "@mlebench/runner";
import { createProcessBackend } from "@mlebench/runner-process";
import { z } from "zod";

const {
  MODEL = "my-model",
  MODEL_URL: url = "http://localhost:8000/v1",
  MODEL_KEY: apiKey = "none",
} = process.env;

const agent = defineAgent({
  id: "mastra",
  async run({ environment, instructions, signal, log }) {
    const bash = createTool({
      id: "bash",
      description: "Executes a command with bash and returns what it prints",
      inputSchema: z.object({ command: z.string() }),
      async execute({ context: { command } }) {
        log(command);
        const { stdout, stderr } = await environment.exec(["bash", "-c", command], { timeout: 3600, signal });
        return (stdout + stderr).slice(-16_000);
      },
    });
    const solver = new Agent({
      name: "solver",
      instructions: "You solve machine-learning competitions with bash.",
      model: { id: `openai/${MODEL}`, url, apiKey },
      tools: { bash },
    });
    await solver.generate(instructions, { maxSteps: 50, abortSignal: signal });
  },
});

const competition = await findCompetition("spaceship-titanic");
await prepareMiniature(competition, { dataDirectory: "data" });
const group = runGroup({
  agent,
  backend: createProcessBackend(),
  competitions: [competition],
  dataDirectory: "data",
  runsDirectory: "runs",
  settings: { timeout: "1h" },
});
for await (const event of group) if (event.type === "run-ended") console.log(event.record.status);
console.log((await group.result).metadata);
