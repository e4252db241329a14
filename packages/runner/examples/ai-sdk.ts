// An agent of the Vercel AI SDK: `npm install ai @ai-sdk/openai-compatible`.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { findCompetition } from "@mlebench/competitions";
import { prepareMiniature } from "@mlebench/datasets";
import { defineAgent, runGroup } from "@mlebench/runner";
import { createProcessBackend } from "@mlebench/runner-process";
import { generateText, jsonSchema, stepCountIs, tool } from "ai";

const { MODEL = "my-model", MODEL_URL: baseURL = "http://localhost:8000/v1" } = process.env;

const agent = defineAgent({
  id: "ai-sdk",
  async run({ environment, instructions, signal, log }) {
    const bash = tool({
      description: "Executes a command with bash and returns what it prints",
      inputSchema: jsonSchema<{ command: string }>({
        type: "object",
        properties: { command: { type: "string" } },
        required: ["command"],
      }),
      async execute({ command }) {
        log(command);
        const { stdout, stderr } = await environment.exec(["bash", "-c", command], { timeout: 3600, signal });
        return (stdout + stderr).slice(-16_000);
      },
    });
    await generateText({
      model: createOpenAICompatible({ name: "server", baseURL })(MODEL),
      system: "You solve machine-learning competitions with bash.",
      prompt: instructions,
      tools: { bash },
      stopWhen: stepCountIs(50),
      abortSignal: signal,
    });
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
