import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectPackages, pythonWith } from "../../../tooling/python-packages.js";
import { type LogFormat, writeGroupLog, writeTrajectories } from "../src/index.js";
import { conversation, everyKind, type FixtureRun, writeGroup } from "./fixture.js";

// Both formats change with the versions of these packages.
const found = await pythonWith(inspectPackages);
const python = "python" in found ? found.python : undefined;
if ("reason" in found) process.stderr.write(`\nSKIPPED, NOT TESTED: logs in Inspect: ${found.reason}\n`);

const folder = (): string => mkdtempSync(join(tmpdir(), "mlebench-inspect-"));

/** Runs the command line of Inspect, or a script, for each line of its input: importing Inspect takes seconds. */
const readers = `
import contextlib, io, json, sys, traceback
from inspect_ai._cli.main import main
for line in sys.stdin:
  script, sys.argv = json.loads(line)
  output, failure = io.StringIO(), None
  try:
    with contextlib.redirect_stdout(output):
      main() if script is None else exec(script, {})
  except SystemExit as end:
    failure = None if end.code in (None, 0) else f"exit code {end.code}: {output.getvalue()}"
  except BaseException:
    failure = traceback.format_exc()
  print(json.dumps([output.getvalue(), failure]), flush=True)
`;

let child: ChildProcessByStdio<Writable, Readable, null>;
let answers: AsyncIterator<string>;

beforeAll(() => {
  if (python === undefined) return;
  // Nothing of this process's environment but PATH.
  const env = { PATH: process.env.PATH ?? "", HOME: tmpdir(), PYTHONPATH: "" };
  child = spawn(python, ["-c", readers], { env, stdio: ["pipe", "pipe", "inherit"] });
  answers = createInterface(child.stdout)[Symbol.asyncIterator]();
});
afterAll(async () => {
  if (python === undefined) return;
  child.stdin.end();
  await once(child, "close");
});

/** @throws Error with what Python says, if it fails */
async function call(script: string | null, args: readonly string[]): Promise<string> {
  child.stdin.write(`${JSON.stringify([script, args])}\n`);
  const { value, done } = await answers.next();
  if (done === true) throw new Error("Python has ended");
  const [output, failure] = JSON.parse(value) as [string, string | null];
  if (failure !== null) throw new Error(failure);
  return output;
}
const inspect = (...args: string[]): Promise<string> => call(null, ["inspect", ...args]);
const script = async (text: string, ...args: string[]): Promise<unknown> =>
  JSON.parse(await call(text, ["-c", ...args]));

/** A log as Python's readers see it, in the order of its samples. */
const readLog = `
import json, sys
from inspect_ai.log import read_eval_log
log = read_eval_log(sys.argv[1])
print(json.dumps([[s.id, s.epoch, {k: v.value for k, v in (s.scores or {}).items()}, s.limit and s.limit.type,
  s.error and s.error.message, [m.text for m in s.messages],
  [[m.text for m in e.input] for e in s.events if e.event == "model"]] for s in log.samples]))
`;

/** The metrics of a log, computed by Inspect from the scores of its samples. */
const computeMetrics = `
import json, sys
from inspect_ai._eval.task.results import reduce_scores
from inspect_ai.log import read_eval_log
from inspect_ai.scorer import SampleScore, Score, accuracy, mean_score, stderr
log = read_eval_log(sys.argv[1])
name = "mle_bench_scorer"
scores = [SampleScore(score=s.scores[name], sample_id=s.id) for s in log.samples if s.scores]
reduced = reduce_scores(scores, mean_score())
def of(key):
  values = [SampleScore(score=Score(value=r.score.value[key]), sample_id=r.sample_id) for r in reduced]
  return [float(accuracy()(values)), float(stderr()(values))]
print(json.dumps({
  "computed": {key: of(key) for key in ["valid_submission", "above_median", "any_medal"]},
  "written": {s.name: [m.value for m in s.metrics.values()] for s in log.results.scores},
  "reduced": {r.sample_id: r.score.value for r in reduced},
  "reductions": {r.sample_id: r.value for r in log.reductions[0].samples},
}))
`;

const frames = `
import json, sys
from inspect_ai.analysis import evals_df, samples_df
evals, samples = evals_df(sys.argv[1]), samples_df(sys.argv[1])
print(json.dumps({
  "evals": [evals.task_name[0], evals.model[0], evals.status[0], int(evals.total_samples[0]),
            float(evals.score_headline_value[0]), evals.score_headline_name[0]],
  "samples": sorted([r["id"], int(r["epoch"]), str(r["metadata_medal"]), float(r["total_time"])] for _, r in samples.iterrows()),
}))
`;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where what was written is not what a reader got: a path each. Times are the same if their moments are. */
function differences(written: Json, read: Json, path = ""): string[] {
  if (written === null) return [];
  if (Array.isArray(written)) {
    const items = Array.isArray(read) ? read : [];
    if (items.length !== written.length) return [`${path}: ${items.length} instead of ${written.length}`];
    return written.flatMap((item, index) =>
      differences(item as Json, items[index] as Json, `${path}[${index}]`),
    );
  }
  if (typeof written === "object") {
    const record = (read ?? {}) as { readonly [key: string]: Json };
    return Object.entries(written).flatMap(([key, value]) =>
      differences(value as Json, record[key], `${path}.${key}`),
    );
  }
  const isSame = written === read || isSameTime(written, read);
  return isSame ? [] : [`${path}: ${JSON.stringify(read)} instead of ${JSON.stringify(written)}`];
}

function isSameTime(a: Json, b: Json): boolean {
  const moments = [a, b].map((text) =>
    /^\d{4}-\d\d-\d\dT/.test(String(text)) ? Date.parse(String(text)) : Number.NaN,
  );
  return moments[0] === moments[1];
}

interface Log {
  status: string;
  samples: { id: string; epoch: number; events: Json[]; events_data?: Json }[];
}

const parse = (text: string): Log => JSON.parse(text) as Log;
/** Samples in one order, without what readers put where it is used. */
const comparable = (log: Log): Json =>
  ({
    ...log,
    samples: log.samples
      .map(({ events_data, events, ...sample }) => ({
        ...sample,
        events: events.map((event) => {
          const { input, input_refs, ...rest } = event as { input?: Json; input_refs?: Json };
          return rest;
        }),
      }))
      .sort((a, b) => (a.id === b.id ? a.epoch - b.epoch : a.id < b.id ? -1 : 1)),
  }) as unknown as Json;

describe.skipIf(python === undefined)("Inspect", () => {
  const group = writeGroup(everyKind, { nSeeds: 2, model: "openai/gpt-4o", maxMessages: 30 });
  const write = (format: LogFormat): Promise<string> => writeGroupLog(group, { directory: folder(), format });

  test("reads everything that is written, from either format", async () => {
    const written = parse(readFileSync(await write("json"), "utf8"));
    for (const format of ["json", "eval"] as const) {
      const dumped = parse(await inspect("log", "dump", await write(format)));
      expect(differences(comparable(written), comparable(dumped))).toEqual([]);
    }
  });

  test("reads messages, scores, limits, errors, and the input of each model call", async () => {
    const [json, zip] = [
      await script(readLog, await write("json")),
      await script(readLog, await write("eval")),
    ] as Json[][];
    const sorted = (samples: Json[]) => samples.map((sample) => JSON.stringify(sample)).sort();
    expect(sorted(zip)).toEqual(sorted(json));
    const [solved] = json.filter((sample) => (sample as Json[])[0] === "spaceship-titanic") as Json[][];
    expect(solved.slice(0, 5)).toEqual([
      "spaceship-titanic",
      1,
      { mle_bench_scorer: { valid_submission: true, above_median: true, any_medal: true } },
      null,
      null,
    ]);
    expect(solved[6]).toEqual([
      ["You are an agent.", "Solve the task. 🚀 \ufffd"],
      ["You are an agent.", "Solve the task. 🚀 \ufffd", "I look at the data.", "(output removed)"],
    ]);
  });

  test("computes the metrics that are written, and the means over seeds", async () => {
    const metrics = (await script(computeMetrics, await write("eval"))) as Record<string, Json>;
    expect(metrics.written).toEqual(metrics.computed);
    expect(metrics.reductions).toEqual(metrics.reduced);
  });

  test("lists, converts, and bundles logs", async () => {
    for (const format of ["eval", "json"] as const) {
      const path = await write(format);
      const listed: unknown = JSON.parse(await inspect("log", "list", "--json", "--log-dir", dirname(path)));
      expect(listed).toMatchObject([{ name: expect.stringContaining(basename(path)), suffix: null }]);
      const output = folder();
      const target = format === "eval" ? "json" : "eval";
      await inspect("log", "convert", path, "--to", target, "--output-dir", output);
      const [converted] = readdirSync(output);
      const before = parse(await inspect("log", "dump", path));
      const after = parse(await inspect("log", "dump", join(output, converted)));
      expect(differences(comparable(before), comparable(after))).toEqual([]);
      const bundle = join(folder(), "bundle");
      await inspect("view", "bundle", "--log-dir", dirname(path), "--output-dir", bundle);
      const listing = JSON.parse(readFileSync(join(bundle, "logs/listing.json"), "utf8")) as Record<
        string,
        Json
      >;
      expect(listing[basename(path)]).toMatchObject({
        model: "openai/gpt-4o",
        status: "success",
        primary_metric: { name: "accuracy", value: 0.5 },
      });
    }
  });

  test("has evals and samples as data frames", async () => {
    const read = await script(frames, dirname(await write("eval")));
    const { evals, samples } = read as Record<string, Json[]>;
    expect(evals).toEqual([
      "2026-01-31T12-00-00-GMT_run-group_react",
      "openai/gpt-4o",
      "success",
      6,
      0.5,
      "mle_bench_scorer",
    ]);
    expect(samples).toHaveLength(6);
    expect(samples).toContainEqual(["spaceship-titanic", 1, "silver", 60]);
  });

  test("reads a log that is still being written as one that has started", async () => {
    const running: FixtureRun = {
      ...everyKind[0],
      events: conversation.slice(0, 6),
      record: { status: "running", ended_at: null, seconds: null, exit_code: null },
      report: undefined,
    };
    const runs = [running, { ...everyKind[2], report: undefined }];
    for (const format of ["eval", "json"] as const) {
      const path = await writeGroupLog(writeGroup(runs), { directory: folder(), format, isRunning: true });
      const { status, samples } = parse(await inspect("log", "dump", path));
      expect([status, samples.length]).toEqual(["started", 2]);
    }
  });
});

const validateTrajectories = `
import glob, json, os, sys, types
# Importing the package itself would need Python 3.12 and its dependencies.
import importlib.util
home = os.path.dirname(importlib.util.find_spec("harbor").origin)
for name, path in [("harbor", home), ("harbor.models", home + "/models")]:
  sys.modules[name] = types.ModuleType(name)
  sys.modules[name].__path__ = [path]
from harbor.models.trajectories import Trajectory
print(json.dumps([[t.schema_version, len(t.steps), len(t.subagent_trajectories or [])]
  for t in (Trajectory.model_validate_json(open(path).read()) for path in sys.argv[1:])]))
`;

test.skipIf(python === undefined)("Harbor reads trajectories of every kind of run", async () => {
  const paths = writeTrajectories(writeGroup(everyKind), folder());
  expect(await script(validateTrajectories, ...paths)).toEqual([
    ["ATIF-v1.8", 4, 0],
    ["ATIF-v1.8", 3, 0],
    ["ATIF-v1.8", 2, 2],
    ["ATIF-v1.8", 2, 0],
    ["ATIF-v1.8", 2, 0],
    ["ATIF-v1.8", 2, 0],
  ]);
});
