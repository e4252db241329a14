// Command line and questions → what to write.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ColumnSpec, columnsSyntax, readColumns } from "./columns.js";
import { knownMetrics, type Metric, type TargetValue, targetValues } from "./metrics.js";
import { OptionError } from "./option-error.js";
import { type Shape, shapes } from "./shapes.js";

export const usage = `Usage: npm create mlebench-competition ID [-- OPTIONS]
       pnpm create-competition ID [OPTIONS]            (in a clone of mlebench)

  --facts PATH             Facts of the competition: competitions.json, or its directory with leaderboards/
  --name TEXT              Title (default: the facts' name, else the ID in words)
  --metric NAME            ${knownMetrics.map(({ name }) => name).join(", ")},
                           or any other name (default: the facts' metric, else accuracy)
  --metric-function NAME   Function of @mlebench/metrics, for another metric
  --lower-is-better YES    true or false (default: as the metric has it)
  --value KIND             Target: ${targetValues.join(", ")} (default: as the metric has it)
  --classes A|B|…          Classes of a class target (default: no|yes)
  --range LOW:HIGH         Smallest and largest prediction of a number or integer target, such as 1:100 (default: any number)
  --shape SHAPE            ${shapes.join(", ")} (default: table)
  --columns LIST           Columns of the raw table besides ID and target:
                           ${columnsSyntax}
  --id-column NAME         Row identifier, or NAME:KIND (default: id)
  --target-column NAME     Target column (default: target)
  --test-size SHARE        Share of rows in the test set (default: 0.1)
  --answers PATH           Answers below prepared/ (default: private/test.csv)
  --dir PATH               Directory of the new package (default: ./ID)
  --no-install             In a clone: do not install, sync, and format afterwards
  -h, --help               Show help

On a terminal, missing options are asked for. Press Enter for the default.

Example: npm create mlebench-competition quiet-rivers -- --metric rmse --target-column flow`;

/** Everything that a new package is made from. */
export interface CompetitionOptions {
  id: string;
  name: string;
  metric: Metric;
  value: TargetValue;
  classes: readonly string[];
  /** Smallest and largest value of a number or integer target. */
  range?: readonly [low: number, high: number];
  shape: Shape;
  columns: readonly ColumnSpec[];
  idColumn: ColumnSpec;
  targetColumn: string;
  testSize: number;
  answers: string;
  facts?: { directory: string; entry: Readonly<Record<string, unknown>> };
  dir?: string;
  install: boolean;
}

type Check = (text: string, what: string) => string;

function matching(pattern: RegExp, expected: string): Check {
  return (text, what) => {
    if (!pattern.test(text))
      throw new OptionError(`${what} is ${JSON.stringify(text)}. Expected ${expected}.`);
    return text;
  };
}

const oneOf = (names: readonly string[]): Check =>
  matching(new RegExp(`^(${names.join("|")})$`), `one of ${names.join(", ")}`);
const isId = matching(
  /^[a-z0-9]+(-[a-z0-9]+)*$/i,
  "letters and digits joined by hyphens, such as quiet-rivers",
);
const isTitle = matching(/^[^\r\n"\\`]*\S[^\r\n"\\`]*$/, "one line of text without quotes and backslashes");
const isColumn = matching(/^[A-Za-z_](?:[\w .-]*\w)?$/, "a letter, then letters, digits, spaces, and . _ -");
const isIdColumn = matching(/^[A-Za-z_](?:[\w .-]*\w)?(:[a-z0-9-]+)?$/, "a column name, or NAME:KIND");
const isAnswers = matching(/^private\/[\w.-]+\.csv$/, "private/NAME.csv");
const isShare = matching(/^0?\.\d+$/, "a number between 0 and 1, such as 0.1");
const isFunction = matching(/^[A-Za-z]\w*$/, "the name of a function");

function titleOf(id: string): string {
  const words = id.replaceAll("-", " ");
  return (words[0] ?? "").toUpperCase() + words.slice(1);
}

type Answers = Record<string, string>;
interface Question {
  key: string;
  what: string;
  fallback: (answers: Answers) => string | undefined;
  check: Check;
}

/** In the order in which they are asked; a default may depend on earlier answers. */
const questions = (entry: Readonly<Record<string, unknown>>): Question[] => [
  {
    key: "name",
    what: "--name",
    fallback: ({ id }) => text(entry.name) ?? titleOf(id ?? ""),
    check: isTitle,
  },
  { key: "metric", what: "--metric", fallback: () => text(entry.metric) ?? "accuracy", check: isTitle },
  {
    key: "metric-function",
    what: "--metric-function",
    fallback: ({ metric }) => knownMetric(metric)?.function,
    check: isFunction,
  },
  {
    key: "lower-is-better",
    what: "--lower-is-better",
    fallback: (answers) =>
      typeof entry.lowerIsBetter === "boolean"
        ? String(entry.lowerIsBetter)
        : String(metricOf(answers)?.lowerIsBetter ?? false),
    check: oneOf(["true", "false"]),
  },
  {
    key: "value",
    what: "--value",
    fallback: (answers) => metricOf(answers)?.value ?? "number",
    check: oneOf(targetValues),
  },
  { key: "shape", what: "--shape", fallback: () => "table", check: oneOf(shapes) },
  { key: "id-column", what: "--id-column", fallback: () => "id", check: isIdColumn },
  { key: "target-column", what: "--target-column", fallback: () => "target", check: isColumn },
  { key: "test-size", what: "--test-size", fallback: () => "0.1", check: isShare },
  {
    key: "answers",
    what: "--answers",
    fallback: () => text(entry.answers) ?? "private/test.csv",
    check: isAnswers,
  },
];

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const knownMetric = (name: string | undefined): Metric | undefined =>
  knownMetrics.find((metric) => metric.name === name || metric.aliases?.includes(name ?? ""));
const metricOf = (answers: Answers): Metric | undefined =>
  knownMetrics.find((metric) => metric.function === answers["metric-function"]);

/**
 * Reads options, asking for those that are not given.
 * @param argv without node and script
 * @param ask undefined if nobody can answer
 * @returns what to write, or undefined if help was asked for
 * @throws OptionError
 */
export async function readOptions(
  argv: readonly string[],
  ask?: (question: string) => Promise<string>,
): Promise<CompetitionOptions | undefined> {
  const { values, positionals } = parse(argv);
  if (values.help === true) return undefined;
  if (positionals.length > 1)
    throw new OptionError(`Expected one ID, but ${positionals.length} are given: ${positionals.join(", ")}.`);
  const answers: Answers = { id: await askFor(idQuestion, positionals[0], {}, ask) };
  const facts = values.facts === undefined ? undefined : readFacts(String(values.facts), answers.id ?? "");
  for (const question of questions(facts?.entry ?? {})) {
    const given = values[question.key];
    answers[question.key] = await askFor(question, text(given), answers, ask);
  }
  const options = assemble(answers, values);
  assertConsistent(options);
  return { ...options, ...(facts && { facts }) };
}

const idQuestion: Question = { key: "id", what: "The ID", fallback: () => undefined, check: isId };

function assemble(answers: Answers, values: Readonly<Record<string, unknown>>): CompetitionOptions {
  const value = answers.value as TargetValue;
  const lowerIsBetter = answers["lower-is-better"] === "true";
  const known = metricOf(answers);
  const sentence = `${answers.metric}. Describe the metric in one sentence, with its formula, range, and edge cases.`;
  const metric = known ?? { sentence, function: answers["metric-function"] ?? "", value };
  const [idName = "id", idKind = "row-name"] = (answers["id-column"] ?? "id").split(":");
  const [idColumn] = readColumns(`${idName}:${idKind}`);
  const shape = answers.shape as Shape;
  const range = rangeOf(text(values.range));
  return {
    id: answers.id ?? "",
    name: answers.name ?? "",
    metric: { ...metric, name: answers.metric ?? "", lowerIsBetter },
    value,
    classes: (text(values.classes) ?? "no|yes").split("|"),
    shape,
    columns: columnsOf(values, shape),
    ...(range && { range }),
    idColumn: idColumn as ColumnSpec,
    targetColumn: answers["target-column"] ?? "target",
    testSize: Number(answers["test-size"]),
    answers: answers.answers ?? "",
    install: values["no-install"] !== true,
    ...(typeof values.dir === "string" && { dir: values.dir }),
  };
}

/** Data with accents, quotes, a separator inside a cell, and missing values, unless the author says otherwise. */
const defaultColumns: readonly ColumnSpec[] = [
  { name: "height", kind: { type: "number" }, hasMissing: true },
  {
    name: "place",
    kind: { type: "class", classes: ["Århus", "Łódź", '"Nowhere, at sea"'] },
    hasMissing: true,
  },
];

function columnsOf({ columns }: Readonly<Record<string, unknown>>, shape: Shape): readonly ColumnSpec[] {
  if (typeof columns === "string") return readColumns(columns);
  return shape === "table" || shape === "json" ? defaultColumns : [];
}

function rangeOf(range: string | undefined): readonly [number, number] | undefined {
  if (range === undefined) return undefined;
  const [low = Number.NaN, high = Number.NaN, ...rest] = range
    .split(":")
    .map((bound) => Number(bound || Number.NaN));
  if (rest.length > 0 || !(low < high))
    throw new OptionError(`--range is ${JSON.stringify(range)}. Expected LOW:HIGH, such as 1:100.`);
  return [low, high];
}

function assertConsistent(options: CompetitionOptions): void {
  const { id, name, metric, columns, idColumn, targetColumn } = options;
  if (options.shape === "images-by-class" && options.value !== "class")
    throw new OptionError("--shape images-by-class needs --value class: the directories are the classes.");
  if (options.shape === "images-by-class" && columns.length > 0)
    throw new OptionError("--shape images-by-class has no table: --columns has no meaning.");
  if (options.range !== undefined && options.value !== "number" && options.value !== "integer")
    throw new OptionError(`--range needs --value number or integer, not ${options.value}.`);
  if (options.value === "integer" && options.range?.every(Number.isInteger) === false)
    throw new OptionError("--range of an integer target must have integers.");
  if (metric.function === "") {
    throw new OptionError(
      `The metric ${JSON.stringify(metric.name)} needs --metric-function: the function of @mlebench/metrics that computes it, such as rootMeanSquaredError. packages/metrics/README.md lists them.`,
    );
  }
  const known = knownMetrics.find((each) => each.function === metric.function);
  if (known !== undefined && known.lowerIsBetter !== metric.lowerIsBetter) {
    throw new OptionError(
      `--lower-is-better ${metric.lowerIsBetter} contradicts ${known.function}, for which ${known.lowerIsBetter ? "lower" : "higher"} scores are better.`,
    );
  }
  const names = [idColumn.name, ...columns.map((column) => column.name), targetColumn];
  if (new Set(names).size < names.length)
    throw new OptionError(`The columns ${names.join(", ")} must differ.`);
  // Column names appear in the obfuscated description, which must not reveal the competition.
  for (const secret of [id, name, "kaggle"]) {
    const revealing = names.find((column) => column.toLowerCase().includes(secret.toLowerCase()));
    if (revealing !== undefined)
      throw new OptionError(`Column name \`${revealing}\` reveals \`${secret}\`. Choose another name.`);
  }
}

/** The facts of one competition from a collection such as `tooling/facts/carry.mjs` reads. */
function readFacts(path: string, id: string): NonNullable<CompetitionOptions["facts"]> {
  if (!existsSync(path)) throw new OptionError(`--facts: \`${path}\` not found.`);
  const file = statSync(path).isDirectory() ? join(path, "competitions.json") : path;
  let facts: unknown;
  try {
    facts = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new OptionError(
      `--facts: cannot read \`${file}\`: ${error instanceof Error ? error.message : error}`,
    );
  }
  const entry = (facts as Record<string, Record<string, unknown>> | null)?.[id];
  if (entry === undefined) throw new OptionError(`--facts: \`${file}\` has no competition \`${id}\`.`);
  return { directory: resolve(dirname(file)), entry };
}

function parse(argv: readonly string[]): {
  values: Readonly<Record<string, string | boolean | undefined>>;
  positionals: string[];
} {
  const string = { type: "string" } as const;
  const named = ["facts", "classes", "range", "columns", "dir", ...questions({}).map(({ key }) => key)];
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(named.map((key) => [key, string])),
        "no-install": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

async function askFor(
  { key, what, fallback, check }: Question,
  given: string | undefined,
  answers: Answers,
  ask?: (question: string) => Promise<string>,
): Promise<string> {
  if (given !== undefined) return check(given, what);
  const standard = fallback(answers);
  if (ask === undefined) {
    if (standard === undefined && key === "id") throw new OptionError(`${what} is missing.`);
    return standard ?? "";
  }
  for (;;) {
    const answer = (await ask(`${key}${standard === undefined ? "" : ` [${standard}]`}: `)).trim();
    if (answer === "" && standard !== undefined) return standard;
    try {
      return check(answer, what);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      console.error(error.message);
    }
  }
}
