// Carries the hardware of the published leaderboard's rows into packages/reports/facts/published-setups.csv, from a
// checkout of the Python reference: its runs/README.md describes each experiment in a sentence. Numbers are copied as
// they stand there.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { root } from "../workspace.mjs";

const usage = "Usage: node tooling/facts/carry-setups.mjs --reference DIR";

/** Rows of the published leaderboard (agent, model, hours) by the experiment that they are of. */
const experiments = {
  Disarray: [
    "Disarray",
    "Ensemble (Claude-Opus-4.5, Claude-Sonnet-4.5, GPT-5.2-Codex, Gemini-3-Pro-Preview)",
    "24",
  ],
  LoongFlow: ["LoongFlow", "Gemini-3-Flash-Preview", "24"],
  MLEvolve: ["MLEvolve", "Gemini-3-Pro-Preview", "12"],
  PiEvolve_24hrs: ["PiEvolve (Fractal AI Research)", "Gemini-3-Pro-Preview", "24"],
  "Famou-Agent-2.0": ["Famou-Agent 2.0", "Gemini-2.5-Pro", "24"],
  "ML-Master-2.0": ["ML-Master 2.0", "Deepseek-V3.2-Speciale", "24"],
  PiEvolve_12hrs: ["PiEvolve (Fractal AI Research)", "Gemini-3-Pro-Preview", "12"],
  Leeroo: ["Leeroo", "Gemini-3-Pro-Preview", "24"],
  thesis: ["Thesis", "gpt-5-codex", "24"],
  "MLE-STAR-Pro-1.5": ["CAIR MLE-STAR-Pro-1.5", "Gemini-2.5-Pro", "24"],
  "Famou-Agent": ["Famou-Agent", "Gemini-2.5-Pro", "24"],
  "operand-ensemble": ["Operand ensemble", "gpt-5 (low verbosity/effort)", "24"],
  "MLE-STAR-Pro-1.0": ["CAIR MLE-STAR-Pro-1.0", "Gemini-2.5-Pro", "12"],
  "deepseek-r1-InternAgent": ["InternAgent", "deepseek-r1", "12"],
  "gpt-5-R&D-Agent": ["R&D-Agent", "gpt-5", "12"],
  "multi-agent-Neo": ["Neo multi-agent", "undisclosed", "36"],
  "AIRA-dojo": ["AIRA-dojo", "o3", "24"],
  "o3-gpt-4.1-R&D-Agent": ["R&D-Agent", "o3 + GPT-4.1", "24"],
  "deepseek-r1-ML-Master": ["ML-Master", "deepseek-r1", "12"],
  "o1-preview-R&D-Agent": ["R&D-Agent", "o1-preview", "24"],
  "models-o1-preview-aide": ["AIDE", "o1-preview", "24"],
  "scaffolding-gpt4o-aide": ["AIDE", "gpt-4o-2024-08-06", "24"],
  "models-claude35sonnet-aide": ["AIDE", "claude-3-5-sonnet-20240620", "24"],
  "scaffolding-gpt4o-opendevin": ["OpenHands", "gpt-4o-2024-08-06", "24"],
  "models-llama-3.1-405B-instruct-aide": ["AIDE", "llama-3.1-405b-instruct", "24"],
  "scaffolding-gpt4o-mlab": ["MLAB", "gpt-4o-2024-08-06", "24"],
};

const cell = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** What a sentence says of a machine; empty where it says nothing, as for the benchmark's own runs. */
export function setupOf(notes) {
  const cpus = /(\d+)\s*vCPUs/.exec(notes)?.[1] ?? "";
  const memory = /(\d+)\s*GB\s*(?:of\s*)?RAM/.exec(notes)?.[1] ?? "";
  const gpus = /GB\s*(?:of\s*)?RAM,?\s*(?:and\s*)?(.+?)\s*(?:\(|$)/.exec(notes)?.[1] ?? "";
  const models = gpus
    .replaceAll(/ GPUs?\b/g, "")
    .replaceAll(/\b(\d+) (?:[x×] )?/g, "$1 × ")
    .trim();
  return { cpus, memory, gpus: models };
}

/** @param {string} text of the reference's runs/README.md */
export function setupsTable(text) {
  const notes = new Map(
    [...text.matchAll(/^\|\s*(\S[^|]*?)\s*\|\s*([^|]*?)\s*\|\s*$/gm)].map(([, id, note]) => [id, note]),
  );
  const missing = Object.keys(experiments).filter((id) => !notes.has(id));
  if (missing.length > 0) throw new Error(`No notes on ${missing.join(", ")}.`);
  const rows = Object.entries(experiments).map(([id, row]) => {
    const { cpus, memory, gpus } = setupOf(notes.get(id));
    return [...row, id, cpus, memory, gpus].map(cell).join(",");
  });
  return `${["agent,llm,hours,experiment,vcpus,memory_gb,gpus", ...rows].join("\n")}\n`;
}

function main() {
  const { values } = parseArgs({ options: { reference: { type: "string" } } });
  if (values.reference === undefined) {
    console.error(usage);
    return 2;
  }
  const text = readFileSync(join(resolve(values.reference), "runs/README.md"), "utf8");
  writeFileSync(join(root, "packages/reports/facts/published-setups.csv"), setupsTable(text));
  return 0;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main();
