import { expect, test } from "vitest";
import { type Limits, type Progress, reachedLimit, workingSeconds } from "../../src/session/limits.js";
import { noTotals, noUsage } from "../../src/session/totals.js";

const none: Limits = {
  message: null,
  time: 1000,
  end: 980,
  working: null,
  token: null,
  cost: null,
  turn: null,
};
const progress = (more: Partial<Progress> = {}, totals: Partial<Progress["totals"]> = {}): Progress => ({
  messages: 10,
  elapsed: 100,
  totals: {
    ...noTotals,
    usage: { ...noUsage, inputTokens: 90, outputTokens: 10 },
    cost: 1,
    turns: 5,
    ...totals,
  },
  ...more,
});
const later = { isBeforeCall: true };

test.each([
  [{ token: 100 }, progress(), null],
  [{ token: 99 }, progress(), { type: "token", limit: 99 }],
  [{ cost: 1 }, progress(), null],
  [{ cost: 0.99 }, progress(), { type: "cost", limit: 0.99 }],
  [{ message: 11 }, progress(), null],
  [{ message: 10 }, progress(), { type: "message", limit: 10 }],
  [{ turn: 5 }, progress(), { type: "turn", limit: 5 }],
  [{}, progress({ elapsed: 979.9 }), null],
  [{}, progress({ elapsed: 980 }), { type: "time", limit: 1000 }],
  [{ working: 60 }, progress({}, { waited: 30, away: 11 }), null],
  [{ working: 60 }, progress({}, { waited: 30, away: 10 }), { type: "working", limit: 60 }],
] as const)("of %j with %j is %j", (limits, used, reached) => {
  expect(reachedLimit({ ...none, ...limits }, used, later)).toEqual(reached);
});

test("turns end nothing but another call", () => {
  expect(reachedLimit({ ...none, turn: 5 }, progress(), { isBeforeCall: false })).toBeNull();
});

test("working time is never below 0", () => {
  expect(workingSeconds(progress({ elapsed: 10 }, { waited: 20 }))).toBe(0);
});
