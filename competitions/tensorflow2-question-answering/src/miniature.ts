import type { RandomState } from "@mlebench/sampling";
import { defineMiniature, distinct } from "@mlebench/synthetic";

const titles = [
  "Email marketing",
  "The Mother ( How I Met Your Mother )",
  "São Paulo",
  "日本",
  "AC/DC",
  "C++ \\ C#",
];
const sentences = [
  "It was first used in 1978 .",
  'The so - called " blast " is sent to 400 prospects .',
  "They live in Łódź , Poland .",
  "See https://example.org/a?b=1&c=2 for more .",
  "Prices rose from $ 5 to 7.50 / month [ 1 ] .",
  "An emoji 😀 and a tab\tand a line\u2028end .",
  "Control \u0007 and delete \u007f characters \b\f .",
];
const questions = [
  "which is the most common use of opt-in e-mail marketing",
  "how i.met your mother who is the mother",
  "what is the capital of são paulo",
  "42",
  "is ac/dc an australian band",
];

/** A random integer of 64 bits. */
function bits64(random: RandomState): bigint {
  const half = (): bigint => BigInt(random.randint(0, 2 ** 31)) * 2n + BigInt(random.randint(0, 2));
  return (half() << 32n) | half();
}

/**
 * Questions on articles, each with the one annotation that Kaggle's training data has: no answer, a long one, short
 * ones inside it, or YES or NO. IDs are integers of 64 bits, annotations' without a sign. Text is in UTF-8 or in
 * escapes, and spaces are between tokens of JSON or not.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, below, size }) => {
  const ids = distinct(size, () => BigInt.asIntN(64, bits64(random)));
  const lines = ids.map((id) => {
    const title = pick(titles);
    const parts = [`${title} - Wikipedia <H1> ${title} </H1>`];
    const candidates: { start: number; end: number; top: boolean }[] = [];
    let tokens = parts[0].split(" ").length;
    for (let i = 1 + below(4); i > 0; i--) {
      const part = `<P> ${pick(sentences)}${chance(0.5) ? ` ${pick(sentences)}` : ""} </P>`;
      const end = tokens + part.split(" ").length;
      candidates.push({ start: tokens, end, top: chance(0.8) });
      parts.push(part);
      tokens = end;
    }
    const chosen = chance(0.5) ? below(candidates.length) : -1;
    const long = chosen === -1 ? { start: -1, end: -1 } : candidates[chosen];
    const kind = chosen === -1 ? 0 : below(5);
    const short = Array.from({ length: kind > 1 ? kind - 1 : 0 }, () => {
      const start = long.start + 1 + below(3);
      return `{"start_token": ${start}, "end_token": ${start + 1 + below(3)}}`;
    });
    const verdict = kind === 1 ? pick(["YES", "NO"]) : "NONE";
    const annotation = [
      `"yes_no_answer": "${verdict}"`,
      `"long_answer": {"start_token": ${long.start}, "candidate_index": ${chosen}, "end_token": ${long.end}}`,
      `"short_answers": [${short.join(", ")}]`,
      `"annotation_id": ${bits64(random)}`,
    ];
    const spans = candidates.map(
      ({ start, end, top }) => `{"start_token": ${start}, "top_level": ${top}, "end_token": ${end}}`,
    );
    const members = [
      `"document_text": ${JSON.stringify(parts.join(" "))}`,
      `"long_answer_candidates": [${spans.join(", ")}]`,
      `"question_text": ${JSON.stringify(pick(questions))}`,
      `"annotations": [{${annotation.join(", ")}}]`,
      `"document_url": "https://en.wikipedia.org//w/index.php?title=${title.replaceAll(" ", "_").replaceAll("\\", "")}&amp;oldid=${below(1e9)}"`,
      `"example_id": ${id}`,
    ];
    const line = `{${members.join(", ")}}`;
    const compact = chance(0.5)
      ? line.replaceAll(/(?<=[{[\]}"\d]|true|false)([,:]) (?=["{[\d-]|true|false)/g, "$1")
      : line;
    return chance(0.5) ? compact : inAscii(compact);
  });
  await raw.lines("simplified-nq-train.jsonl", lines);
  const asked = lines.slice(0, Math.ceil(size / 20)).map((line) => line.replace(/, ?"annotations".*$/, "}"));
  await raw.lines("simplified-nq-test.jsonl", asked);
  await raw.csv("sample_submission.csv", ["example_id", "PredictionString"], []);
});

/** JSON with escapes for all that is not ASCII. */
function inAscii(json: string): string {
  return json.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
