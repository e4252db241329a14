// Records what the Python reference makes of a competition's miniatures: MD5s of prepared files, verdicts on
// submissions. Writes competitions/ID/golden.json and says loudly where our own code already differs.
import { execFile, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import { root } from "../workspace.mjs";

const usage = `Usage: node tooling/golden/record.mjs ID [ID …] --reference DIR --python PYTHON [options]

  --reference DIR   a checkout of openai/mle-bench        (default: $MLEBENCH_REFERENCE)
  --python PYTHON   a Python with the reference's needs   (default: $MLEBENCH_PYTHON, or python3)
  --seeds 1,2       seeds of the miniatures, and --sizes 50,200 their sizes: all pairs are recorded
                    (default: seed 1 at the default size, seed 2 at the smallest)
  --patched TEXT    what was changed in the reference's checkout, where it refuses miniatures; kept in golden.json.
                    Needed again to record again, so that nobody takes a patched reference for the real one
  --no-build        use dist/ as it is
  --dry-run         compare and report, but write nothing
  --keep            leave the temporary directory for inspection, and print where it is`;

function fail(message, code = 2) {
  console.error(message);
  process.exit(code);
}

const wholeNumbers = (text, name) => {
  const numbers = text.split(",").map(Number);
  if (!numbers.every((n) => Number.isSafeInteger(n) && n >= 0))
    fail(`--${name} ${text}: expected whole numbers.\n\n${usage}`);
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
  fail(`${checkout} is no checkout of openai/mle-bench.`);

if (!options["no-build"]) {
  const built = spawnSync(process.execPath, [join(root, "tooling/build/build.mjs")], { stdio: "inherit" });
  if (built.status !== 0) fail("The build failed; mend it, or pass --no-build to use dist/ as it is.", 1);
}

const importBuilt = async (path) => {
  const file = join(root, path);
  if (!existsSync(file)) throw new Error(`${path} is missing; is there such a competition, and is it built?`);
  return import(pathToFileURL(file).href);
};
const { diffVerdict, tryGrade, md5, preparedDigests } = await importBuilt("packages/testkit/dist/golden.js");
const { submissionVariants } = await importBuilt("packages/testkit/dist/submission-variants.js");

async function askReference(...args) {
  const script = join(root, "tooling/golden/reference.py");
  const { stdout } = await promisify(execFile)(options.python, [script, checkout, ...args], {
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONWARNINGS: "ignore" },
  });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** Digests of both sides of a prepared directory, with `public/` or `private/` before each path. */
async function digestsOf(directory) {
  const all = {};
  for (const side of ["private", "public"]) {
    for (const [kind, digests] of Object.entries(await preparedDigests(join(directory, side)))) {
      for (const [path, digest] of Object.entries(digests)) {
        all[kind] ??= {};
        all[kind][`${side}/${path}`] = digest;
      }
    }
  }
  return all;
}

function digestDifferences(ours, theirs) {
  return ["prepared", "tables", "archives"].flatMap((kind) => {
    const [a, b] = [ours[kind] ?? {}, theirs[kind] ?? {}];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort().flatMap((path) => {
      if (a[path] === b[path]) return [];
      if (b[path] === undefined) return [`${path}: the reference does not write it`];
      return [
        a[path] === undefined
          ? `${path}: only the reference writes it`
          : `${path}: other content than the reference's`,
      ];
    });
  });
}

async function attempt(work) {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** Records one miniature. `differences` are for the person who records; only `recording` is kept. */
async function recordMiniature(competition, seed, size, top) {
  const { facts } = competition;
  const home = join(top, `${facts.id}-${seed}-${size}`);
  const at = (...path) => join(home, ...path);
  for (const path of ["raw", "ours/public", "ours/private", "submissions"])
    mkdirSync(at(path), { recursive: true });
  await competition.miniature.write({ out: at("raw"), seed, size });
  cpSync(at("raw"), at("raw-of-reference"), { recursive: true, preserveTimestamps: true });

  const [reference] = await askReference("prepare", facts.id, at("raw-of-reference"), at("theirs"));
  const directories = { raw: at("raw"), public: at("ours/public"), private: at("ours/private") };
  const failure = await attempt(() => competition.prepare(directories, { link: "copy" }));
  const theirs = await digestsOf(at("theirs"));
  const differences =
    failure === undefined
      ? digestDifferences(await digestsOf(at("ours")), theirs)
      : [`our prepare failed: ${failure}`];

  // The variants are made from the reference's files, so that a fault of our preparation stays out of the verdicts.
  const variants = await submissionVariants(competition, at("theirs"), seed);
  const fileOf = (index) => `${String(index).padStart(3, "0")}.csv`;
  variants.forEach(({ bytes }, index) => {
    writeFileSync(at("submissions", fileOf(index)), bytes);
  });
  const answers = at("theirs", facts.answers);
  const verdicts = await askReference("grade", facts.id, answers, at("submissions"));
  const submissions = [];
  for (const [index, { name, bytes }] of variants.entries()) {
    const { file, ...verdict } = verdicts[index];
    if (file !== fileOf(index))
      throw new Error(`the reference graded ${file} where ${fileOf(index)} was expected`);
    submissions.push({ name, md5: md5(bytes), ...verdict });
    const own = await tryGrade(competition, { submission: at("submissions", file), answers });
    const difference = diffVerdict(own, verdict);
    if (difference !== undefined) differences.push(`submission ${name} (${file}) ${difference}`);
  }
  return {
    reference,
    differences,
    recording: { seed, size, ...theirs, answers: facts.answers, submissions },
  };
}

/** JSON with one line per file and per submission, so that a change reads well in a diff. */
function goldenText({ reference, miniatures }) {
  const list = (items, indent) => items.map((item) => `${indent}${item}`).join(",\n");
  const map = (name, digests) =>
    `      ${JSON.stringify(name)}: {\n${list(
      Object.entries(digests).map(([path, digest]) => `${JSON.stringify(path)}: ${JSON.stringify(digest)}`),
      "        ",
    )}\n      }`;
  const one = ({ seed, size, prepared, tables, archives, answers, submissions }) =>
    `    {\n${[
      `      "seed": ${seed}`,
      `      "size": ${size}`,
      map("prepared", prepared ?? {}),
      ...(tables ? [map("tables", tables)] : []),
      ...(archives ? [map("archives", archives)] : []),
      `      "answers": ${JSON.stringify(answers)}`,
      `      "submissions": [\n${list(
        submissions.map((item) => JSON.stringify(item)),
        "        ",
      )}\n      ]`,
    ].join(",\n")}\n    }`;
  return `{\n  "reference": ${JSON.stringify(reference)},\n  "miniatures": [\n${miniatures.map(one).join(",\n")}\n  ]\n}\n`;
}

function choices({ miniature }) {
  if (options.seeds === undefined && options.sizes === undefined) {
    return [
      { seed: 1, size: miniature.defaultSize },
      { seed: 2, size: miniature.minSize },
    ];
  }
  const seeds = options.seeds === undefined ? [1, 2] : wholeNumbers(options.seeds, "seeds");
  const sizes = options.sizes === undefined ? [miniature.defaultSize] : wholeNumbers(options.sizes, "sizes");
  return seeds.flatMap((seed) => sizes.map((size) => ({ seed, size })));
}

/** What golden.json says was changed in the reference that it was recorded from, if anything. */
function recordedPatch(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).reference.patched : undefined;
}

async function record(id, top) {
  const folder = join("competitions", basename(id));
  const path = join(root, folder, "golden.json");
  const patch = recordedPatch(path);
  if (patch !== undefined && options.patched === undefined)
    throw new Error(
      `golden.json was recorded from a patched reference: "${patch}". Patch the checkout and pass --patched`,
    );
  const { competition } = await importBuilt(join(folder, "dist/index.js"));
  const made = [];
  for (const { seed, size } of choices(competition)) {
    made.push(await recordMiniature(competition, seed, size, top));
    const { differences, recording } = made.at(-1);
    const scored = recording.submissions.filter((submission) => "score" in submission).length;
    console.error(
      `${id} seed ${seed} size ${size}: ${Object.keys(recording.prepared ?? {}).length} files, ` +
        `${recording.submissions.length} submissions (${scored} scored), ${differences.length} differences from ours`,
    );
    for (const difference of differences) console.error(`  ✗ ${difference}`);
  }
  const text = goldenText({
    reference: {
      ...made[0].reference,
      ...(options.patched === undefined ? {} : { patched: options.patched }),
    },
    miniatures: made.map(({ recording }) => recording),
  });
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (!options["dry-run"]) {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  }
  const deed = before === text ? "unchanged:" : options["dry-run"] ? "would write" : "wrote";
  console.error(`${deed} ${join(folder, "golden.json")} (${text.length} bytes)`);
  return made.reduce((count, { differences }) => count + differences.length, 0);
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
if (options.keep) console.error(`kept ${top}`);
else rmSync(top, { recursive: true, force: true });
if (differences > 0)
  console.error(
    `\n${"!".repeat(20)} OURS DIFFERS FROM THE REFERENCE IN ${differences} PLACES ${"!".repeat(20)}`,
  );
process.exit(differences > 0 || failures > 0 ? 1 : 0);
