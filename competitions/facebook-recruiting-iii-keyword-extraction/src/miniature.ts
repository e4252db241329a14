import { csvLine, defineMiniature, textMember } from "@mlebench/synthetic";

const subjects = [
  "How to sort",
  "Why can't I open",
  "What is",
  "Is there a proof for",
  'Error: "null" in',
  "[Änderung]",
];
const things = ["a list", "the file, twice", "Hölder's inequality", "λ", "C:\\dir\\", "日本語 text", "x < y"];
/** Titles that read as something else than text. */
const oddTitles = ["None", "NA", "404", "1e5", "True", " "];
const openings = [
  "<p>I have",
  "<p>Consider",
  "<pre><code>int main() {\n\treturn 0;\n}\n</code></pre>\n<p>See",
];
const middles = [
  "a problem, and",
  'a "quoted" word;',
  "two\r\nlines;",
  '\\"escapes\\"',
  "&lt;b&gt; and",
  "😀",
];
const endings = [
  "thanks!</p>\n",
  "any help?</p>\r\n",
  "a backslash \\</p>\n",
  "</p>\n\n<blockquote>\n  quote\n</blockquote>\n",
];
/** The tags `null` and `nan` exist on Stack Overflow. */
const tags = [
  "c#",
  "java",
  "php",
  "javascript",
  "python",
  "null",
  "nan",
  ".net",
  "c++",
  "node.js",
  "ios",
  "regex",
];
const rareTags = ["qt4", "na", "none", "1.0", "linear-algebra", "münchen", "ruby-on-rails-3.1"];
const formats = [1, 1, 2, 2, 3, 4, 5];

/**
 * Questions as Kaggle has them: every cell in quotation marks, lines that end in CR LF, bodies of several lines, titles
 * and bodies that come twice, and single tags that a reader takes for a missing value.
 */
export const writeMiniature = defineMiniature(async ({ raw, chance, pick, phrase, digits, size }) => {
  const questions: [title: string, body: string, tags: string][] = [];
  const write = (): [string, string, string] => {
    const title = chance(0.05)
      ? pick(oddTitles)
      : `${phrase(subjects, things)}${chance(0.5) ? ` (${digits(1000, 3)})` : "?"}`;
    const body = chance(0.02) ? pick(oddTitles) : phrase(openings, middles, things, endings);
    const chosen = new Set(Array.from({ length: pick(formats) }, () => pick(chance(0.15) ? rareTags : tags)));
    return [title, body, [...chosen].join(" ")];
  };
  for (let i = 0; i < size; i++) {
    const repeats = i > 0 && chance(0.1);
    const question = repeats ? pick(questions) : write();
    // Two distinct tags are needed among any test set's.
    questions.push(chance(0.2) ? [question[0], question[1], "c# java"] : question);
  }
  const lines = (rows: readonly (readonly string[])[]): string[] =>
    rows.map((row) => `${csvLine(row, { quote: "all" })}\r`);
  const train = lines([
    ["Id", "Title", "Body", "Tags"],
    ...questions.map((question, i) => [String(i + 1), ...question]),
  ]);
  await raw.zip("Train.zip", [textMember("Train.csv", train)]);
  const asked = Array.from({ length: Math.ceil(size / 3) }, (_, i) => [
    String(size + i + 1),
    ...write().slice(0, 2),
  ]);
  await raw.zip("Test.zip", [textMember("Test.csv", lines([["Id", "Title", "Body"], ...asked]))]);
  const sample = asked.map(([id]) => [id, "javascript c# python php java"]);
  await raw.csv("SampleSubmission.csv", ["Id", "Tags"], sample);
});
