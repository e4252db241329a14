// Records one miniature: what the Python reference prepares from it, and its verdicts on submissions.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { root } from "../workspace.mjs";

/** Imports a built module of this repository. */
export async function importBuilt(path) {
  const file = join(root, path);
  if (!existsSync(file)) throw new Error(`${path} not found. Check the competition's ID, and run pnpm build`);
  return import(pathToFileURL(file).href);
}

/**
 * Starts reference.py, which imports the reference's libraries once.
 * @returns `call`, which runs one command at a time and returns the values that it prints, and `close`
 */
export function openReference({ python, checkout }) {
  const script = join(root, "tooling/golden/reference.py");
  const child = spawn(python, [script, checkout, "serve"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONWARNINGS: "ignore" },
  });
  const started = once(child, "spawn");
  started.catch(() => undefined);
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async call(...words) {
      await started;
      child.stdin.write(`${JSON.stringify(words)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${python} ended. Its messages are above`);
      const { answers, failure } = JSON.parse(value);
      if (failure !== undefined) throw new Error(`the reference failed in \`${words[0]}\`:\n${failure}`);
      return answers;
    },
    close: () => child.stdin.end(),
  };
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

  const [versions] = await reference.call("prepare", facts.id, at("raw-of-reference"), at("theirs"));
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
  const verdicts = await reference.call("grade", facts.id, answers, at("submissions"));
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
