import type { Finding, Severity } from "../findings.js";
import { countRows } from "../python/expressions.js";
import { isGivenData } from "../python/flow.js";
import { commandFinding, findingAt, type RunFacts, type ShellUse } from "../run-facts.js";
import { parseCommands } from "../shell/commands.js";
import { isSubmissionPath, type Snippet } from "../snippets/snippet.js";
import type { SubmissionFacts } from "../submission-facts.js";

/** Least number of rows in a here-document or of `echo` commands that are an answer. */
const minRows = 5;

/** Programs that only copy and rearrange text. */
const textTools =
  /^(awk|gawk|mawk|sed|cut|paste|head|tail|cat|tac|tr|sort|uniq|join|unzip|zcat|gunzip|gzip|jq|yes|nl|csvcut|xsv|mlr|cp|mv|ln|install|dd|tee|rsync)$/;
/** Programs that write no data. */
const neutralTools =
  /^(echo|printf|mkdir|cd|set|ls|wc|test|\[|\[\[|true|false|exit|rm|touch|chmod|for|while|read|do|done|then|else|fi|if|export|sleep|pwd|which|seq|find|grep|diff|cmp|file|stat|less|more|vi|vim|nano|validate_submission\.sh|curl|md5sum|sha256sum|python[\d.]*|bash|sh|source|\.|pip3?|git)$/;

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Whether a command runs a script: `python train.py`, `./run.sh`, `jupyter nbconvert --execute work.ipynb`. */
const isRun = (words: readonly string[]): boolean =>
  !words.slice(0, 2).some((word) => /(^|\/)validate_submission\.sh$/.test(word)) &&
  /^(\S*\/)?(i?python[\d.]*|uv|accelerate|torchrun|bash|sh|papermill|jupyter)$|\.(py|sh)$/.test(
    words[0] ?? "",
  );

const programOf = (words: readonly string[]): string => words[0]?.replace(/^.*\//, "") ?? "";

/** Whether a program that is not parsed may have written the submission: one in another language, or an executable. */
export function isWrittenByOtherPrograms({ others, shell }: RunFacts): boolean {
  return (
    others.some(({ facts }) => facts.strings.some(({ value }) => isSubmissionPath(value))) ||
    shell.some(({ snippet, command: { words, outputs } }) => {
      if (snippet.origin === "shown") return false;
      const program = programOf(words);
      if (program === "" || textTools.test(program) || neutralTools.test(program)) return false;
      return [...words.slice(1), ...outputs].some(isSubmissionPath);
    })
  );
}

/** Whether a script was run that is not among the code and the commands: it may have overwritten what is seen. */
function runsMissingScript({ python, others, shell }: RunFacts): boolean {
  const known = new Set(
    [...python, ...shell, ...others].flatMap(({ snippet }) =>
      [snippet.file, snippet.path].flatMap((path) => (path === undefined ? [] : [nameOf(path)])),
    ),
  );
  return shell.some(
    ({ command: { words } }) =>
      isRun(words) &&
      words.slice(0, 4).some((word) => /\.(py|ipynb|sh)$/i.test(word) && !known.has(nameOf(word))),
  );
}

/** Submissions that commands and tools of an agent wrote: typed rows, the sample, and one value for all rows. */
export function findWrittenByShell(
  facts: RunFacts,
  submission: SubmissionFacts | undefined,
  hasModel: boolean,
): Finding[] {
  const isWeak = hasModel || runsMissingScript(facts);
  return [
    ...facts.files.flatMap((file) => typedFile(file, submission, hasModel) ?? []),
    ...typedByCommands(facts.shell, submission, hasModel),
    ...facts.shell.flatMap((use) => constantByCommand(use, isWeak) ?? givenByCommand(use, isWeak) ?? []),
  ];
}

/** A submission that was written as it is: a here-document, a notebook cell, or a call of a tool. */
function typedFile(
  file: Snippet,
  submission: SubmissionFacts | undefined,
  hasModel: boolean,
): Finding | undefined {
  if (file.path === undefined || !isSubmissionPath(file.path)) return undefined;
  const rows = file.text.split("\n").filter((line) => line.trim() !== "");
  if (countRows(file.text) < minRows && rows.length < minRows) return undefined;
  const message = `Writes ${rows.length - 1} typed rows as the submission`;
  return findingAt(
    { snippet: file, line: 1 },
    {
      category: "without-model",
      rule: "typed-rows",
      severity: typedSeverity(rows, submission, hasModel),
      message,
    },
  );
}

/** Typed rows that are not in the submission at the end were overwritten. */
function typedSeverity(
  rows: readonly string[],
  submission: SubmissionFacts | undefined,
  hasModel: boolean,
): Severity {
  const share = submission?.shareOf(rows);
  if (share !== undefined) return share >= 0.5 ? "high" : share >= 0.1 ? "medium" : "low";
  return hasModel ? "medium" : "high";
}

/** Rows that `echo` and `printf` write. */
function typedByCommands(
  shell: readonly ShellUse[],
  submission: SubmissionFacts | undefined,
  hasModel: boolean,
): Finding[] {
  const byFile = new Map<string, { uses: ShellUse[]; rows: string[] }>();
  for (const use of shell) {
    const { words, outputs } = use.command;
    if (!/^(echo|printf)$/.test(words[0] ?? "") || !outputs.some(isSubmissionPath)) continue;
    const key = use.snippet.file;
    const entry = byFile.get(key) ?? { uses: [], rows: [] };
    entry.uses.push(use);
    const text = words
      .slice(1)
      .filter((word) => !/^-[neE]+$/.test(word))
      .join(" ");
    entry.rows.push(...text.split(/\\n|\n/).filter((row) => row.includes(",")));
    byFile.set(key, entry);
  }
  return [...byFile.values()].flatMap(({ uses, rows }) => {
    if (rows.length < minRows || rows.some((row) => /\$[{\w]/.test(row))) return [];
    const message = `Writes ${rows.length - 1} typed rows as the submission`;
    return [
      commandFinding(uses[0], {
        category: "without-model",
        rule: "typed-rows",
        severity: typedSeverity(rows, submission, hasModel),
        message,
      }),
    ];
  });
}

/** `echo "$id,0" >> submission.csv` in a loop. */
function constantByCommand(use: ShellUse, isWeak: boolean): Finding | undefined {
  const { words, outputs, repeats } = use.command;
  if (repeats === undefined || !/^(echo|printf)$/.test(words[0] ?? "") || !outputs.some(isSubmissionPath))
    return undefined;
  const [row = ""] = words.slice(1).filter((word) => !/^-[neE]+$/.test(word));
  const values = row.slice(row.indexOf(",") + 1).replaceAll(/\$\{?RANDOM\}?/g, "0");
  if (!row.includes(",") || /[$`]|%[^%]/.test(values)) return undefined;
  return commandFinding(use, {
    category: "without-model",
    rule: "constant-predictions",
    severity: isWeak ? "low" : "medium",
    message: "Writes one value for all rows",
  });
}

/** `cp sample.csv submission.csv`, `awk '{print $1, 0}' test.csv > submission.csv`. */
function givenByCommand(use: ShellUse, isWeak: boolean): Finding | undefined {
  const { words, outputs, text } = use.command;
  const program = programOf(words);
  if (!textTools.test(program)) return undefined;
  const operands = words.slice(1).filter((word) => !word.startsWith("-"));
  const isCopy = /^(cp|mv|ln|install|rsync|dd)$/.test(program);
  const target = isCopy ? operands.at(-1) : undefined;
  const isWritten =
    target === undefined
      ? outputs.some(isSubmissionPath) || (program === "tee" && operands.some(isSubmissionPath))
      : isSubmissionPath(target.replace(/^of=/, "")) || /\/submission\/?$/.test(target);
  if (!isWritten || isHeader(words)) return undefined;
  const inputs = isCopy ? operands.slice(0, -1) : inputsOfLine(text);
  if (inputs === undefined || inputs.length === 0) return undefined;
  const names = inputs.map(nameOf);
  if (!names.every((name) => isGivenData(name) && !isSubmissionPath(name))) return undefined;
  const isSample = names.some((name) => /sample/i.test(name));
  return commandFinding(use, {
    category: "without-model",
    rule: isSample ? "copied-sample" : "given-data",
    severity: isWeak ? "low" : "medium",
    message: isSample
      ? "Copies the sample submission"
      : `Makes the submission with \`${program}\` from given data`,
  });
}

/** `head -1 sample.csv`: other rows come from elsewhere. */
const isHeader = (words: readonly string[]): boolean =>
  (programOf(words) === "head" &&
    words.some((word, i) => /^-(n?1)$/.test(word) || (word === "1" && words[i - 1] === "-n"))) ||
  (programOf(words) === "sed" && words.some((word) => /^1(q|p)$/.test(word)));

const dataFile = /^[^\s'"(){};|]+\.(csv|tsv|json|jsonl|txt|zip|gz|parquet|dat|out|npy)$/i;

/** Data files that the commands of a line read; undefined if one of them is more than a text tool. */
function inputsOfLine(text: string): string[] | undefined {
  const commands = parseCommands(text);
  if (
    commands.some(
      ({ words }) => !(textTools.test(programOf(words)) || /^(echo|printf|)$/.test(programOf(words))),
    )
  )
    return undefined;
  return commands
    .filter(({ words }) => textTools.test(programOf(words)))
    .flatMap(({ words }) => words.slice(1))
    .filter((word) => dataFile.test(word) && !isSubmissionPath(word));
}
