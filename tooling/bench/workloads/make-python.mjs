// Writes Python scripts of about 20 kB for the benchmark of plagiarism: notebooks that share code, and versions of an agent.
//   node make-python.mjs DIR NOTEBOOKS FILES
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [directory, notebooks, files] = process.argv.slice(2);

let state = 1;
const draw = (limit) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};
const pick = (list) => list[draw(list.length)];

function expression(depth) {
  if (depth === 0)
    return pick(["train_features", "validation_table", "1", '"passenger_group"', "model", "0.5"]);
  const [a, b] = [expression(depth - 1), expression(draw(depth))];
  return pick([
    `${a} + ${b}`,
    `f(${a}, key=${b})`,
    `${a}[${b}]`,
    `[${a}, ${b}]`,
    `(${a} if ${b} else None)`,
    `df.groupby(${a}).agg(${b})`,
  ]);
}

function statement(indent) {
  const value = expression(1 + draw(3));
  return pick([
    [`${indent}x = ${value}`],
    [`${indent}print(${value})`],
    [`${indent}for i in range(${value}):`, `${indent}    y = ${expression(2)}`],
    [`${indent}if ${value}:`, `${indent}    return ${expression(2)}`],
    [`${indent}model.fit(${value}, ${expression(1)})`],
  ]).join("\n");
}

const block = (name) =>
  `def ${name}(x, table=None):\n${Array.from({ length: 12 }, () => statement("    ")).join("\n")}\n`;
const common = Array.from({ length: 30 }, (_, i) => block(`common_${i}`));

function script() {
  const parts = Array.from({ length: 16 }, (_, i) => (draw(4) === 0 ? pick(common) : block(`own_${i}`)));
  return parts.join("\n\n");
}

function writeAll(folder, count) {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) writeFileSync(join(folder, `script_${i}.py`), script());
}

writeAll(join(directory, "kernels/spaceship-titanic"), Number(notebooks));
writeAll(join(directory, "run/code"), Number(files));
writeFileSync(
  join(directory, "submission.jsonl"),
  `${JSON.stringify({ competition_id: "spaceship-titanic", submission_path: null, code_path: join(directory, "run/code") })}\n`,
);
