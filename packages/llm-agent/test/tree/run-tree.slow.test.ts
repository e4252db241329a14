import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorReply, type MockModels, type RecordedRequest, type ScriptedReply } from "@mlebench/mock-models";
import { afterEach, describe, expect, test } from "vitest";
import { transcriptFile } from "../../src/session/session.js";
import { runTree } from "../../src/tree/run-tree.js";
import { fakeTask, linesOf, linesOfType, sentMessages } from "../harness.js";
import { cleanUp, serve, untilCleanUp } from "../served-models.js";

afterEach(cleanUp);

const isReview = (request: RecordedRequest): boolean =>
  sentMessages(request)[0].content.includes("You review");

/** A program that writes these predictions and prints this metric. */
const program = (metric: unknown, predictions: readonly unknown[] = [metric], more = ""): string =>
  `A constant.\n\`\`\`python\n${more}\nrows = ${JSON.stringify(predictions)}\nwith open("submission.csv", "w") as file:\n    file.write("id,y\\n" + "".join(f"{i},{y}\\n" for i, y in enumerate(rows)))\nprint("Validation metric:", ${JSON.stringify(metric)})\n\`\`\``;

/** Answers with programs in order, then the last again; reviews find nothing wrong. */
function servePrograms(
  programs: readonly (string | ScriptedReply)[],
  review: Record<string, unknown> = {},
): Promise<MockModels> {
  const queue = [...programs];
  return serve({
    otherwise: (request) => {
      const verdict = { isBug: false, summary: "Fine.", metric: null, ...review };
      if (isReview(request)) return JSON.stringify(verdict);
      return (queue.length > 1 ? queue.shift() : queue[0]) ?? "";
    },
  });
}

function taskOf(server: MockModels, options: Partial<Parameters<typeof fakeTask>[0]> = {}) {
  const task = fakeTask({ url: server.url, ...options });
  untilCleanUp(task.root);
  return task;
}

const submissionOf = (task: { home: string }): string =>
  readFileSync(join(task.home, "submission/submission.csv"), "utf8");
const prompts = (server: MockModels): string[] =>
  server.requests.filter((request) => !isReview(request)).map((request) => sentMessages(request)[1].content);

describe("a search", () => {
  test("keeps the best by validation in the competition's direction, and integers are metrics", async () => {
    const server = await servePrograms([program(3), program(1), program(2), program(0), program(7)]);
    const task = taskOf(server, { settings: { maxTurns: 10 } });
    const report = await runTree(task);
    expect(report).toMatchObject({ limit: { type: "turn", limit: 10 }, turns: 10 });
    expect(submissionOf(task)).toBe("id,y\n0,0\n");
    const nodes = linesOfType(task, "node");
    expect(nodes.map(({ id, metric, isBuggy, stage }) => [id, metric, isBuggy, stage])).toEqual([
      ["n1", 3, false, "draft"],
      ["n2", 1, false, "draft"],
      ["n3", 2, false, "draft"],
      ["n4", 0, false, "draft"],
      ["n5", 7, false, "draft"],
    ]);
    expect(nodes[0]).toMatchObject({
      plan: "A constant.",
      output: "Validation metric: 3\n",
      reason: "Fine.",
      usage: { inputTokens: 20 },
    });
    const other = taskOf(await servePrograms([program(3), program(1), program(7), program(2)]), {
      settings: { maxTurns: 8 },
      isLowerBetter: false,
    });
    await runTree(other);
    expect(submissionOf(other)).toBe("id,y\n0,7\n");
    expect(linesOfType(other, "submission").at(-1)).toMatchObject({ final: true, valid: true });
  });

  test("shows the model the data, the rules, and what was learned", async () => {
    const server = await servePrograms([
      program(5),
      program(4),
      program(3),
      program(2),
      program(1),
      program(0.5),
    ]);
    const task = taskOf(server, { settings: { maxTurns: 14 } });
    writeFileSync(join(task.home, "data/train.csv"), "x,y\n1,2\n");
    await runTree(task);
    const [first, second] = prompts(server);
    expect(first).toContain("Predict `y` from `x`.");
    expect(first).toMatch(/data\/train\.csv: 2 lines, beginning with:\nx,y\n1,2/);
    expect(first).toContain("lower is better");
    expect(second).toContain("- 5: A constant. Result: Fine.");
    const last = prompts(server).at(-1);
    expect(last).toContain("PROGRAMS SO FAR, the best first\n- 0.5: A constant.");
    expect(last).toMatch(/Its validation metric is [\d.]+\. Improve the program\./);
    expect(linesOfType(task, "info").filter(({ source }) => source === "preview")).toHaveLength(1);
  });

  test("repairs what failed: errors, time, no submission, no metric, an invalid one, a reviewer's doubt", async () => {
    const broken = "Plan.\n```python\nraise ValueError('no column z')\n```";
    const ended = "Plan.\n```python\nraise SystemExit(7)\n```";
    const mute = program(0).replace('print("Validation metric:", 0)', 'print("done")');
    const lazy = "Plan.\n```python\nprint('Validation metric: 0.1')\n```";
    const server = await servePrograms([broken, ended, lazy, mute, program(-5, ["bad"]), program(4)]);
    const task = taskOf(server, {
      settings: { maxTurns: 20 },
      validate: (csv) =>
        csv?.includes("bad")
          ? { valid: false, message: "Row 1 is no number" }
          : { valid: true, message: "Valid" },
    });
    await runTree(task);
    const nodes = linesOfType(task, "node");
    expect(nodes.slice(0, 5).map(({ reason, isBuggy }) => [isBuggy, reason])).toEqual([
      [true, "Exit code 1. ValueError: no column z"],
      [true, expect.stringMatching(/^Exit code 7\. /)],
      [true, "It wrote no `submission.csv`."],
      [true, "It printed no validation metric. Fine."],
      [true, "The submission is not valid: Row 1 is no number"],
    ]);
    expect(nodes.slice(5).every(({ isBuggy }) => !isBuggy)).toBe(true);
    expect(nodes[5]).toMatchObject({ stage: "debug" });
    expect(prompts(server)[5]).toContain("Repair it.");
    expect(submissionOf(task)).toBe("id,y\n0,4\n");
    const stopped = taskOf(await servePrograms([program(0, [0], "import time; time.sleep(600)")]), {
      settings: { maxTurns: 1, toolTimeout: 1 },
    });
    await runTree(stopped);
    expect(linesOfType(stopped, "node")).toMatchObject([
      { isBuggy: true, reason: expect.stringMatching(/^It was stopped after 1/) },
    ]);
    const doubted = taskOf(
      await servePrograms([program(1)], { isBug: true, summary: "It trains on the answers." }),
      {
        settings: { maxTurns: 2 },
      },
    );
    await runTree(doubted);
    expect(linesOfType(doubted, "node")).toMatchObject([
      { isBuggy: true, metric: 1, reason: "It trains on the answers." },
    ]);
    // Better than nothing.
    expect(submissionOf(doubted)).toBe("id,y\n0,1\n");
  });

  test("combines the best at the end: means of numbers, votes on labels, and only where IDs align", async () => {
    const settings = { maxTurns: 6 };
    const means = taskOf(
      await servePrograms([program(1, [1.5, 2]), program(1, [2.5, 2]), program(1, [3.5, 5])]),
      {
        settings,
      },
    );
    await runTree(means);
    expect(submissionOf(means)).toBe("id,y\n0,2.5\n1,3.0\n");
    expect(linesOfType(means, "node").at(-1)).toMatchObject({
      stage: "ensemble",
      parent: "n1",
      isBuggy: false,
    });
    const votes = taskOf(
      await servePrograms([program(1, ["a", 1, "x"]), program(1, ["b", 0, "y"]), program(1, ["b", 0, "z"])]),
      {
        settings,
      },
    );
    await runTree(votes);
    expect(submissionOf(votes)).toBe("id,y\n0,b\n1,0\n2,x\n");
    const apart = taskOf(
      await servePrograms([program(1, [1.5, 2]), program(1, [2.5]), program(1, [3.5, 5])]),
      {
        settings,
      },
    );
    await runTree(apart);
    expect(submissionOf(apart)).toBe("id,y\n0,1.5\n1,2\n");
    const invalid = taskOf(await servePrograms([program(1, [1.5]), program(1, [2.5]), program(1, [4])]), {
      settings,
      validate: (csv) => ({ valid: !csv?.includes("2.666"), message: "Checked" }),
    });
    await runTree(invalid);
    expect(submissionOf(invalid)).toBe("id,y\n0,1.5\n");
    expect(linesOfType(invalid, "node").at(-1)).toMatchObject({ stage: "ensemble", isBuggy: true });
  });

  test("leaves nothing of a program but its submission, and no submission that is out of the race", async () => {
    const leaving = (metric: number) =>
      program(
        metric,
        [metric],
        "import os\nos.makedirs('cache/deep'); open('cache/deep/big', 'w').write('x')",
      );
    const server = await servePrograms(Array.from({ length: 11 }, (_, i) => leaving(i)));
    const task = taskOf(server, { settings: { maxTurns: 22 } });
    await runTree(task);
    expect(existsSync(join(task.home, "code/n1/cache"))).toBe(false);
    const kept = Array.from({ length: 11 }, (_, i) =>
      existsSync(join(task.home, `code/n${i + 1}/submission.csv`)),
    );
    expect(kept.filter(Boolean)).toHaveLength(8);
    expect(kept.slice(0, 8)).not.toContain(false);
  });

  test("gives up a model that writes no programs, and ends with an error of the key", async () => {
    const silent = taskOf(await servePrograms(["I would rather not."]));
    expect(await runTree(silent)).toMatchObject({ turns: 5, error: "The model's answers have no program" });
    const refused = taskOf(await servePrograms([program(1), errorReply(401, "Key revoked")]));
    expect(await runTree(refused)).toMatchObject({ turns: 2, error: expect.stringContaining("HTTP 401") });
    expect(submissionOf(refused)).toBe("id,y\n0,1\n");
    expect(linesOf(refused).at(-1)).toMatchObject({ type: "end" });
  });

  test("makes a prompt shorter that is too long", async () => {
    const tooLong = errorReply(400, "prompt is too long");
    const server = await servePrograms([tooLong, tooLong, program(1)]);
    const task = taskOf(server, { settings: { maxTurns: 2 } });
    const long = { ...task, description: "word ".repeat(100_000) };
    await runTree(long);
    const lengths = prompts(server).map(({ length }) => length);
    expect(lengths[1]).toBeLessThan(lengths[0] * 0.7);
    expect(lengths[2]).toBeLessThan(lengths[1] * 0.7);
    expect(linesOfType(long, "node")).toMatchObject([{ metric: 1 }]);
  });

  test("begins no node that does not fit into the time", async () => {
    let now = 0;
    const server = await servePrograms([program(1)]);
    const task = taskOf(server, { timeLimit: 1000, elapsed: () => now });
    const exec: typeof task.environment.exec = (command, options) => {
      // Each program takes 300 seconds.
      if (String(options?.stdin).includes('"$PWD/program.py"')) now += 300;
      return task.environment.exec(command, options);
    };
    const report = await runTree({ ...task, environment: { ...task.environment, exec } });
    expect(report.limit).toEqual({ type: "time", limit: 1000 });
    expect(linesOfType(task, "node").filter(({ stage }) => stage !== "ensemble")).toHaveLength(3);
  });
});

test("a search that was killed anywhere goes on and pays for nothing twice", async () => {
  const server = await servePrograms([program(3), program(1), program(2)]);
  const task = taskOf(server, { settings: { maxTurns: 6 } });
  await runTree(task);
  const file = join(task.directory, transcriptFile);
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  const types = linesOf(task).map((line) => line.type);
  for (let length = 2; length < lines.length; length += 3) {
    // An answer and what it took are written together.
    if (types[length] === "model") continue;
    const paid = types.slice(0, length).filter((type) => type === "model").length;
    const again = await servePrograms([program(3), program(1), program(2)].slice(Math.ceil(paid / 2)));
    const resumed = taskOf(again, {
      isResumed: true,
      settings: { maxTurns: 6 },
      root: join(task.root, String(length)),
    });
    mkdirSync(resumed.directory, { recursive: true });
    writeFileSync(
      join(resumed.directory, transcriptFile),
      lines
        .slice(0, length)
        .map((line) => `${line}\n`)
        .join(""),
    );
    // The files of the nodes are still there.
    for (const id of ["n1", "n2", "n3"]) {
      mkdirSync(join(resumed.home, "code", id), { recursive: true });
      writeFileSync(
        join(resumed.home, "code", id, "submission.csv"),
        readFileSync(join(task.home, "code", id, "submission.csv")),
      );
    }
    expect(await runTree(resumed), `after ${length} lines`).toMatchObject({
      turns: 6,
      limit: { type: "turn" },
    });
    expect(again.requests).toHaveLength(6 - paid);
    const nodes = linesOfType(resumed, "node").filter(({ stage }) => stage !== "ensemble");
    expect(nodes.map(({ metric }) => metric)).toEqual([3, 1, 2]);
  }
});
