import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorReply, type MockModels } from "@mlebench/mock-models";
import { afterEach, describe, expect, test } from "vitest";
import { requestTokens } from "../../src/context/token-count.js";
import { runReact } from "../../src/react/run-react.js";
import { transcriptFile } from "../../src/session/session.js";
import {
  bash,
  fakeTask,
  lastSent,
  linesOf,
  linesOfType,
  rolesOf,
  secretKey,
  sentMessages,
  submit,
  writesSubmission,
} from "../harness.js";
import { cleanUp, serve, untilCleanUp } from "../served-models.js";

afterEach(cleanUp);

function taskOf(
  server: MockModels,
  contextWindow: number,
  options: Partial<Parameters<typeof fakeTask>[0]> = {},
) {
  const task = fakeTask({ url: server.url, settings: { contextWindow, maxMessages: 0 }, ...options });
  untilCleanUp(task.root);
  return task;
}

const tokensOf = (request: MockModels["requests"][number]): number =>
  requestTokens(
    sentMessages(request).map(({ content, tool_calls }, i) => ({
      id: String(i),
      message: { role: "user", content: `${content}${JSON.stringify(tool_calls) ?? ""}` },
    })),
  );

/** About 2000 tokens of output. */
const verbose = bash("seq -f 'line %g of the log' 1 400");
/** About 1000 tokens of arguments, which stay when results are shortened. */
const wordy = bash(`: ${"word of a program ".repeat(250)}`);

/** Answers requests for notes with notes, and others from the script. */
function withNotes(script: readonly Parameters<MockModels["push"]>[0][]) {
  const queue = [...script];
  return (request: MockModels["requests"][number], index: number) => {
    if (JSON.stringify(request.body).includes("limited memory")) return "The mean is 3.";
    const next = queue.shift() ?? submit;
    return typeof next === "function" ? next(request, index) : next;
  };
}

describe("a long conversation", () => {
  test("has its oldest results shortened, and stays within the window", async () => {
    const replies = [...Array.from({ length: 12 }, () => verbose), writesSubmission, submit];
    const server = await serve({ replies });
    const task = taskOf(server, 12_000);
    expect((await runReact(task)).limit).toBeNull();
    expect(server.requests).toHaveLength(14);
    for (const request of server.requests) expect(tokensOf(request)).toBeLessThan(0.8 * 12_000);
    const [pruned] = linesOfType(task, "context");
    expect(pruned).toMatchObject({ reason: "prune", replaced: [{ id: "m4" }, { id: "m6" }] });
    expect(JSON.stringify(pruned.replaced[0].message)).toContain("bytes left out");
    expect(JSON.stringify(pruned.replaced[0].message)).toContain("line 1 of the log");
    // Everything is still in the transcript.
    const first = linesOf(task).find((line) => line.type === "message" && line.id === "m4");
    expect(JSON.stringify(first)).toContain("line 200 of the log");
  });

  test("is summarized by the model when that is not enough, once, also if the run is resumed then", async () => {
    const script = [...Array.from({ length: 9 }, () => wordy), writesSubmission, submit];
    const server = await serve({ otherwise: withNotes(script) });
    const task = taskOf(server, 10_000);
    expect((await runReact(task)).limit).toBeNull();
    const [summary, ...others] = linesOfType(task, "context");
    expect(others).toEqual([]);
    expect(summary.reason).toBe("summary");
    expect(summary.replaced[0]).toMatchObject({
      id: "m3",
      message: { role: "user", content: expect.stringContaining("The mean is 3.") },
    });
    expect(lastSent(server).slice(0, 4)).toMatchObject([
      { role: "system" },
      { role: "user" },
      { role: "user", content: expect.stringContaining("The mean is 3.") },
      { role: "assistant" },
    ]);
    for (const request of server.requests) expect(tokensOf(request)).toBeLessThan(0.8 * 10_000);
    expect(linesOfType(task, "model").filter(({ thread }) => thread !== undefined)).toHaveLength(1);
    // The notes are no part of the main conversation's messages.
    expect(rolesOf(task)).toBe(`su${"at".repeat(11)}`);
    // As if the process had been killed when the notes were there, and stood for nothing yet.
    const file = join(task.directory, transcriptFile);
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, `${lines.slice(0, summary.index).join("\n")}\n`);
    const before = server.requests.length;
    const resumed = taskOf(server, 10_000, { root: task.root, isResumed: true });
    await runReact(resumed);
    expect(linesOfType(resumed, "context")).toMatchObject([{ replaced: summary.replaced }]);
    expect(JSON.stringify(server.requests.slice(before))).not.toContain("limited memory");
  });

  test("is shortened more when the provider refuses it, and ends when nothing helps", async () => {
    const tooLong = errorReply(400, "This model's maximum context length is 9 tokens", {
      code: "context_length_exceeded",
    });
    const server = await serve({
      otherwise: withNotes([wordy, verbose, tooLong, tooLong, writesSubmission, submit]),
    });
    const task = taskOf(server, 1_000_000);
    expect((await runReact(task)).limit).toBeNull();
    expect(
      linesOfType(task, "context")
        .map(({ reason }) => reason)
        .slice(0, 2),
    ).toEqual(["overflow", "overflow"]);
    const hopeless = taskOf(
      await serve({ otherwise: withNotes([wordy, wordy, tooLong, tooLong, tooLong]) }),
      1_000_000,
    );
    const report = await runReact(hopeless);
    expect(report).toMatchObject({ limit: { type: "context" } });
    expect(report.error).toBeUndefined();
    expect(linesOf(hopeless).at(-1)).toMatchObject({ type: "end", limit: { type: "context" } });
  });

  test("is kept in Anthropic's prompt cache", async () => {
    const server = await serve({ replies: [writesSubmission, submit] });
    const task = fakeTask({
      url: server.url,
      model: "anthropic/claude-sonnet-4-5",
      secrets: { ANTHROPIC_API_KEY: secretKey },
    });
    untilCleanUp(task.root);
    await runReact(task);
    expect(server.requests[1].body).toMatchObject({
      system: [{ cache_control: { type: "ephemeral" } }],
      messages: [
        {},
        {},
        { role: "user", content: [{ type: "tool_result", cache_control: { type: "ephemeral" } }] },
      ],
    });
  });
});
