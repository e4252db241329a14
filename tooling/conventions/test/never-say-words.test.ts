import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, trackedFiles } from "./workspace.js";

/** Words that this project does not use, and what to write instead. Matches ignore letter case. */
const replacements: Readonly<Record<string, string>> = {
  "anew|afresh": "`again`, or the verb with `re-`",
  lest: "`so that … not`",
  "likewise|hence": "`also`, `therefore`",
  whose: "`with …`, `that has …`, or a second sentence",
  "mend(s|ed|ing)?": "`fix`",
  "walk(s|ed|ing)? away": "`unattended`",
  "(un)?made[- ]up": "`miniature` or `synthetic`",
  "houses?|house rules": "`this project`, `shared`",
  "rooms?": "`space`, `package`, or `limit`",
  "at fault": "`invalid`, or name the cause",
  "strange(r|rs|ly)?": "`invalid`, `unsupported`, `unknown`",
  "loud(ly)?": "`with a warning`, `with an error`",
  aside: "`to another name`, `archived`",
  wants: "`requires`, `expects`",
  "tells?|told|telling": "`report`, `show`, `return`; to tell apart is `distinguish`",
  "hears?|heard|speaks?": "`is called with`, `receives`, `uses`",
  "whole|wholly": "`complete`, `entire`, `full`; a whole number is an integer",
  "blames?": "name the error and its cause",
  "data (are|were)": "data is singular",
  "what Kaggle lets|lets? you": "`access to …`, or an imperative",
  "(to|can) be had": "`available`",
  "oddit(y|ies)": "`quirk`, `known issue`",
  "for ever": "`forever`",
  "(un)?labelled|labelling": "`labeled`",
  "colou(r|rs|red)": "`color`",
  "greys?|greyscale": "`gray`, `grayscale`",
  "centres?|centred": "`center`",
  "behaviours?": "`behavior`",
  "(kilo)?metres?": "`meter`",
  "neighbours?|favour(s|ed|ite)?": "`neighbor`, `favor`",
  "cancelled|licences?|artefacts?": "American spelling",
  "(normal|recogn|organ|initial)is(e|es|ed|ing|ation)": "American spelling, `-ize`",
};

/** What is right as it is: a pattern of files, the word, and why. */
const allowed: readonly (readonly [files: RegExp, words: RegExp, reason: string])[] = [
  [/^CONTRIBUTING\.md$/, /^(rooms|house)$/, "columns of an example about houses"],
  [/^competitions\/[^/]+\/src\/miniature\.ts$/, /^(wants|stranger|colour)$/, "texts of a miniature"],
  [/^competitions\/text-normalization-.*\/description/, /^colour$/, "data of the competition"],
  [/^competitions\/random-acts-of-pizza\/description/, /^strangers$/, "people who are unknown to each other"],
  [/^packages\/inspect-logs\/src\//, /^cancelled$/, "a value of Inspect's log format"],
  [/^packages\/runner-slurm\/README\.md$/, /^CANCELLED$/, "a state of Slurm"],
  [/^competitions\/tensorflow-speech-.*\/description/, /^house$/, "a label of the competition"],
];

const patterns = Object.entries(replacements).map(
  ([words, instead]) => [new RegExp(`\\b(?:${words})\\b`, "gi"), instead] as const,
);
/** Openings that messages do not have. */
const openings = /["'`](?:There (?:is|are)|This is not?|It is no) /g;
const anyWord = new RegExp(`\\b(?:${Object.keys(replacements).join("|")})\\b`, "i");

/** Comments and strings of source; regular expressions are skipped, since quotes in them begin no string. */
const token = new RegExp(
  [
    /\/\/[^\n]*/,
    /\/\*[\s\S]*?\*\//,
    /"(?:[^"\\\n]|\\.)*"/,
    /'(?:[^'\\\n]|\\.)*'/,
    /`(?:[^`\\]|\\[\s\S])*`/,
    /(?<=[=(,:!&|?[{;>]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);
const interpolation = /\$\{[^{}]*\}/g;
const testTitle = /^\s*(?:test|it|describe)(?:\.\w+(?:\([^()]*\))?)*\(\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`)/gm;

/** Replaces everything but line breaks by blanks, so that what remains stays on its line. */
const blank = (text: string): string => text.replaceAll(/[^\n]/g, " ");

/** The source with everything but comments and strings blanked. */
function textOfSource(source: string): string {
  let text = "";
  let end = 0;
  for (const { 0: found, index } of source.matchAll(token)) {
    const isExpression = found.startsWith("/") && !/^\/[/*]/.test(found);
    text += blank(source.slice(end, index));
    text += isExpression ? blank(found) : found.replaceAll(interpolation, blank);
    end = index + found.length;
  }
  return text + blank(source.slice(end));
}

/** The titles of tests, each on its line; everything else is blanked. */
function testTitles(source: string): string {
  let text = "";
  let end = 0;
  for (const { 0: found, 1: title, index } of source.matchAll(testTitle)) {
    const start = index + found.length - title.length;
    text += blank(source.slice(end, start)) + title.replaceAll(interpolation, blank);
    end = start + title.length;
  }
  return text;
}

/** The `summary` of every known issue of a competition's facts. */
function knownIssues(json: string): string {
  const { knownIssues: issues = [] } = JSON.parse(json) as { knownIssues?: { summary: string }[] };
  return issues.map(({ summary }) => summary).join("\n");
}

/** Which part of a file is text, by its path; undefined for files that the rule does not cover. */
function readerOf(file: string): ((content: string) => string) | undefined {
  if (file.startsWith("tooling/conventions/test/never-say-words")) return undefined;
  if (/^(packages|competitions|tooling)\/[^/]+\/test\/.*\.test\.ts$/.test(file)) return testTitles;
  if (/^(packages|competitions|tooling)\/[^/]+\/test\//.test(file)) return undefined;
  if (/^(packages|competitions)\/[^/]+\/(src|bin)\/.*\.(ts|js|mjs)$/.test(file)) return textOfSource;
  if (/^tooling\/.*\.(ts|mts|mjs|cjs)$/.test(file)) return textOfSource;
  if (/^competitions\/[^/]+\/facts\/competition\.json$/.test(file)) return knownIssues;
  if (file.endsWith(".md") && !file.startsWith(".changeset/") && !file.endsWith("CHANGELOG.md"))
    return (content) => content;
  if (/^(packages|competitions)\/[^/]+\/package\.json$/.test(file))
    return (content) => String((JSON.parse(content) as { description?: string }).description);
  return undefined;
}

/** Strings that open as no message does. */
function findOpenings(file: string, text: string): Finding[] {
  return text.split("\n").flatMap((line, index) =>
    [...line.matchAll(openings)].map(([word]) => ({
      file,
      line: index + 1,
      word: word.slice(1, -1),
      instead:
        "`Missing X`, `Unknown X`, `Invalid X`, `X not found`, or `Not enough X: N required, M available`",
    })),
  );
}

interface Finding {
  file: string;
  line: number;
  word: string;
  instead: string;
}

function findWords(file: string, text: string): Finding[] {
  return text.split("\n").flatMap((line, index) => {
    if (!anyWord.test(line)) return [];
    return patterns.flatMap(([pattern, instead]) =>
      [...line.matchAll(pattern)].map(([word]) => ({ file, line: index + 1, word, instead })),
    );
  });
}

const isAllowed = ({ file, word }: Finding): boolean =>
  allowed.some(([files, words]) => files.test(file) && words.test(word));

describe("wording", () => {
  const found = trackedFiles().flatMap((file) => {
    const read = readerOf(file);
    if (read === undefined) return [];
    const text = read(readFileSync(join(root, file), "utf8"));
    return [...findWords(file, text), ...(read === textOfSource ? findOpenings(file, text) : [])];
  });

  test("has the terms of the field, in American English", () => {
    const problems = found.filter((finding) => !isAllowed(finding));
    expect(
      problems.map(({ file, line, word, instead }) => `${file}:${line}: \`${word}\`, write ${instead}`),
    ).toEqual([]);
  });

  test.each(allowed)("%s needs its exception for %s: %s", (files, words) => {
    expect(found.some(({ file, word }) => files.test(file) && words.test(word))).toBe(true);
  });

  test("is read from comments, strings, and titles of tests, with the right line", () => {
    const source = [
      "const whole = /[\"'`]/.test(told); // a stranger",
      "/** First.\n * The whole file. */",
      `const text = \`it $\{tells} all\nof the house\`;`,
      'test.each([1])("tells %s", () => { expect("whose"); });',
    ].join("\n");
    const seen = (text: string) => findWords("", text).map(({ line, word }) => `${line} ${word}`);
    expect(seen(textOfSource(source))).toEqual(["1 stranger", "3 whole", "5 house", "6 whose", "6 tells"]);
    expect(seen(testTitles(source.split("\n").at(-1) ?? ""))).toEqual(["1 tells"]);
  });
});
