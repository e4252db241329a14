import fc from "fast-check";
import { expect, test } from "vitest";
import { schemaProblem } from "../src/index.js";
import { parseReply } from "../src/json-reply.js";

const schema = {
  type: "object",
  properties: {
    verdict: { type: "string", enum: ["yes", "no"] },
    lines: { type: "array", items: { type: "integer", minimum: 1 }, maxItems: 2 },
    note: { type: ["string", "null"], maxLength: 5 },
  },
  required: ["verdict"],
  additionalProperties: false,
} as const;

test.each([
  ['{"verdict":"yes"}', { verdict: "yes" }],
  ['```json\n{"verdict":"no"}\n```', { verdict: "no" }],
  ['Let me think: {"a": "}"} is wrong. {"verdict":"no","note":null} is it.', { verdict: "no", note: null }],
  ['<think>{"verdict":"yes"}</think>{"verdict":"no"}', { verdict: "no" }],
  ['{"verdict":"yes","lines":[1,2]} {"verdict":', { verdict: "yes", lines: [1, 2] }],
])("%s holds the reply", (text, value) => {
  expect(parseReply(text, schema)).toEqual({ value });
});

test.each([
  ["", "the reply has no JSON"],
  ["[1]", "the reply must be object"],
  ['{"note":"x"}', "the reply lacks `verdict`"],
  ['{"verdict":"maybe"}', '`verdict` must be one of "yes", "no"'],
  ['{"verdict":"yes","lines":[0]}', "`lines`[0] must be at least 1"],
  ['{"verdict":"yes","lines":[1,2,3]}', "the length of `lines` must be at most 2"],
  ['{"verdict":"yes","lines":[1.5]}', "`lines`[0] must be integer"],
  ['{"verdict":"yes","note":"longer"}', "the length of `note` must be at most 5"],
  ['{"verdict":"yes","toString":1}', "the reply has an unknown `toString`"],
  ['{"verdict":"yes","note":3}', "`note` must be string or null"],
])("%s: %s", (text, problem) => {
  expect(parseReply(text, schema)).toEqual({ problem });
});

test("no text is too odd", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', "\\", "{", "}", "[", "`", "\n", "a", ":") }),
      (text) => {
        const parsed = parseReply(text, schema);
        if ("value" in parsed) expect(schemaProblem(parsed.value, schema)).toBeUndefined();
      },
    ),
  );
});
