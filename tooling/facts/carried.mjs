// Which facts are carried from the collection of facts into the packages, and whether they are still as carried.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExactly, stringifyExactly } from "./exact-json.mjs";

/** What a package's `competition.json` takes from the collection; everything else in it is the package's own. */
export const carriedFacts = [
  "name",
  "type",
  "awardsMedals",
  "prizes",
  "metric",
  "lowerIsBetter",
  "answers",
  "sampleSubmission",
  "goldSubmission",
  "splits",
  "category",
  "sizeGB",
  "medals",
  "sampleSubmissionScore",
];

/** The same for `checksums.json`, where a package may hold digests of contents of its own. */
export const carriedChecksums = ["public", "private", "zip"];

/** Tables of the published leaderboard, which `packages/reports/facts` holds as they are. */
export const publishedFacts = ["published-leaderboard.csv"];

const digestOf = (text) => createHash("sha256").update(text).digest("hex");

function pick(record, keys) {
  return Object.fromEntries(
    keys.filter((key) => Object.hasOwn(record, key)).map((key) => [key, record[key]]),
  );
}

/** The carried part of a file of facts, as the text that is digested. */
const carriedText = {
  "competition.json": (text) => stringifyExactly(pick(parseExactly(text), carriedFacts)),
  "checksums.json": (text) => stringifyExactly(pick(parseExactly(text), carriedChecksums)),
  "kernels.txt": (text) => text,
  "leaderboard.csv": (text) => text,
};

/**
 * SHA-256 of what is carried, by file name.
 * @param {(name: string) => string | undefined} read a file of a package's `facts/`, or nothing
 */
export function digestsOf(read) {
  return Object.fromEntries(
    Object.entries(carriedText)
      .map(([name, carried]) => [name, read(name), carried])
      .filter(([, text]) => text !== undefined)
      .map(([name, text, carried]) => [name, digestOf(carried(text))]),
  );
}

const readIfAny = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

/** SHA-256 of each list of competitions in `splits/`, by file name. */
export function splitDigests(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".txt"));
  return Object.fromEntries(
    names.sort().map((name) => [name, digestOf(readFileSync(join(folder, name), "utf8"))]),
  );
}

/** SHA-256 of each table of the published leaderboard that there is, by file name. */
export function publishedDigests(root) {
  const texts = publishedFacts.map((name) => [name, readIfAny(join(root, "packages/reports/facts", name))]);
  return Object.fromEntries(
    texts.filter(([, text]) => text !== undefined).map(([name, text]) => [name, digestOf(text)]),
  );
}

/** Every competition that a split names. */
function splitLines(folder) {
  return Object.keys(splitDigests(folder)).flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .filter((line) => line !== ""),
  );
}

/** Where the digests of everything carried are kept, competitions included that have no package yet. */
export const digestsFile = (root) => join(root, "tooling/facts/digests.json");

/** @returns {{ competitions: Record<string, Record<string, string>>, splits: Record<string, string>, published?: Record<string, string> }} */
export function readDigests(root) {
  const text = readIfAny(digestsFile(root));
  return text === undefined ? { competitions: {}, splits: {} } : JSON.parse(text);
}

function differences(expected, found, path) {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].filter((name) => expected[name] !== found[name]).map(path);
}

/**
 * Paths of the files of facts below `root` that are not as they were carried: changed, missing, or there though
 * nothing was carried. Competitions that are not of the benchmark are left alone.
 * @param {string} root top folder of the repository
 */
export function driftedFacts(root) {
  const digests = readDigests(root);
  const ids = new Set([...Object.keys(digests.competitions), ...splitLines(join(root, "splits"))]);
  const packages = [...ids].filter((id) =>
    existsSync(join(root, "competitions", id, "facts/competition.json")),
  );
  return [
    ...packages.flatMap((id) => {
      const facts = join(root, "competitions", id, "facts");
      const found = digestsOf((name) => readIfAny(join(facts, name)));
      return differences(digests.competitions[id] ?? {}, found, (name) => `competitions/${id}/facts/${name}`);
    }),
    ...differences(digests.splits, splitDigests(join(root, "splits")), (name) => `splits/${name}`),
    ...differences(
      digests.published ?? {},
      publishedDigests(root),
      (name) => `packages/reports/facts/${name}`,
    ),
  ];
}
