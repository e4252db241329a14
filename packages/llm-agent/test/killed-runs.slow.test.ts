import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "@mlebench/core";
import type { MockModels } from "@mlebench/mock-models";
import type { AgentReport } from "@mlebench/runner";
import { readTranscript } from "@mlebench/transcripts";
import { build } from "tsup";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { smallFilesDirectory } from "../../../tooling/small-files.js";
import { driveReact } from "./drive-react.js";
import type { DriverRequest } from "./driver.js";
import { bash, calls, sentMessages, submit, writesSubmission } from "./harness.js";
import { cleanUp, serve, untilCleanUp } from "./served-models.js";

let bundle: string;

beforeAll(async () => {
  // Where undici is found. The SDK is bundled too: its many files take longer to load than all else.
  bundle = mkdtempSync(join(import.meta.dirname, "../../models/node_modules", ".driver-"));
  await build({
    entry: [join(import.meta.dirname, "driver.ts")],
    outDir: bundle,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    target: "node20",
    platform: "node",
    noExternal: [/^(?!undici$)/],
    external: ["undici"],
    banner: {
      js: 'import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);',
    },
    config: false,
    silent: true,
    dts: false,
    esbuildOptions: (options) => {
      options.conditions = ["@mlebench/source"];
    },
  });
});
afterAll(() => rmSync(bundle, { recursive: true, force: true }));
afterEach(cleanUp);

/** @returns the agent's report; undefined if the process was killed */
async function drive(request: DriverRequest): Promise<AgentReport | undefined> {
  const child = spawn(process.execPath, [join(bundle, "driver.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: childEnvironment(),
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  child.stdin.end(JSON.stringify(request));
  const signal = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_, name) => resolve(name));
  });
  return signal === "SIGKILL" ? undefined : (JSON.parse(output) as AgentReport);
}

/** Answers by what was said before, so that a request that is made twice gets the same answer. */
async function serveReact(): Promise<MockModels> {
  const script = [
    bash("echo one >> log"),
    "Let me think.",
    {
      toolCalls: [
        bash("echo two >> log"),
        calls("python", { code: "open('log', 'a').write('three\\n')" }),
      ].flatMap(({ toolCalls }, i) => (toolCalls ?? []).map((call) => ({ ...call, id: `call_${i}` }))),
    },
    calls("validate", {}),
    submit,
    writesSubmission,
    submit,
  ];
  return serve({
    otherwise: (request) => {
      const answered = sentMessages(request).filter(({ role }) => role === "assistant").length;
      const reply = script[answered];
      const usage = { inputTokens: 100, outputTokens: 10 };
      return typeof reply === "string" ? { text: reply, usage } : { ...reply, usage };
    },
  });
}

function newRoot(): string {
  return untilCleanUp(mkdtempSync(join(smallFilesDirectory(), "mlebench-killed-")));
}

const linesIn = (root: string) => readTranscript(join(root, "agent", "transcript.jsonl")).lines;

describe("a run of react with a process that is killed", () => {
  const moments = Array.from({ length: 24 }, (_, i) => i + 1);

  test.each(
    moments.flatMap((moment) =>
      moment % 3 === 0
        ? [
            [moment, false],
            [moment, true],
          ]
        : [[moment, false]],
    ) as [number, boolean][],
  )(
    "after %i writes (torn: %s) goes on, pays for no answer twice, and repeats no command",
    async (moment, isTorn) => {
      const server = await serveReact();
      const root = newRoot();
      const common = { url: server.url, root };
      expect(await drive({ ...common, isResumed: false, dieAfter: moment, isTorn })).toBeUndefined();
      const before = linesIn(root);
      const report = await driveReact({ ...common, isResumed: true });
      const lines = linesIn(root);
      expect(lines.slice(0, before.length)).toEqual(before);
      const answers = lines.filter((line) => line.type === "model");
      expect(answers).toHaveLength(7);
      // An answer that was not on the disk in full is asked for again; nothing else is.
      const lost = server.requests.length - answers.length;
      expect(lost === 0 || (isTorn && lost === 1), `${lost} lost`).toBe(true);
      expect(report).toMatchObject({ limit: null, turns: 7 });
      const isEstimated = lines.some((line) => line.type === "info" && line.source === "resume");
      expect(!isEstimated || isTorn).toBe(true);
      if (!isEstimated)
        expect(report.usage).toMatchObject({
          "openai-api/mock/some-model": { inputTokens: 700, outputTokens: 70 },
        });
      const roles = lines.flatMap((line) => (line.type === "message" ? [line.message.role[0]] : [])).join("");
      expect(roles).toBe("suatauattatatatat");
      const log = readFileSync(join(root, "home", "log"), "utf8")
        .trim()
        .split("\n");
      const interrupted = lines.filter((line) => line.type === "tool" && line.error?.includes("restarted"));
      // A command that was begun is not repeated, whether it did its work or not.
      expect(new Set(log).size).toBe(log.length);
      expect(log.length + interrupted.length).toBeGreaterThanOrEqual(3);
      expect(lines.filter((line) => line.type === "begin")).toHaveLength(
        before.some((line) => line.type === "begin") ? 2 : 1,
      );
      expect(lines.filter((line) => line.type === "end")).toHaveLength(1);
    },
  );

  test("again and again ends like one that is not", async () => {
    const server = await serveReact();
    const root = newRoot();
    const common = { url: server.url, root };
    let report: AgentReport | undefined;
    let kills = 0;
    // Each process writes that it begins, and two more lines.
    for (; report === undefined; kills++)
      report = await drive({ ...common, isResumed: kills > 0, dieAfter: 3 });
    expect(kills).toBeGreaterThan(10);
    expect(server.requests).toHaveLength(7);
    expect(report).toMatchObject({ limit: null, turns: 7 });
  });
});
