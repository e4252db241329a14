// Carries facts from a collection (competitions.json, leaderboards/ID.csv, splits/*.txt, published-leaderboard.csv) into
// competitions/*/facts, splits/, and packages/reports/facts, digit for digit: nothing is computed, and no number is parsed and rewritten.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { root } from "../workspace.mjs";
import {
  carriedChecksums,
  carriedFacts,
  digestsFile,
  digestsOf,
  publishedDigests,
  publishedFacts,
  readDigests,
  splitDigests,
} from "./carried.mjs";
import { parseExactly, stringifyExactly } from "./exact-json.mjs";

const usage = `Usage: node tooling/facts/carry.mjs --from DIR [ID …]

  --from DIR   a collection of facts: competitions.json, leaderboards/ID.csv, splits/NAME.txt, and if
               there is one, published-leaderboard.csv
  ID …         competitions to carry (default: every one in the collection)`;

/** Order of the keys of competition.json; what is not named here follows in the order it has. */
const order = ["id", ...carriedFacts];
order.splice(order.indexOf("lowerIsBetter") + 1, 0, "scoreType");

const score = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function readText(path) {
  if (!existsSync(path)) throw new Error(`${path} is missing.`);
  return readFileSync(path, "utf8");
}

function readBoard(path) {
  if (!existsSync(path)) return undefined;
  const text = readText(path);
  const [header, ...lines] = text.split("\n");
  const bad = lines.findIndex((line, row) => !score.test(line) && !(line === "" && row === lines.length - 1));
  if (header !== "score" || lines.length < 2 || bad !== -1)
    throw new Error(`${path}${bad === -1 ? "" : `, row ${bad + 1}`}: expected a column "score" of numbers.`);
  return text;
}

/** Columns that the published leaderboard must have. */
const publishedColumns = [
  "agent",
  "llm",
  "low",
  "low_sem",
  "all",
  "all_sem",
  "hours",
  "date",
  "known_leakage",
];

function readPublished(path) {
  const text = readText(path);
  const header = text.slice(0, text.indexOf("\n")).split(",");
  const missing = publishedColumns.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new Error(`${path}: ${missing.join(", ")} missing.`);
  return text;
}

function require(record, keys, place) {
  const missing = keys.filter((key) => !Object.hasOwn(record, key));
  if (missing.length > 0) throw new Error(`${place}: ${missing.join(", ")} missing.`);
}

/**
 * The files of facts of one competition, by name, as the collection has them and the package's own facts beside.
 * @param {(name: string) => string | undefined} current what the package has
 */
function filesOf(source, id, entry, current) {
  const place = `${join(source, "competitions.json")}, ${id}`;
  require(entry, [...carriedFacts, "checksums", "kernels"], place);
  require(entry.checksums, carriedChecksums, `${place}, checksums`);
  const own = parseExactly(current("competition.json") ?? "{}");
  const facts = { ...own, id, ...Object.fromEntries(carriedFacts.map((key) => [key, entry[key]])) };
  const ordered = [...order.filter((key) => Object.hasOwn(facts, key)), ...Object.keys(facts)];
  const sums = parseExactly(current("checksums.json") ?? "{}");
  return {
    "competition.json": stringifyExactly(Object.fromEntries(ordered.map((key) => [key, facts[key]]))),
    "checksums.json": stringifyExactly({
      ...sums,
      ...Object.fromEntries(carriedChecksums.map((key) => [key, entry.checksums[key]])),
    }),
    "kernels.txt": entry.kernels.map((line) => `${line}\n`).join(""),
    "leaderboard.csv": readBoard(join(source, "leaderboards", `${id}.csv`)),
  };
}

/** Temporary name, then rename. */
function put(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
  return true;
}

/**
 * Carries facts into the packages there are, and the digests of all that was named. Everything is read before
 * anything is written.
 * @param {{ source: string, target: string, ids?: readonly string[] }} options `target`: top folder of the repository
 * @returns {{ written: string[], withoutPackage: string[] }} files written, relative to `target`; ids without a package
 * @throws Error when the collection lacks something, or something in it is not what it should be
 */
export function carryFacts({ source, target, ids = [] }) {
  const collection = parseExactly(readText(join(source, "competitions.json")));
  const unknown = ids.filter((id) => !Object.hasOwn(collection, id));
  if (unknown.length > 0) throw new Error(`${source} has no facts of ${unknown.join(", ")}.`);
  const chosen = ids.length > 0 ? [...ids] : Object.keys(collection).sort();
  const carried = chosen.map((id) => {
    const folder = join(target, "competitions", id, "facts");
    const current = (name) =>
      existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : undefined;
    return { id, files: filesOf(source, id, collection[id], current) };
  });
  const splitNames = readdirSync(join(source, "splits")).filter((name) => name.endsWith(".txt"));
  const splits = splitNames.map((name) => [`splits/${name}`, readText(join(source, "splits", name))]);

  const published = publishedFacts
    .filter((name) => existsSync(join(source, name)))
    .map((name) => [`packages/reports/facts/${name}`, readPublished(join(source, name))]);

  const hasPackage = (id) => existsSync(join(target, "competitions", id, "package.json"));
  const files = carried
    .filter(({ id }) => hasPackage(id))
    .flatMap(({ id, files }) =>
      Object.entries(files)
        .filter(([, text]) => text !== undefined)
        .map(([name, text]) => [`competitions/${id}/facts/${name}`, text]),
    );
  const written = [...files, ...splits, ...published].filter(([path, text]) => put(join(target, path), text));
  const digests = readDigests(target);
  const all = { ...digests.competitions };
  for (const { id, files } of carried) all[id] = digestsOf((name) => files[name]);
  const sorted = Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((id) => [id, all[id]]),
  );
  put(
    digestsFile(target),
    `${JSON.stringify(
      {
        competitions: sorted,
        splits: splitDigests(join(target, "splits")),
        published: publishedDigests(target),
      },
      null,
      2,
    )}\n`,
  );
  return { written: written.map(([path]) => path), withoutPackage: chosen.filter((id) => !hasPackage(id)) };
}

function main() {
  let options;
  try {
    options = parseArgs({ allowPositionals: true, options: { from: { type: "string" } } });
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  const { values, positionals: ids } = options;
  if (values.from === undefined) {
    console.error(usage);
    return 2;
  }
  const { written, withoutPackage } = carryFacts({ source: resolve(values.from), target: root, ids });
  for (const path of written) console.log(path);
  const named =
    withoutPackage.length > 8 ? `${withoutPackage.length} competitions` : withoutPackage.join(", ");
  if (withoutPackage.length > 0) console.log(`Only digests, as there is no package yet: ${named}`);
  return spawnSync(process.execPath, [join(root, "tooling/sync/sync.mjs")], { stdio: "inherit" }).status;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
