import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type MockModels, type Script, startMockModels } from "@mlebench/mock-models";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorld, type Ended, ended, mlebench, start, type World } from "./harness.js";

const id = "color-guess";
const key = "sk-5ecret-that-must-never-appear";
let world: World;
let server: MockModels;

beforeEach(async () => {
  world = createWorld();
  server = await startMockModels({ apiKey: key });
  expect((await mlebench(world, "prepare", "-c", id, "--mini")).exitCode).toBe(0);
});
afterEach(async () => {
  await server.close();
  world.remove();
});

const environment = { MOCK_API_KEY: key };
const argumentsOf = (agent: string, ...more: string[]): string[] => [
  "run",
  ...["--agent-id", agent, "--model", "openai-api/mock/m", "--base-url", server.url],
  ...["--backend", "process", "--mini", "-c", id, "--run-dir", "runs", "--grade", ...more],
];
const run = (agent: string, ...more: string[]): Promise<Ended> =>
  ended(start(world, argumentsOf(agent, ...more), environment));

const call = (name: string, given: unknown): Script => ({ toolCalls: [{ name, arguments: given }] });
const copiesSample = call("bash", { cmd: "cp data/sample_submission.csv submission/submission.csv" });
const submit = call("submit", { answer: "The sample." });

/** The only run's directory, and its group's. */
function onlyRun(): { group: string; directory: string } {
  const [name] = readdirSync(join(world.directory, "runs"));
  const group = join(world.directory, "runs", name);
  const [directory] = readdirSync(group).filter((entry) => entry.startsWith(id));
  return { group, directory: join(group, directory) };
}

const eventsIn = (directory: string): { type: string; message?: { role: string } }[] =>
  readFileSync(join(directory, "agent/transcript.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const rolesIn = (directory: string): string =>
  eventsIn(directory)
    .flatMap(({ message }) => message?.role[0] ?? [])
    .join("");

describe("the built-in agent", () => {
  test("react runs from the task to a graded submission, and no file has the key", async () => {
    server.push(call("bash", { cmd: "env; ls data" }), call("validate", {}), copiesSample, submit);
    const { exitCode, stderr, stdout } = await run("react");
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/valid submissions\s+1/);
    const { group, directory } = onlyRun();
    expect(rolesIn(directory)).toBe("suatatatat");
    const files = readdirSync(group, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const { parentPath, name } of files)
      expect(readFileSync(join(parentPath, name), "utf8"), name).not.toContain(key);
  });

  test("tree runs to a graded submission and stops at a limit", async () => {
    const answer =
      'Copy the sample.\n```python\nimport os, shutil\nshutil.copy(os.environ["DATA_DIR"] + "/sample_submission.csv", "submission.csv")\nprint("Validation metric: 1")\n```';
    const review = '{"isBug": false, "summary": "A constant.", "metric": 1}';
    server.push(answer, review, answer, review);
    const { exitCode, stderr, stdout } = await run("tree", "--max-turns", "4");
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("the turn limit of 4 was reached");
    expect(stdout).toMatch(/valid submissions\s+1/);
    expect(eventsIn(onlyRun().directory).filter(({ type }) => type === "node")).toHaveLength(2);
  });

  test("react goes on in the same environment when the runner was killed and is resumed", async () => {
    server.push(call("bash", { cmd: "echo once >> code/log" }), copiesSample, {
      after: new Promise(() => undefined),
    });
    const child = start(world, argumentsOf("react"), environment);
    const exited = once(child, "exit");
    await expect.poll(() => server.requests.length).toBe(3);
    child.kill("SIGKILL");
    await exited;
    const { group, directory } = onlyRun();
    server.push(call("bash", { cmd: "cat code/log" }), submit);
    const resumed = await ended(start(world, ["run", "--resume", group, "--grade"], environment));
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(resumed.stdout).toMatch(/valid submissions\s+1/);
    // Two answers were on the disk; the third was asked for again.
    expect(server.requests).toHaveLength(5);
    expect(rolesIn(directory)).toBe("suatatatat");
    expect(readFileSync(join(directory, "code/log"), "utf8")).toBe("once\n");
    expect(eventsIn(directory).filter(({ type }) => type === "begin")).toHaveLength(2);
  });
});
