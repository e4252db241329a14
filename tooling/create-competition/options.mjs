// Command line and questions → what to write.
import { parseArgs } from "node:util";
import { metrics } from "./metrics.mjs";

export const usage = `Usage: pnpm create-competition ID [options]

  --name TEXT              title                       (default: the id in words)
  --metric NAME            ${Object.keys(metrics).join(", ")}
                           (default: accuracy)
  --answers PATH           answers below prepared/     (default: private/test.csv)
  --id-column NAME         names a row                 (default: id)
  --target-column NAME     is predicted                (default: target)
  --lower-is-better YES    true or false               (default: as the metric has it)
  --dir PATH               make a package of its own there instead of competitions/ID
  --no-install             do not install and sync afterwards (inside this repository)

On a terminal, what is not given is asked for; press Enter for the default.

Example: pnpm create-competition quiet-rivers --metric rmse --target-column flow`;

/** A mistake on the command line: the message says what is wrong and what is expected. */
export class OptionError extends Error {}

function matching(pattern, expected) {
  return (text, what) => {
    if (!pattern.test(text))
      throw new OptionError(`${what} is ${JSON.stringify(text)}; expected ${expected}.`);
    return text;
  };
}

const isId = matching(
  /^[a-z0-9]+(-[a-z0-9]+)*$/i,
  "letters and digits in words joined by hyphens, such as quiet-rivers",
);
const isTitle = matching(/^[^\r\n"\\`]*\S[^\r\n"\\`]*$/, "one line of text without quotes and backslashes");
const isColumn = matching(/^[A-Za-z_](?:[\w .-]*\w)?$/, "a letter, then letters, digits, spaces and . _ -");
const isAnswers = matching(/^private\/[\w.-]+\.csv$/, "private/NAME.csv");
const isFlag = matching(/^(true|false)$/, "true or false");

function isMetric(text) {
  if (Object.hasOwn(metrics, text)) return text;
  throw new OptionError(
    `--metric is ${JSON.stringify(text)}; expected one of ${Object.keys(metrics).join(", ")}.`,
  );
}

function titleOf(id) {
  const words = id.replaceAll("-", " ");
  return words[0].toUpperCase() + words.slice(1);
}

/** In the order in which they are asked; a default may depend on earlier answers. */
const questions = [
  { key: "id", what: "The id", fallback: () => undefined, check: isId },
  { key: "name", what: "--name", fallback: ({ id }) => titleOf(id), check: isTitle },
  { key: "metric", what: "--metric", fallback: () => "accuracy", check: isMetric },
  { key: "answers", what: "--answers", fallback: () => "private/test.csv", check: isAnswers },
  { key: "id-column", what: "--id-column", fallback: () => "id", check: isColumn },
  { key: "target-column", what: "--target-column", fallback: () => "target", check: isColumn },
  {
    key: "lower-is-better",
    what: "--lower-is-better",
    fallback: ({ metric }) => String(metrics[metric].lowerIsBetter),
    check: isFlag,
  },
];

/**
 * Reads options, asking for those that are not given.
 * @param {string[]} argv without node and script
 * @param {((question: string) => Promise<string>) | undefined} ask undefined where nobody can answer
 * @returns what to write, or undefined when help was asked for
 * @throws OptionError
 */
export async function readOptions(argv, ask) {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  if (positionals.length > 1)
    throw new OptionError(
      `One id is expected, but ${positionals.length} are given: ${positionals.join(", ")}.`,
    );
  const given = { ...values, id: positionals[0] };
  const answers = {};
  for (const { key, what, fallback, check } of questions) {
    const standard = fallback(answers);
    if (given[key] !== undefined) answers[key] = check(given[key], what);
    else if (ask) answers[key] = await askUntilRight(ask, key, standard, (text) => check(text, what));
    else if (standard === undefined) throw new OptionError(`${what} is missing.`);
    else answers[key] = standard;
  }
  const { metric } = answers;
  const lowerIsBetter = answers["lower-is-better"] === "true";
  if (lowerIsBetter !== metrics[metric].lowerIsBetter) {
    throw new OptionError(
      `--lower-is-better ${lowerIsBetter} contradicts --metric ${metric}, where ${metrics[metric].lowerIsBetter ? "lower" : "higher"} scores are better.`,
    );
  }
  const columns = [answers["id-column"], answers["target-column"], "height", "place"];
  if (new Set(columns).size < columns.length) {
    throw new OptionError(
      `The columns ${columns.join(", ")} must differ; height and place are features that the example data have.`,
    );
  }
  const { id, name } = answers;
  for (const secret of [id, name, "kaggle"]) {
    // Column names appear in the obfuscated description, which must not tell where the task comes from.
    const telling = columns.slice(0, 2).find((column) => column.toLowerCase().includes(secret.toLowerCase()));
    if (telling !== undefined)
      throw new OptionError(`The column "${telling}" gives away "${secret}"; choose another name.`);
  }
  return {
    id,
    name,
    metric,
    lowerIsBetter,
    answers: answers.answers,
    idColumn: answers["id-column"],
    targetColumn: answers["target-column"],
    dir: values.dir,
    install: !values["no-install"],
  };
}

function parse(argv) {
  const text = { type: "string" };
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        name: text,
        metric: text,
        answers: text,
        "id-column": text,
        "target-column": text,
        "lower-is-better": text,
        dir: text,
        "no-install": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new OptionError(error.message);
  }
}

async function askUntilRight(ask, key, standard, check) {
  for (;;) {
    const answer = (await ask(`${key}${standard === undefined ? "" : ` [${standard}]`}: `)).trim();
    if (answer === "" && standard !== undefined) return standard;
    try {
      return check(answer);
    } catch (error) {
      console.error(error.message);
    }
  }
}
