import { csvLine, defineMiniature, hexadecimal } from "@mlebench/synthetic";
import { classes } from "./classes.js";

/** How common each kind is among comments that are toxic at all, and what gives it away. */
const kinds: Record<(typeof classes)[number], { share: number; phrases: readonly string[] }> = {
  toxic: {
    share: 0.95,
    phrases: ["what a load of rubbish", "nobody wants you here", "stop wasting our time"],
  },
  severe_toxic: {
    share: 0.25,
    phrases: ["YOU ARE THE WORST OF THEM ALL!!!!!!", "I despise you, all of you"],
  },
  obscene: { share: 0.5, phrases: ["you can kiss my backside", "what the bl**dy h*ck", "holy cr*p"] },
  threat: { share: 0.2, phrases: ["you will regret this", "watch your back", "I know where you live"] },
  insult: { share: 0.5, phrases: ["you muppet", "only a fool writes so", "you pompous windbag"] },
  identity_hate: { share: 0.25, phrases: ["your kind should go home", "typical of people like them"] },
};
const remarks = [
  "I moved the section on the railway up",
  "please cite a source for this",
  'the word "zwölf" is not a typo',
  "see the talk page, archive 3",
  "Café Müller closed in 1998",
  "thanks for your edits, and welcome",
  "== Deletion ==",
  "Why was the table removed?",
  "→ I agree with the merge",
  "the infobox shows 2,412 people",
  "http://example.org/map is dead",
];

/** Comments with lines, quotes and accents. Of the test set, more than half do not count and have -1 throughout. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const ids = new Set<string>();
  const newId = (): string => {
    for (;;) {
      // A letter keeps an id from passing for a number.
      const digits = hexadecimal(random, 15);
      const id = `${digits.slice(0, 12)}${random.choice(["a", "b", "c", "d", "f"])}${digits.slice(12)}`;
      if (!ids.has(id) && ids.add(id)) return id;
    }
  };
  const comment = () => {
    const toxic = chance(0.35);
    const labels = classes.map((name) => (toxic && chance(kinds[name].share) ? 1 : 0));
    const parts = Array.from({ length: 1 + random.randint(0, 4) }, () => random.choice(remarks));
    classes.forEach((name, i) => {
      if (labels[i] === 1)
        parts.splice(random.randint(0, parts.length + 1), 0, random.choice(kinds[name].phrases));
    });
    const text = parts.reduce(
      (whole, part) => `${whole}${random.choice([". ", ", ", " \n", "\n\n", " "])}${part}`,
    );
    const signature = chance(0.2) ? ` ${random.randint(1, 256)}.${random.randint(0, 256)}.2.1` : "";
    // A few comments are nothing but a word that also spells a missing value.
    const whole = chance(0.01) ? random.choice(["NA", "null", "nan"]) : `${text}${signature}`;
    return { id: newId(), text: whole, labels };
  };
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

  const train = Array.from({ length: size }, comment).sort(byId);
  const test = Array.from({ length: size }, comment).sort(byId);
  const hidden = test.map((_, i) => i > 0 && chance(0.58));
  const quote = "strings";
  await raw.zippedCsv(
    "train.csv.zip",
    ["id", "comment_text", ...classes],
    train.map(({ id, text, labels }) => [id, text, ...labels]),
    { quote },
  );
  const lines = test.map(({ id, text }) => `${id},${csvLine([text], { quote })}`);
  await raw.zippedLines("test.csv.zip", ["id,comment_text", ...lines]);
  await raw.zippedCsv(
    "test_labels.csv.zip",
    ["id", ...classes],
    test.map(({ id, labels }, i) => [id, ...labels.map((label) => (hidden[i] ? -1 : label))]),
  );
  await raw.zippedCsv(
    "sample_submission.csv.zip",
    ["id", ...classes],
    test.map(({ id }) => [id, ...classes.map(() => 0.5)]),
  );
});
