import { csvLine, defineMiniature } from "@mlebench/synthetic";

/** Kaggle's test set has two comments for every three of the training set. */
const testShare = 0.67;

const openings = ["You", "Honestly, you", "Nobody here thinks you", "@Bob you", "Well I think you", "u"];
const insults = [
  "are a clown",
  "have the brain of a turnip",
  "should go back to school",
  "are a liar",
  "stink",
];
const praises = [
  "are right",
  "made a good point",
  "have a nice blog",
  "may want to read it again",
  "did well",
];
const endings = [
  ".",
  "!",
  "!!!",
  "...",
  "\\xa0...",
  ", \\u201cfriend\\u201d.",
  "\\n\\nJust saying.",
  ", \\xe9h?",
];
/** Complete comments that are difficult for CSV readers. */
const quirks = [
  "lol",
  "two\nlines",
  "NA",
  'He said \\"no\\" to that',
  "<a href=\\\\'x\\\\'>this, that</a>",
  "5",
  "see http://x.yz/?a=1,2",
];

/**
 * Comments as Kaggle wrote them: in quotation marks that belong to the comment, with escapes for what is not ASCII, a
 * date that is sometimes missing, and a comment that is repeated now and then, not always with the same label.
 */
export const writeMiniature = defineMiniature(async ({ raw, chance, pick, phrase, digits, size }) => {
  const comment = (insult: boolean): string => {
    if (!insult && chance(0.08)) return pick(quirks);
    const words = phrase(openings, insult ? insults : praises);
    return `${words}${pick(endings)}${chance(0.3) ? ` So says ${pick(["the", "my"])} cat no. ${digits(1000, 2)}.` : ""}`;
  };
  const date = (): string =>
    chance(0.18)
      ? ""
      : `2012${pick(["03", "05", "06"])}${digits(30, 2)}${digits(24, 2)}${digits(60, 2)}${digits(60, 2)}Z`;

  const taken = new Set<string>();
  const rows = (count: number, more: () => string): string[] => {
    const own: string[] = [];
    return Array.from({ length: count }, (_, i) => {
      // One of either kind comes first, because a curve needs both.
      const insult = i < 2 ? i === 0 : chance(0.27);
      let text = own.length > 2 && chance(0.03) ? pick(own) : comment(insult);
      while (taken.has(text)) text = `${comment(insult)} (${digits(10_000, 2)})`;
      own.push(text);
      if (i === count - 1) for (const one of own) taken.add(one);
      return `${insult ? 1 : 0},${date()},${csvLine([`"${text}"`])}${more()}`;
    });
  };

  const train = rows(size, () => "");
  await raw.lines("train.csv", ["Insult,Date,Comment", ...train]);
  const test = rows(Math.ceil(size * testShare), () => (chance(0.5) ? ",PublicTest" : ",PrivateTest"));
  await raw.lines("test_with_solutions.csv", ["Insult,Date,Comment,Usage", ...test]);
});
