// Questions on articles of about 55 kB, each with its candidates for long answers.
import { join } from "node:path";
import { createDraws, writeFile } from "./writing.mjs";

export function makeRaw({ folder, size }) {
  const { below, pick, pool } = createDraws();
  const words = pool(8000, (i) => `${"abcdefghij"[i % 10]}${(i * 7919).toString(36)}`);
  words.push("São", "日本", '\\"', "<P>", "</P>", "<Td>", "</Td>", "'s", ",", ".");
  const passages = pool(3000, () => Array.from({ length: 60 + below(120) }, () => pick(words)).join(" "));
  const bits64 = (i) =>
    `${below(9) < 4 ? "-" : ""}${100_000_000 + below(900_000_000)}${String(i).padStart(9, "0")}`;
  writeFile(join(folder, "simplified-nq-train.jsonl"), size, (i) => {
    const texts = Array.from({ length: 20 + below(88) }, () => pick(passages));
    const candidates = texts.map(
      (_, k) => `{"start_token": ${k * 100}, "top_level": ${k % 5 !== 0}, "end_token": ${k * 100 + 90}}`,
    );
    const isAnswered = below(2) === 0;
    const long = isAnswered
      ? '{"start_token": 100, "candidate_index": 1, "end_token": 190}'
      : '{"start_token": -1, "candidate_index": -1, "end_token": -1}';
    const short = isAnswered && below(3) > 0 ? '[{"start_token": 110, "end_token": 114}]' : "[]";
    const annotation = `{"yes_no_answer": "NONE", "long_answer": ${long}, "short_answers": ${short}, "annotation_id": ${bits64(i).replace("-", "")}}`;
    return `{"document_text": "${texts.join(" ")}", "long_answer_candidates": [${candidates.join(", ")}], "question_text": "what is ${pick(words)} ${i}", "annotations": [${annotation}], "document_url": "https://en.wikipedia.org//w/index.php?title=${i}&amp;oldid=${i}", "example_id": ${bits64(i)}}`;
  });
}
