import type { Session } from "../session/session.js";
import { noUsage } from "../session/totals.js";
import { runCode } from "../tools/run-code.js";
import { submissionOf } from "./run-node.js";
import { trySubmission } from "./submission.js";
import { type GoodNode, goodNodes, nodesIn } from "./tree-node.js";

/** Programs that are combined at most, and at least. */
const mostMembers = 5;
const fewestMembers = 3;
/** How much worse than the best a member may be, relative to it. */
const tolerance = 0.05;
const id = "ensemble";
const ensembleSeconds = 1800;

/**
 * Combines submissions with the same header and the same IDs in their first column. Numbers are averaged; texts, and
 * integers that may be labels, are voted on, where the best wins a tie.
 */
const program = `import csv, sys
from collections import Counter

target, *paths = sys.argv[1:]
tables = []
for path in paths:
    with open(path, newline="", encoding="utf-8-sig") as file:
        header, *rows = list(csv.reader(file))
        tables.append((header, {row[0]: row for row in rows}, len(rows)))
header, first, count = tables[0]
for other, rows, length in tables:
    if other != header or rows.keys() != first.keys() or length != len(rows) or len(header) < 2:
        sys.exit("The submissions do not align by ID")
    if any(len(row) != len(header) for row in rows.values()):
        sys.exit("The submissions have rows of different lengths")

def number(text):
    try:
        value = float(text)
        return value if abs(value) < float("inf") else None
    except ValueError:
        return None

def combine(column):
    texts = {key: [rows[key][column] for _, rows, _ in tables] for key in first}
    values = {key: [number(text) for text in row] for key, row in texts.items()}
    everything = [value for row in values.values() for value in row]
    numeric = all(value is not None for value in everything)
    if numeric and not (all(value == int(value) for value in everything) and len(set(everything)) <= 50):
        return {key: repr(sum(row) / len(row)) for key, row in values.items()}
    votes = {}
    for key, row in texts.items():
        counts = Counter(row)
        most = max(counts.values())
        votes[key] = next(text for text in row if counts[text] == most)
    return votes

columns = [combine(column) for column in range(1, len(header))]
with open(target, "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file, lineterminator="\\n")
    writer.writerow(header)
    for key in first:
        writer.writerow([key, *(column[key] for column in columns)])
`;

/** The programs that are good enough to be combined, the best first. */
export function ensembleMembers(good: readonly GoodNode[]): readonly GoodNode[] {
  const [best] = good;
  if (best === undefined) return [];
  const margin = Math.abs(best.metric) * tolerance;
  const close = good.filter(({ metric }) => Math.abs(metric - best.metric) <= margin).slice(0, mostMembers);
  return close.length < fewestMembers ? [] : close;
}

/** Combines the submissions of the best programs; the result becomes the submission if it is valid. */
export async function combineBest(session: Session): Promise<void> {
  const nodes = nodesIn(session.lines());
  if (nodes.some(({ stage }) => stage === "ensemble")) return;
  const members = ensembleMembers(goodNodes(nodes, session.task.isLowerBetter));
  const [best] = members;
  if (best === undefined) return;
  const { environment, timeLimit } = session.task;
  // What is put in place has to be checked, too.
  if (session.secondsLeft() < Math.min(60, timeLimit / 100)) return;
  const began = session.task.elapsed();
  const path = `code/${id}/submission.csv`;
  const files = members.map((node) => submissionOf(node.id)).join(" ");
  await environment.writeFile(`code/${id}/program.py`, program, { signal: session.signal });
  const { exitCode, output } = await runCode(
    environment,
    `exec "$(command -v python || command -v python3)" code/${id}/program.py ${path} ${files}`,
    {
      language: "bash",
      timeout: Math.max(1, Math.min(ensembleSeconds, session.secondsLeft())),
      signal: session.signal,
    },
  );
  const validation =
    exitCode === 0
      ? await trySubmission(session, path, submissionOf(best.id))
      : { valid: false, message: output.trim() };
  session.record({
    type: "node",
    id,
    parent: best.id,
    stage: "ensemble",
    plan: `Combines ${members.map((node) => node.id).join(", ")}.`,
    code: program,
    output: output.slice(-2000),
    metric: null,
    isBuggy: validation.valid === false,
    reason: validation.message,
    seconds: Math.max(0, session.task.elapsed() - began),
    usage: noUsage,
    cost: 0,
  });
}
