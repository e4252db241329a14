import { defineMiniature } from "@mlebench/synthetic";

const subjects = [
  "The minister",
  "She",
  "Mr. O 'Neill",
  "Nobody",
  '" We',
  "Los Angeles",
  "São Paulo 's mayor",
  "€ 5 million",
];
const verbs = ["said", "did n't see", "opened", "is", "sold , and bought ,", "“ announced ”", "null"];
const objects = [
  "the new bridge",
  'a " strong " case',
  "37 per cent",
  "NA",
  "100,000 people",
  "it \u2013 again",
  "naïve plans 😀",
];
const endings = [".", '. "', "?", "!", ". ''"];
/** Sentences without a word between the first and the last, and spaces that are more than one blank. */
const odd = [
  "Indeed .",
  "Yes",
  "",
  "  ( AP )  ",
  "Two  blanks here .",
  "A\u00a0hard space\tand a tab .",
  " \u2003Wide spaces around . \u2003",
];

/** A corpus of one sentence a line, words and marks apart, a few lines with other ends, the last without any. */
export const writeMiniature = defineMiniature(async ({ raw, chance, pick, phrase, size }) => {
  const sentences = Array.from({ length: size }, () => {
    const clause = (): string => phrase(subjects, verbs, objects);
    const sentence = chance(0.05)
      ? pick(odd)
      : `${clause()}${chance(0.4) ? ` but ${clause()}` : ""} ${pick(endings)}`;
    return `${sentence}${chance(0.01) ? pick(["\r\n", "\r"]) : "\n"}`;
  });
  const text = sentences.join("").trimEnd();
  await raw.zip("train_v2.txt.zip", [{ name: "train_v2.txt", data: Buffer.from(text) }]);
  const asked = Array.from(
    { length: 5 },
    (_, i) => `${i + 1},"${phrase(subjects, objects).replaceAll('"', '""')} ."`,
  );
  await raw.zippedLines("test_v2.txt.zip", ['"id","sentence"', ...asked]);
});
