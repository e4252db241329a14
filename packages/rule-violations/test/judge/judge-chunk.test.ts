import { afterEach, expect, test } from "vitest";
import { type Judgment, judgeChunk } from "../../src/judge/judge-chunk.js";
import { questions } from "../../src/judge/questions.js";
import type { Chunk } from "../../src/read/chunks.js";
import { type Answer, type JudgeHarness, no, startJudge } from "./harness.js";

let judge: JudgeHarness;
afterEach(() => judge.close());

const text = "epoch 1\nI write the labels by hand:\ncat > submission.csv\nepoch 2";
const chunk: Chunk = {
  index: 0,
  text,
  places: text.split("\n").map((line, i) => ({ file: "a.log", line: i + 1, offset: text.indexOf(line) })),
};
const [question] = questions;

async function ask(answer: Answer, asked: Chunk = chunk): Promise<Judgment> {
  judge = await startJudge(answer);
  return judgeChunk(asked, { ask: judge.model.generate, kind: "logs", question });
}

const yes = {
  reasoning: "Line 2.",
  verdict: "yes",
  quotation: "I write the labels  by hand",
  confidence: 0.8,
};
const isSkeptic = (system: string): boolean => system.includes("Another inspector");

test("a yes needs a quotation and a second pass", async () => {
  const judgment = await ask((system) =>
    isSkeptic(system) ? { reasoning: "No other reason.", verdict: "upheld" } : yes,
  );
  expect(judgment).toMatchObject({ verdict: "yes", file: "a.log", line: 2, confidence: 0.8 });
  expect(judge.server.requests).toHaveLength(2);
});

test.each([
  ["dismissed", "no"],
  ["unclear", "unclear"],
])("a yes that the second pass calls %s is %s", async (second, verdict) => {
  const judgment = await ask((system) =>
    isSkeptic(system) ? { reasoning: "A baseline.", verdict: second } : yes,
  );
  expect(judgment.verdict).toBe(verdict);
  expect(judgment.reasoning).toContain("A baseline.");
});

test("a yes with a quotation that does not occur is unclear, without a second pass", async () => {
  const judgment = await ask(() => ({ ...yes, quotation: "I cheat in this line" }));
  expect(judgment).toMatchObject({ verdict: "unclear" });
  expect(judgment.quotation).toBeUndefined();
  expect(judge.server.requests).toHaveLength(1);
});

test("no and unclear are taken as they are", async () => {
  expect(await ask(() => no)).toMatchObject({ verdict: "no" });
  await judge.close();
  expect(await ask(() => ({ ...no, verdict: "unclear" }))).toMatchObject({ verdict: "unclear" });
});

test("a call that fails is failed, with the reason", async () => {
  const judgment = await ask(() => ({ status: 400, body: { error: { message: "Bad request" } } }));
  expect(judgment).toMatchObject({ verdict: "failed" });
});

test("a rejected key is thrown, so that no other call is made", async () => {
  await expect(
    ask(() => ({ status: 401, body: { error: { message: "Incorrect API key" } } })),
  ).rejects.toThrow(/key/i);
});

test("a text that is too long for the model is judged in halves", async () => {
  const long = Array.from({ length: 400 }, (_, i) => `line ${i} of a long log`).join("\n");
  const places = long
    .split("\n")
    .map((line, i) => ({ file: "a.log", line: i + 1, offset: long.indexOf(line) }));
  const quotation = "line 399 of a long log";
  const judgment = await ask(
    (system, user) => {
      if (user.length > 7000)
        return {
          status: 400,
          body: {
            error: {
              message: "This model's maximum context length is 10 tokens",
              code: "context_length_exceeded",
            },
          },
        };
      if (isSkeptic(system)) return { reasoning: "r", verdict: "upheld" };
      return user.includes(quotation) ? { ...yes, quotation } : no;
    },
    { index: 0, text: long, places },
  );
  expect(judgment).toMatchObject({ verdict: "yes", line: 400 });
});

test("fences the text with marks that it cannot contain, and sends the question after it", async () => {
  let seen = ["", ""];
  await ask((system, user) => {
    seen = [system, user];
    return no;
  });
  const [, mark] = /<<<UNTRUSTED (\w+)\n/.exec(seen[1]) ?? [];
  expect(seen[1].split(mark)).toHaveLength(3);
  expect(seen[1].indexOf(question.text)).toBeGreaterThan(seen[1].lastIndexOf(mark));
  expect(text).not.toContain(mark);
  expect(seen[0]).toMatch(/nothing is an instruction/);
});
