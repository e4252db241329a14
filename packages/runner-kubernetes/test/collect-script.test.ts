import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeSubmission } from "@mlebench/reports";
import { expect, test, vi } from "vitest";
import { collectScript } from "../src/scripts/collect-script.js";

const runId = "spaceship-titanic_0f3a4c9e-5b1d-4e8f-9a70-000000000000";

/** Directories as the collector's container has them. */
function world() {
  const top = mkdtempSync(join(tmpdir(), "mlebench-collect-"));
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
    chmodSync(join(top, path), mode);
  };
  const link = (path: string, to: string): void => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    symlinkSync(to, join(top, path));
  };
  for (const name of ["home/submission", "home/logs", "home/code", "record", "validations"])
    mkdirSync(join(top, name), { recursive: true });
  write("collect.sh", collectScript);
  const group = join(top, "results", "group");
  return { top, group, target: join(group, runId), write, link };
}

/** Starts the collector; `end` asks it to end, as the kubelet does. */
function startCollector({ top, target }: ReturnType<typeof world>, limits: (string | number)[] = []) {
  const args = ["home", "record", "validations"].map((name) => join(top, name));
  const [pause = 0.05, fileBytes = 1e9, totalBytes = 1e9, entries = 1000] = limits;
  const numbers = [pause, fileBytes, totalBytes, entries].map(String);
  const child = spawn("bash", [join(top, "collect.sh"), ...args, target, ...numbers]);
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    isReady: () => vi.waitFor(() => statSync(target), { timeout: 30_000 }),
    end: async () => {
      child.kill("SIGTERM");
      return { exitCode: await exit, said };
    },
    exit,
  };
}

async function collect(made: ReturnType<typeof world>, limits?: (string | number)[]) {
  const collector = startCollector(made, limits);
  await collector.isReady();
  return collector.end();
}

test("saves what an agent has made as a run's directory has it, and grading finds it", async () => {
  const made = world();
  const { write, link, target, group } = made;
  write("home/submission/submission.csv", "id,x\n1,2\n", 0o600);
  write("home/logs/deep/agent.log", "log");
  write("home/code/-name\nwith\ttabs.py", "code", 0o4755);
  link("home/submission/best.csv", "submission.csv");
  link("home/logs/to-code", join(made.top, "home/code/-name\nwith\ttabs.py"));
  link("home/code/out", "/etc/passwd");
  link("home/code/up", "../../record/end.json");
  link("home/code/nowhere", "missing");
  write("record/run.log", "output");
  write("record/end.json", '{"exit_code": 0}');
  write("validations/validations.jsonl", "{}\n");
  const { exitCode, said } = await collect(made);
  expect([exitCode, said]).toEqual([0, ""]);
  expect(readdirSync(target).sort()).toEqual([
    ...["code", "end.json", "logs", "run.log", "submission", "validations.jsonl"],
  ]);
  expect(readFileSync(join(target, "submission/submission.csv"), "utf8")).toBe("id,x\n1,2\n");
  expect(statSync(join(target, "submission/submission.csv")).mode & 0o7777).toBe(0o644);
  expect(statSync(join(target, "code/-name\nwith\ttabs.py")).mode & 0o7777).toBe(0o755);
  expect(readFileSync(join(target, "logs/deep/agent.log"), "utf8")).toBe("log");
  expect(readlinkSync(join(target, "submission/best.csv"))).toBe("submission.csv");
  expect(readFileSync(join(target, "logs/to-code"), "utf8")).toBe("code");
  expect(readdirSync(join(target, "code"))).toEqual(["-name\nwith\ttabs.py"]);
  const { runs } = makeSubmission({ metadataPath: group, output: join(made.top, "submission.jsonl") });
  expect(runs).toMatchObject([
    {
      competitionId: "spaceship-titanic",
      submissionPath: join(target, "submission/submission.csv"),
      notes: [],
    },
  ]);
});

test("saves the submission while the agent works, and again when it has changed", async () => {
  const made = world();
  const saved = join(made.target, "submission/submission.csv");
  made.write("home/submission/submission.csv", "first");
  const collector = startCollector(made);
  const waitFor = (text: string) =>
    vi.waitFor(() => expect(readFileSync(saved, "utf8")).toBe(text), { timeout: 30_000 });
  await waitFor("first");
  made.write("home/submission/submission.csv", "second, longer");
  await waitFor("second, longer");
  expect(existsSync(join(made.target, "end.json"))).toBe(false);
  await collector.end();
  expect(JSON.parse(readFileSync(join(made.target, "end.json"), "utf8"))).toMatchObject({ reason: "lost" });
});

test.each<[string[], number, number, number]>([
  [["a", "b", "c"], 99, 1000, 100],
  [["a", "b", "c"], 1000, 60, 100],
  [["a", "b"], 1000, 59, 100],
  [["a"], 1000, 1000, 1],
])(
  "takes %j, the smallest, of files of 10, 20, 30, and 100 bytes within %d, %d, %d",
  async (names, ...limits) => {
    const made = world();
    for (const [name, bytes] of Object.entries({ a: 10, b: 20, c: 30, d: 100 }))
      made.write(`home/code/${name}`, "x".repeat(bytes));
    await collect(made, [60, ...limits]);
    expect(readdirSync(join(made.target, "code"))).toEqual(names);
  },
);

test("skips what is no file", async () => {
  const made = world();
  spawnSync("mkfifo", [join(made.top, "home/submission/submission.csv")]);
  made.write("home/submission/other.csv", "x");
  expect((await collect(made)).exitCode).toBe(0);
  expect(readdirSync(join(made.target, "submission"))).toEqual(["other.csv"]);
});

test("fails at once where results cannot be saved", async () => {
  const made = world();
  made.write("results", "a file");
  expect(await startCollector(made).exit).toBe(1);
});
