// `pnpm bench`: measures this version against the Python reference, or against floors that this machine sets.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { root } from "../workspace.mjs";
import { cases } from "./cases/index.mjs";
import { compareResults } from "./compare.mjs";
import { documentResults } from "./document.mjs";
import { measureFloors } from "./floors.mjs";
import { measureGrowth } from "./growth.mjs";
import { describeMachine, machineLine } from "./machine.mjs";
import { parseOptions, selectCases, usage } from "./options.mjs";
import { findReference } from "./reference.mjs";
import { bytes, renderComparison, renderMarkdown, renderResult, seconds } from "./render.mjs";
import { outputsIn, runCase } from "./run-case.mjs";

/** Seconds after which no other round of a case starts. */
const budgets = { quick: 2, full: 300 };

const say = (line) => console.error(line);
const print = (lines) => console.log(lines.join("\n"));

function listCases() {
  for (const { name, sizes, isLarge } of cases)
    console.log(
      `${name.padEnd(62)} ${sizes.full.toLocaleString("en-US").padStart(12)}  quick ${sizes.quick.toLocaleString("en-US").padStart(6)}${isLarge ? "  large" : ""}`,
    );
}

function readResults(file) {
  let found;
  try {
    found = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`Cannot read results ${file}: ${error.message}`);
  }
  if (!Array.isArray(found?.results))
    throw new Error(`${file} has no results: expected a file of \`--json\``);
  return found;
}

function compareFiles(files) {
  const [before, after] = files.map(readResults);
  for (const { machine, date } of [before, after]) console.log(`${date}: ${machineLine(machine)}`);
  print(renderComparison(compareResults(before, after)));
}

function documentFile(file) {
  const page = join(root, "docs/benchmarks.md");
  writeFileSync(page, documentResults(readFileSync(page, "utf8"), readResults(file)));
  console.log(`Wrote the results of ${file} into ${page}.`);
}

async function measureCases(options) {
  const selected = selectCases(cases, options);
  if (selected.length === 0) {
    say(`No case has ${options.words.join(" or ")} in its name. \`pnpm bench --list\` prints all.`);
    return 2;
  }
  const machine = describeMachine();
  const directory = resolve(options.directory ?? join(root, ".cache/bench"));
  mkdirSync(directory, { recursive: true });
  const { reference, note } = findReference();
  say(machineLine(machine));
  say(note);
  const floors = await measureFloors(directory);
  say(
    `Floors: bare Node.js ${seconds(floors.start)}, per second ${bytes(floors.read)} read, ${bytes(floors.copy)} copied, ${bytes(floors.md5)} hashed.`,
  );
  const results = [];
  const failures = [];
  const budget = options.quick ? budgets.quick : budgets.full;
  for (const bench of selected) {
    try {
      const result = await runCase(bench, { ...options, directory, reference, floors, budget });
      results.push(result);
      print(renderResult(result));
    } catch (error) {
      failures.push({ name: bench.name, error: error.message });
      console.log(`${bench.name}: FAILED: ${error.message}`);
    }
  }
  rmSync(outputsIn(directory), { recursive: true, force: true });
  if (options.json !== undefined) {
    const { quick, rounds } = options;
    const found = { format: 1, date: new Date().toISOString(), machine, note, floors, quick, rounds };
    writeFileSync(options.json, `${JSON.stringify({ ...found, results, failures }, undefined, 1)}\n`);
    say(`Wrote ${options.json}.`);
  }
  if (results.length > 0) print(["", renderMarkdown(results), ""]);
  const missed = results.flatMap(({ verdicts }) => verdicts).filter(({ reached }) => !reached).length;
  console.log(
    `Measured ${results.length} of ${selected.length} cases, ${missed} targets missed, ${failures.length} failed.`,
  );
  return failures.length > 0 || (options.check && missed > 0) ? 1 : 0;
}

async function main(args) {
  const options = parseOptions(args);
  if (options.error !== undefined) {
    say(`${options.error}.\n${usage}`);
    return 2;
  }
  if (options.help) console.log(usage);
  else if (options.list) listCases();
  else if (options.compare) compareFiles(options.words);
  else if (options.document !== undefined) documentFile(options.document);
  else if (options.growth) await measureGrowth(options);
  else return measureCases(options);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
