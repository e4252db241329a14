import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { agentSecrets, agentsDirectory, listAgents, resolveAgentCommand } from "../src/index.js";

const codingAgents = {
  "claude-code": { program: "claude", key: "ANTHROPIC_API_KEY", more: "--continue" },
  codex: { program: "codex", key: "OPENAI_API_KEY", more: "resume" },
  opencode: { program: "opencode", key: "ANTHROPIC_API_KEY", more: "--continue" },
} as const;

test("keys of models are secrets, and programs have fixed versions", () => {
  for (const agent of listAgents().filter(({ name }) => name in codingAgents)) {
    expect(agentSecrets(agent)).toHaveLength(1);
    expect(Object.keys(agent.environment)).toContain("NUDGES");
    expect(readFileSync(agent.dockerfile, "utf8")).toMatch(/^ARG \w+_VERSION=\d+\.\d+\.\d+$/m);
  }
});

test("the coding agents take turns by the same rules", () => {
  const [first, ...others] = Object.keys(codingAgents).map((name) =>
    ["turns.sh", "additional_notes.txt"].map((file) =>
      readFileSync(join(agentsDirectory, name, file), "utf8"),
    ),
  );
  for (const other of others) expect(other).toEqual(first);
});

/** The validation server's answer: valid is a file with the word `good`. */
const validate = `#!/bin/bash
if grep -q good "$1"; then echo '{"result":"Submission is valid."}'; exit 0; fi
echo '{"result":"Submission invalid! No column \`y\`."}'; exit 2
`;

/** A command line tool that does `steps[n]` in its nth turn, and writes down how it was called. */
function tool(steps: readonly string[]): string {
  const cases = steps.map((step, index) => `${index + 1}) ${step} ;;`).join("\n");
  return `#!/bin/bash
echo "$*" >>"$AGENT_DIR/calls"
turn=$(wc -l <"$AGENT_DIR/calls")
cat >"$AGENT_DIR/message-$turn"
echo "{\\"type\\":\\"turn\\",\\"number\\":$turn}"
case "$turn" in
${cases}
esac
`;
}

interface Given {
  readonly steps: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs an agent's start script with a tool that stands for the real one. */
function run(name: keyof typeof codingAgents, { steps, environment = {} }: Given) {
  const home = mkdtempSync(join(tmpdir(), `${name}-`));
  const directory = (part: string): string => {
    mkdirSync(join(home, part));
    return join(home, part);
  };
  const places = {
    // The agent writes into its folder, so it gets one of its own.
    AGENT_DIR: directory("agent"),
    LOGS_DIR: directory("logs"),
    CODE_DIR: directory("code"),
    SUBMISSION_DIR: directory("submission"),
    INSTRUCTIONS: join(home, "instructions.txt"),
    VALIDATE_SUBMISSION: join(home, "validate.sh"),
  };
  for (const file of readdirSync(join(agentsDirectory, name)))
    writeFileSync(join(places.AGENT_DIR, file), readFileSync(join(agentsDirectory, name, file)));
  writeFileSync(places.INSTRUCTIONS, 'Do the "task".\n\tC:\\data\n');
  writeFileSync(places.VALIDATE_SUBMISSION, validate);
  const bin = directory("bin");
  writeFileSync(join(bin, codingAgents[name].program), tool(steps));
  chmodSync(join(bin, codingAgents[name].program), 0o755);
  const agent = listAgents().find(({ id }) => id === name);
  if (agent === undefined) throw new Error(`no agent ${name}`);
  const { environment: own } = resolveAgentCommand(agent, { [codingAgents[name].key]: "secret-key" });
  const ended = spawnSync("bash", [join(places.AGENT_DIR, "start.sh")], {
    encoding: "utf8",
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: home,
      HARDWARE: "4 CPUs & a \\ GPU",
      TIME_LIMIT_SECS: "7200",
      RETRY_PAUSE_SECS: "0",
      ...own,
      ...places,
      ...environment,
    },
  });
  const lines = (path: string): string[] => readFileSync(path, "utf8").trimEnd().split("\n");
  const transcript = lines(join(places.LOGS_DIR, "transcript.jsonl")).map(
    (line) => JSON.parse(line) as { type: string; content?: string },
  );
  return {
    ...ended,
    calls: lines(join(places.AGENT_DIR, "calls")),
    messages: transcript.flatMap(({ type, content }) => (type === "message" ? [content] : [])),
    types: transcript.map(({ type }) => type),
    received: (turn: number) => readFileSync(join(places.AGENT_DIR, `message-${turn}`), "utf8"),
    home,
  };
}

const write = (text: string): string => `echo ${text} >"$SUBMISSION_DIR/submission.csv"`;

describe.each(Object.keys(codingAgents) as (keyof typeof codingAgents)[])("%s", (name) => {
  test("gets messages on what is missing and how much time is left, as often as NUDGES says", () => {
    const ended = run(name, { steps: [":", write("bad"), write("good"), ":"] });
    expect(ended.stderr).toBe("");
    expect(ended.status).toBe(0);
    expect(ended.messages).toHaveLength(4);
    expect(ended.messages[0]).toContain('Do the "task".\n\tC:\\data\n');
    expect(ended.messages[0]).toContain("**Hardware**: 4 CPUs & a \\ GPU.");
    expect(ended.messages[0]).toContain("**Time**: 2h 0min in all");
    expect(ended.messages[1]).toMatch(/submission\.csv does not exist yet.* 1h 5\dmin are left/);
    expect(ended.messages[2]).toMatch(/not valid: .*No column `y`.* Correct it; 1h 5\dmin are left/);
    expect(ended.messages[3]).toMatch(/is valid\. 1h 5\dmin are left; use them\./);
    expect([1, 2, 3, 4].map(ended.received)).toEqual(ended.messages);
    expect(ended.types).toEqual(Array.from({ length: 4 }, () => ["message", "turn"]).flat());
    expect(ended.calls.map((call) => call.includes(codingAgents[name].more))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(ended.stdout).toContain("Submission is valid.");
  });

  test("is left alone with NUDGES=0, and its key is in no file", () => {
    const ended = run(name, { steps: [write("good")], environment: { NUDGES: "0" } });
    expect(ended.calls).toHaveLength(1);
    expect(ended.calls.join()).not.toContain("secret-key");
    expect(spawnSync("grep", ["-rl", "secret-key", ended.home], { encoding: "utf8" }).stdout).toBe("");
  });

  test("repeats a turn that fails, in its conversation first, and gives up with its exit code", () => {
    const ended = run(name, { steps: ["exit 9", "exit 9", "exit 7"] });
    expect(ended.status).toBe(7);
    expect(ended.messages).toHaveLength(1);
    expect(ended.calls.map((call) => call.includes(codingAgents[name].more))).toEqual([false, true, false]);
    const saved = run(name, { steps: ["exit 9", write("good")], environment: { NUDGES: "0" } });
    expect(saved.status).toBe(0);
    expect(saved.stdout).toContain("turn failed with exit code 9 (attempt 1 of 3)");
  });

  test("ends before its time limit, whatever it is doing, and without an error", () => {
    const ended = run(name, { steps: ["sleep 60"], environment: { TIME_LIMIT_SECS: "1" } });
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain("time is up");
    expect(ended.calls).toHaveLength(1);
  });
});
