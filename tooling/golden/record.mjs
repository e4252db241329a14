// Records what the Python reference makes of a competition's miniatures: digests of prepared files, verdicts on
// submissions. Writes competitions/ID/golden.json and reports where this implementation differs from the reference.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../workspace.mjs";
import { importBuilt, openReference, recordMiniature } from "./miniature.mjs";

const usage = `Usage: pnpm golden ID [ID …] --reference DIR --python PYTHON [options]

  --reference DIR   a checkout of openai/mle-bench              (default: $MLEBENCH_REFERENCE)
  --python PYTHON   a Python with the reference's dependencies  (default: $MLEBENCH_PYTHON, or python3)
  --seeds 1,2       seeds of the miniatures, and --sizes 50,200 their sizes: all pairs are recorded
                    (default: those recorded before; else seed 1 at the default size, seed 2 at the smallest)
  --patched TEXT    what was changed in the reference's checkout, if it rejects miniatures; kept in golden.json.
                    Required to record again, so that nobody mistakes a patched reference for the original
  --no-build        use dist/ as it is
  --dry-run         compare and report, but write nothing
  --keep            keep the temporary directory for inspection, and print its path

Exit code: 0 if this implementation agrees with the reference, 1 if not, 2 for wrong usage.`;

function fail(message, code = 2) {
  console.error(message);
  process.exit(code);
}

const wholeNumbers = (text, name) => {
  const numbers = text.split(",").map(Number);
  if (!numbers.every((n) => Number.isSafeInteger(n) && n >= 0))
    fail(`--${name} ${text}: expected integers.\n\n${usage}`);
  return numbers;
};

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        reference: { type: "string", default: process.env.MLEBENCH_REFERENCE },
        python: { type: "string", default: process.env.MLEBENCH_PYTHON ?? "python3" },
        seeds: { type: "string" },
        sizes: { type: "string" },
        patched: { type: "string" },
        "no-build": { type: "boolean", default: false },
        "dry-run": { type: "boolean", default: false },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return fail(`${error.message}\n\n${usage}`);
  }
}

const { values: options, positionals: ids } = readOptions();
if (options.help) {
  console.log(usage);
  process.exit(0);
}
if (ids.length === 0 || options.reference === undefined) fail(usage);
const checkout = resolve(options.reference);
if (!existsSync(join(checkout, "mlebench/competitions")))
  fail(`${checkout} is not a checkout of openai/mle-bench.`);

if (!options["no-build"]) {
  const built = spawnSync(process.execPath, [join(root, "tooling/build/build.mjs")], { stdio: "inherit" });
  if (built.status !== 0) fail("Build failed. Fix it, or pass --no-build to use dist/ as it is.", 1);
}

const reference = openReference({ python: options.python, checkout });

/** Seeds and sizes to record. */
function choices({ miniature }, before) {
  if (options.seeds === undefined && options.sizes === undefined) {
    return (
      before?.miniatures.map(({ seed, size }) => ({ seed, size })) ?? [
        { seed: 1, size: miniature.defaultSize },
        { seed: 2, size: miniature.minSize },
      ]
    );
  }
  const seeds = options.seeds === undefined ? [1, 2] : wholeNumbers(options.seeds, "seeds");
  const sizes = options.sizes === undefined ? [miniature.defaultSize] : wholeNumbers(options.sizes, "sizes");
  return seeds.flatMap((seed) => sizes.map((size) => ({ seed, size })));
}

/** Records one competition. @returns the number of differences between this implementation and the reference */
async function record(id, top) {
  const { formatGolden, parseRecordedScore, readGolden } = await importBuilt(
    "packages/testkit/dist/golden.js",
  );
  const folder = join("competitions", basename(id));
  const path = join(root, folder, "golden.json");
  const before = readGolden(join(root, folder));
  const patch = before?.reference.patched;
  if (patch !== undefined && options.patched === undefined) {
    throw new Error(
      `golden.json was recorded from a patched reference: "${patch}". Patch the checkout and pass --patched`,
    );
  }
  const { competition } = await importBuilt(join(folder, "dist/index.js"));
  const made = [];
  for (const choice of choices(competition, before)) {
    const one = await recordMiniature(competition, choice, reference, top);
    made.push(one);
    if (!options.keep)
      rmSync(join(top, `${id}-${choice.seed}-${choice.size}`), { recursive: true, force: true });
    const submissions = Object.values(one.recording.submissions);
    const scored = submissions.filter(([, verdict]) => parseRecordedScore(verdict) !== undefined).length;
    console.error(
      `${id} seed ${choice.seed} size ${choice.size}: ${Object.keys(one.recording.prepared).length} files or folders, ` +
        `${submissions.length} submissions (${scored} scored), ${one.differences.length} differences`,
    );
    for (const difference of one.differences) console.error(`  ✗ ${difference}`);
  }
  const text = formatGolden({
    reference: {
      ...made[0].versions,
      ...(options.patched === undefined ? {} : { patched: options.patched }),
    },
    miniatures: made.map(({ recording }) => recording),
  });
  const isUnchanged = before !== undefined && readFileSync(path, "utf8") === text;
  if (!options["dry-run"]) {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  }
  const action = isUnchanged ? "unchanged:" : options["dry-run"] ? "would write" : "wrote";
  console.error(`${action} ${join(folder, "golden.json")} (${text.length} bytes)`);
  return made.reduce((count, one) => count + one.differences.length, 0);
}

const top = mkdtempSync(join(tmpdir(), "mlebench-golden-"));
let differences = 0;
let failures = 0;
for (const id of ids) {
  try {
    differences += await record(id, top);
  } catch (error) {
    failures += 1;
    console.error(`${id}: not recorded. ${error.message}`);
  }
}
reference.close();
if (options.keep) console.error(`kept ${top}`);
else rmSync(top, { recursive: true, force: true });
if (differences > 0) {
  console.error(
    `\nThis implementation differs from the reference in ${differences} places. golden.json holds the reference's ` +
      "output, so the contract fails until src/prepare.ts or src/grade.ts is corrected.",
  );
}
process.exit(differences > 0 || failures > 0 ? 1 : 0);
