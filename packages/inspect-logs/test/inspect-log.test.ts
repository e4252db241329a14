import { expect, test } from "vitest";
import type { InspectEvent, InspectSample } from "../src/format.js";
import { inspectLog, type LoggedRun } from "../src/index.js";
import {
  conversation,
  everyKind,
  type FixtureRun,
  limited,
  linesOf,
  recordOf,
  reportOf,
  runIdOf,
  search,
  stateOf,
  usage,
} from "./fixture.js";

function logged(run: FixtureRun): LoggedRun {
  return {
    runId: runIdOf(run),
    record: recordOf(run),
    transcript: run.events === undefined ? null : linesOf(run.events),
    report: run.report === undefined ? null : reportOf(run, run.report),
    validations: [],
    logEnd: run.log?.split("\n") ?? [],
    problems: [],
  };
}

const logOf = (runs: readonly FixtureRun[], settings = {}) =>
  inspectLog(stateOf(runs, { nSeeds: 2, ...settings }), runs.map(logged));
const sampleOf = (run: FixtureRun): InspectSample => logOf([run]).samples[0];
const ofType = <Type extends InspectEvent["event"]>(sample: InspectSample, type: Type) =>
  sample.events.filter((event): event is Extract<InspectEvent, { event: Type }> => event.event === type);

const solved = everyKind[0];

test("runs are samples: the competition is the ID, the seed the epoch", () => {
  const { header, samples } = logOf(everyKind, { model: "openai/gpt-4o", maxMessages: 30, timeout: "10m" });
  expect(samples.map(({ id, epoch }) => [id, epoch])).toEqual(
    everyKind.map(({ competition, seed }) => [competition, seed + 1]),
  );
  expect(header).toMatchObject({
    version: 2,
    status: "success",
    eval: {
      created: "2026-01-31T12:00:00+00:00",
      model: "openai/gpt-4o",
      solver: "react",
      dataset: {
        samples: 3,
        sample_ids: ["spaceship-titanic", "leaf-classification", "denoising-dirty-documents"],
      },
      config: { epochs: 2, message_limit: 30, time_limit: 600 },
      task_args_passed: { model: "openai/gpt-4o", n_seeds: 2, max_messages: 30, timeout: 600 },
    },
  });
});

test("the task is the split, the only competition, or the run group", () => {
  const taskOf = (...competitions: string[]) =>
    logOf(competitions.map((competition) => ({ competition, seed: 0 }))).header.eval.task;
  expect(taskOf("leaf-classification")).toBe("mlebench/leaf-classification");
  expect(taskOf("leaf-classification", "color-guess")).toBe(
    "mlebench/2026-01-31T12-00-00-GMT_run-group_react",
  );
  const dev = [
    ...["invasive-species-monitoring", "ml2021spring-hw2", "movie-review-sentiment-analysis-kernels-only"],
    ...["paddy-disease-classification", "plant-seedlings-classification", "playground-series-s3e18"],
    "spaceship-titanic",
  ];
  expect(taskOf(...dev)).toBe("mlebench/dev");
});

test("scores are averaged over seeds, then over competitions", () => {
  const { header, reductions } = logOf(everyKind);
  expect(reductions).toEqual([
    {
      scorer: "mle_bench_scorer",
      samples: [
        {
          sample_id: "spaceship-titanic",
          value: { valid_submission: 0.5, above_median: 0.5, any_medal: 0.5 },
        },
        {
          sample_id: "leaf-classification",
          value: { valid_submission: 0.5, above_median: 0.5, any_medal: 0 },
        },
        // The seed whose grader failed does not count.
        {
          sample_id: "denoising-dirty-documents",
          value: { valid_submission: 1, above_median: 1, any_medal: 1 },
        },
      ],
    },
  ]);
  const scores = header.results?.scores ?? [];
  expect(scores.map(({ name, metrics }) => [name, metrics.accuracy.value, metrics.stderr.value])).toEqual([
    ["valid_submission", 2 / 3, expect.closeTo(1 / 6, 12)],
    ["above_median", 2 / 3, expect.closeTo(1 / 6, 12)],
    ["any_medal", 0.5, expect.closeTo(0.5 / Math.sqrt(3), 12)],
  ]);
  expect(header.results).toMatchObject({
    total_samples: 6,
    completed_samples: 4,
    headline: { score: "any_medal", metric: "accuracy" },
  });
});

test("without a grading report there are no scores, rather than zeros", () => {
  const { header, samples, reductions } = logOf([{ ...solved, report: undefined }]);
  expect(samples[0].scores).toBeUndefined();
  expect(header.results).toMatchObject({ scores: [] });
  expect(header.results?.headline).toBeUndefined();
  expect(reductions).toEqual([]);
});

test("the explanation of a score is its report", () => {
  const score = sampleOf(solved).scores?.mle_bench_scorer;
  expect(score?.value).toEqual({ valid_submission: true, above_median: true, any_medal: true });
  expect(JSON.parse(score?.explanation ?? "")).toEqual(reportOf(solved));
});

test("model events lead to the messages that the model got, each written once", () => {
  const sample = sampleOf(solved);
  const [first, second] = ofType(sample, "model").map(({ input_refs }) =>
    input_refs.flatMap(([from, to]) => sample.events_data.messages.slice(from, to)),
  );
  expect(first.map(({ role }) => role)).toEqual(["system", "user"]);
  expect(second.map(({ content }) => content).at(-1)).toBe("(output removed)");
  expect(sample.messages.map(({ role }) => role)).toEqual([
    ...["system", "user", "assistant", "tool", "assistant", "tool", "tool"],
  ]);
  expect(sample.messages[3]).toMatchObject({ content: "train.csv\ntest.csv", tool_call_id: "c1" });
  const ids = sample.events_data.messages.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("times are when calls began, and waiting is no working time", () => {
  const sample = sampleOf(solved);
  const [first, second] = ofType(sample, "model");
  expect(first).toMatchObject({
    timestamp: "2026-01-31T12:00:11.000Z",
    completed: "2026-01-31T12:00:15.000Z",
    working_start: 1,
    working_time: 2.5,
  });
  expect(second).toMatchObject({
    timestamp: "2026-01-31T12:00:19.000Z",
    working_start: 7.5,
    working_time: 3,
  });
  expect(sample).toMatchObject({ total_time: 60, working_time: 58.5, turn_count: 2 });
});

test("tokens are counted as Inspect counts them: the cache's apart", () => {
  expect(sampleOf(solved).model_usage).toEqual({
    "openai/gpt-4o": {
      input_tokens: 150,
      output_tokens: 30,
      total_tokens: 330,
      input_tokens_cache_read: 130,
      input_tokens_cache_write: 20,
      reasoning_tokens: 4,
      total_cost: 0.75,
    },
  });
  const outputs = ofType(sampleOf(solved), "model").map(({ output }) => output);
  expect(outputs.map((output) => output.input_context_tokens)).toEqual([100, 200]);
  expect(sampleOf({ ...solved, events: search }).model_usage["openai/gpt-4o"]).not.toHaveProperty(
    "total_cost",
  );
});

test("what an agent in code reports counts where it has no transcript", () => {
  const record = {
    limit: { type: "cost", limit: 2 },
    usage: { "openai/gpt-4o": usage(10, 5) },
    cost: 2.5,
    turns: 3,
  } as const;
  expect(sampleOf({ ...solved, events: undefined, record })).toMatchObject({
    limit: { type: "cost", limit: 2 },
    model_usage: { "openai/gpt-4o": { total_tokens: 15, total_cost: 2.5 } },
    turn_count: 3,
  });
});

test("the limit of messages is the agent's own where the settings have none", () => {
  const { header, samples } = logOf([solved]);
  expect([header.eval.config.message_limit, samples[0].message_limit]).toEqual([30, 30]);
});

test("calls without valid arguments are kept, and so is what was wrong", () => {
  const sample = sampleOf(solved);
  expect(sample.messages[4]).toMatchObject({
    tool_calls: [{ arguments: { input: "not an object" }, parse_error: expect.any(String) }, {}],
  });
  expect(ofType(sample, "tool")[1]).toMatchObject({ error: { message: "Invalid arguments" } });
});

test("a call is where it began, before what happened during it", () => {
  const events = sampleOf(solved).events.map((event) => ("function" in event ? event.function : event.event));
  expect(events.slice(events.indexOf("compaction"), events.indexOf("score"))).toEqual([
    ...["compaction", "model", "bash", "submit", "info", "span_end", "span_end", "span_begin", "span_begin"],
  ]);
  const { length } = conversation;
  const withoutBegins = conversation.filter(([, { type }]) => type !== "tool-begin");
  expect(withoutBegins.length).toBe(length - 3);
  expect(ofType(sampleOf({ ...solved, events: withoutBegins }), "tool")).toHaveLength(3);
});

test("spans are closed in the order in which they were opened, and every event is in one", () => {
  for (const run of everyKind) {
    const sample = sampleOf(run);
    const open = new Set<string>();
    for (const event of sample.events) {
      if (event.event === "span_begin") {
        if (event.parent_id !== null) expect(open).toContain(event.parent_id);
        open.add(event.id);
      }
      expect(open).toContain(event.span_id);
      if (event.event === "span_end") open.delete(event.id);
    }
    expect(open.size).toBe(0);
    expect(new Set(sample.events.map(({ uuid }) => uuid)).size).toBe(sample.events.length);
  }
});

test("conversations of a search are agents of their own, and all its messages are shown", () => {
  const sample = sampleOf({ ...solved, events: search });
  const threads = ofType(sample, "span_begin").filter(({ name }) => ["n1", "n2"].includes(name));
  expect(threads.map(({ type }) => type)).toEqual(["agent", "agent"]);
  expect(ofType(sample, "model").map(({ span_id }) => span_id)).toEqual(threads.map(({ id }) => id));
  expect(sample.messages).toHaveLength(4);
});

test("a limit is a sample's limit, and an event", () => {
  const own = sampleOf({ ...solved, events: limited });
  expect(own.limit).toEqual({ type: "message", limit: 3 });
  expect(ofType(own, "sample_limit")).toMatchObject([{ type: "message", limit: 3 }]);
  const late = sampleOf(everyKind[3]);
  expect(late.limit).toEqual({ type: "time", limit: 600 });
  expect(late.error).toBeUndefined();
});

test("a failed run has an error with the end of its log, and its score nevertheless", () => {
  const sample = sampleOf(everyKind[4]);
  expect(sample.error?.message).toBe("the agent exited with exit code 7");
  expect(sample.error?.traceback).toContain("boom");
  expect(sample.scores).toBeDefined();
});

test("a grader error is an error without a score", () => {
  const sample = sampleOf(everyKind[5]);
  expect(sample.error?.message).toBe("Grader error: the answers are damaged");
  expect(sample.scores).toBeUndefined();
});

test("a call under way when a log is written is pending; one that a killed process left has an error", () => {
  const record = { status: "running", ended_at: null, seconds: null, exit_code: null } as const;
  const begun = conversation.slice(0, 6);
  const running = sampleOf({ ...solved, events: begun, record, report: undefined });
  expect(ofType(running, "tool")).toMatchObject([{ pending: true }]);
  expect(logOf([{ ...solved, events: begun, record }]).summaries[0]).toMatchObject({ completed: false });
  const [first] = conversation;
  const resumed = sampleOf({
    ...solved,
    events: [...begun, [20, { ...(first[1] as object), isResumed: true } as (typeof first)[1]]],
    record,
  });
  expect(ofType(resumed, "tool")).toMatchObject([{ error: { type: "cancelled" } }]);
  expect(ofType(resumed, "info").map(({ source }) => source)).toContain("resumed");
});

test("no text of an agent without a transcript is taken for Markdown", () => {
  const [{ data }] = ofType(sampleOf(everyKind[3]), "info").filter(({ source }) => source === "log");
  expect(data).toMatch(/^````text\n[\s\S]*```no fence```[\s\S]*\n````$/);
});

test("the status of a group that has not ended depends on its runs", () => {
  const statusOf = (status: "interrupted" | "lost" | "running" | "pending") => {
    const other: FixtureRun = {
      competition: "spaceship-titanic",
      seed: 1,
      record: { status, reason: "why" },
    };
    return logOf([solved, other]).header;
  };
  expect(statusOf("interrupted").status).toBe("cancelled");
  expect(statusOf("pending").status).toBe("cancelled");
  expect(statusOf("running").status).toBe("started");
  expect(statusOf("lost")).toMatchObject({
    status: "error",
    error: { message: "1 of 2 runs have no result: why" },
  });
});

test("secrets are in no log", () => {
  const settings = {
    kwargs: { token: "secret-1" },
    envVars: { KEY: "secret-2" },
    baseUrl: "https://user:secret-3@models.example/v1?key=secret-4",
  };
  const text = JSON.stringify(logOf([solved], settings));
  expect(text).not.toMatch(/secret-\d/);
  expect(text).toContain("https://models.example/v1");
});

test("the same group gives the same log, another one other IDs", () => {
  expect(JSON.stringify(logOf(everyKind))).toBe(JSON.stringify(logOf(everyKind)));
  const ids = [logOf(everyKind), logOf([solved])].map(({ header }) => header.eval.eval_id);
  expect(ids[0]).toMatch(/^[2-9A-HJ-NP-Za-km-z]{22}$/);
  expect(ids[0]).not.toBe(ids[1]);
});
