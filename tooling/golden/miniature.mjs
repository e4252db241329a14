// Records one miniature: what the Python reference prepares from it, and its verdicts on submissions.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { root } from "../workspace.mjs";

/** Imports a built module of this repository. */
export async function importBuilt(path) {
  const file = join(root, path);
  if (!existsSync(file)) throw new Error(`${path} not found. Check the competition's ID, and run pnpm build`);
  return import(pathToFileURL(file).href);
}

/** Calls reference.py, and returns the JSON values that it prints. */
async function callReference({ python, checkout }, ...args) {
  const script = join(root, "tooling/golden/reference.py");
  const { stdout } = await promisify(execFile)(python, [script, checkout, ...args], {
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONWARNINGS: "ignore" },
  });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** What the reference says of a submission, as golden.json keeps it. */
function recordedVerdict({ score, invalid, error }) {
  if (score !== undefined) return score;
  return invalid === "InvalidSubmissionError" ? "invalid" : (invalid ?? error);
}

async function failureOf(work) {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** Adds the first differing cell to the sentences about CSV files: here both files are at hand. */
function withFirstCells(differences, ours, theirs, { diffFirstCell }) {
  return differences.map((difference) => {
    const path = /^`([^`]+\.csv)`/.exec(difference)?.[1];
    const files = [ours, theirs].map((directory) => join(directory, path ?? ""));
    if (path === undefined || !files.every((file) => existsSync(file))) return difference;
    const cell = diffFirstCell(...files.map((file) => readFileSync(file, "utf8")));
    return cell === undefined ? difference : `${difference}; first: ${cell}`;
  });
}

/**
 * Records one miniature.
 * @returns the versions of the reference, `differences` for the person who records, and the `recording` that is kept
 */
export async function recordMiniature(competition, { seed, size }, reference, top) {
  const golden = await importBuilt("packages/testkit/dist/golden.js");
  const { submissionVariants } = await importBuilt("packages/testkit/dist/submission-variants.js");
  const { facts } = competition;
  const home = join(top, `${facts.id}-${seed}-${size}`);
  const at = (...path) => join(home, ...path);
  for (const path of ["raw", "ours/public", "ours/private", "submissions"]) {
    mkdirSync(at(path), { recursive: true });
  }
  await competition.miniature.write({ out: at("raw"), seed, size });
  const raw = await golden.recordFiles(at("raw"), false);
  cpSync(at("raw"), at("raw-of-reference"), { recursive: true, preserveTimestamps: true });

  const [versions] = await callReference(
    reference,
    "prepare",
    facts.id,
    at("raw-of-reference"),
    at("theirs"),
  );
  const directories = { raw: at("raw"), public: at("ours/public"), private: at("ours/private") };
  const failure = await failureOf(() => competition.prepare(directories, { link: "copy" }));
  const prepared = await golden.recordPrepared(at("theirs"));
  const differences =
    failure === undefined
      ? withFirstCells(
          golden.diffFiles(await golden.recordPrepared(at("ours")), prepared),
          at("ours"),
          at("theirs"),
          golden,
        )
      : [`src/prepare.ts failed: ${failure}`];

  // The variants are made from the reference's files, so that a fault of our preparation stays out of the verdicts.
  const variants = await submissionVariants(competition, at("theirs"), seed);
  const fileOf = (index) => `${String(index).padStart(3, "0")}.csv`;
  variants.forEach(({ bytes }, index) => {
    writeFileSync(at("submissions", fileOf(index)), bytes);
  });
  const answers = at("theirs", facts.answers);
  const verdicts = await callReference(reference, "grade", facts.id, answers, at("submissions"));
  const submissions = {};
  for (const [index, { name, bytes }] of variants.entries()) {
    const { file, ...said } = verdicts[index];
    if (file !== fileOf(index)) throw new Error(`the reference graded ${file}. Expected ${fileOf(index)}`);
    const verdict = recordedVerdict(said);
    submissions[name] = [golden.md5(bytes).slice(0, 8), verdict];
    const actual = await golden.tryGrade(competition, { submission: at("submissions", file), answers });
    const difference = golden.diffVerdict(actual, verdict);
    if (difference !== undefined) differences.push(`submission \`${name}\` (${file}) ${difference}`);
  }
  return { versions, differences, recording: { seed, size, raw, prepared, submissions } };
}
