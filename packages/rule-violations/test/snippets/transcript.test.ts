import { expect, test } from "vitest";
import { transcriptSnippets } from "../../src/snippets/transcript.js";

const textsOf = (...events: unknown[]): string[] =>
  events.flatMap((event) => transcriptSnippets(event, "transcript.jsonl", () => 1)).map(({ text }) => text);

const call = (name: string, given: unknown) => ({ id: "c1", name, arguments: given });

test("a call of an agent in code counts once, although it is written three times", () => {
  const bash = call("bash", { cmd: "/home/validate_submission.sh a.csv" });
  expect(
    textsOf(
      { type: "message", id: "m2", message: { role: "assistant", content: "", toolCalls: [bash] } },
      { type: "tool-begin", call: bash },
      { type: "tool", call: bash, output: "m3", exitCode: 0 },
      { type: "message", id: "m3", message: { role: "tool", toolName: "bash", content: "$ ls /x" } },
      {
        type: "context",
        replaced: [{ id: "m2", message: { role: "assistant", content: "", toolCalls: [bash] } }],
      },
    ),
  ).toEqual(["/home/validate_submission.sh a.csv"]);
});

test("the tool that validates is a validation, and code of a search is a program", () => {
  expect(
    textsOf(
      { type: "tool-begin", call: call("validate", {}) },
      { type: "node", plan: "import openai", code: "fit()", metric: 0.5 },
      { type: "tool-begin", call: null },
    ),
  ).toEqual(["validate_submission.sh", "fit()"]);
});

test("messages of others keep their calls", () => {
  expect(
    textsOf({ role: "assistant", tool_calls: [{ function: { name: "bash", arguments: '{"cmd":"ls"}' } }] }),
  ).toEqual(["ls"]);
  expect(textsOf({ type: "message", message: { role: "assistant", content: [{ command: "pwd" }] } })).toEqual(
    ["pwd"],
  );
});
