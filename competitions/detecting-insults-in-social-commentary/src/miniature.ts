import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { writeLines } from "@mlebench/synthetic";

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
/** Whole comments of a kind that CSV readers stumble over. */
const oddities = [
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
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.random() * items.length)];
  const chance = (probability: number): boolean => random.random() < probability;
  const digits = (below: number): string => String(Math.floor(random.random() * below)).padStart(2, "0");

  const comment = (insult: boolean): string => {
    if (!insult && chance(0.08)) return pick(oddities);
    const words = [pick(openings), pick(insult ? insults : praises)].join(" ");
    return `${words}${pick(endings)}${chance(0.3) ? ` So says ${pick(["the", "my"])} cat no. ${digits(1000)}.` : ""}`;
  };
  const cell = (text: string): string => `"${`"${text}"`.replaceAll('"', '""')}"`;
  const date = (): string =>
    chance(0.18)
      ? ""
      : `2012${pick(["03", "05", "06"])}${digits(30)}${digits(24)}${digits(60)}${digits(60)}Z`;

  const taken = new Set<string>();
  const rows = (count: number, more: () => string): string[] => {
    const own: string[] = [];
    return Array.from({ length: count }, (_, i) => {
      // One of either kind comes first, because a curve needs both.
      const insult = i < 2 ? i === 0 : chance(0.27);
      let text = own.length > 2 && chance(0.03) ? pick(own) : comment(insult);
      while (taken.has(text)) text = `${comment(insult)} (${digits(10_000)})`;
      own.push(text);
      if (i === count - 1) for (const one of own) taken.add(one);
      return `${insult ? 1 : 0},${date()},${cell(text)}${more()}`;
    });
  };
  const write = (name: string, header: string, lines: readonly string[]): Promise<void> =>
    writeLines(join(out, name), [header, ...lines]);

  await write(
    "train.csv",
    "Insult,Date,Comment",
    rows(size, () => ""),
  );
  await write(
    "test_with_solutions.csv",
    "Insult,Date,Comment,Usage",
    rows(Math.ceil(size * testShare), () => (chance(0.5) ? ",PublicTest" : ",PrivateTest")),
  );
};
