import { csvLines, defineMiniature, textMember } from "@mlebench/synthetic";
import { authors } from "./authors.js";

/** What each author likes to write of, how, and with what in between. */
const styles = {
  EAP: {
    who: ["the physician", "my old schoolfellow", "Monsieur D—", "the Duc de L'Omelette", "a lean stranger"],
    did: [
      "reasoned, with great method, upon",
      "had resolved to conceal",
      "perceived at length",
      "laughed at",
    ],
    what: [
      "the sealed letter",
      "an élan of the soul",
      "the pendulum",
      "a singular cat",
      "the arithmétique of chance",
    ],
    where: [
      "in the vaults below",
      "at the corner of the Rue Montmartre",
      "upon the bed of state",
      "toward midnight",
    ],
    link: "; and, in truth, ",
  },
  HPL: {
    who: [
      "old Elijah",
      "the student of forbidden books",
      "a furtive crowd",
      "the thing from the reef",
      "my uncle",
    ],
    did: ["whispered of", "had dreamt about", "shrieked at", "could never describe"],
    what: [
      "the cyclopean stair",
      "nævi of no earthly colour",
      "the phōnai of the pit",
      "a nameless idol",
      "the aeon-old hill",
    ],
    where: ["beneath the gambrel roofs", "beyond the last farm", "where the river stank", "in 1923"],
    link: ", and then ",
  },
  MWS: {
    who: ["my gentle sister", "the creature", "our aged father", "Lord R.", "the guardian of my youth"],
    did: ["wept over", "longed for", "implored heaven for", "tenderly remembered"],
    what: ["the loss of hope", "a peaceful valley", "the plague", "my companion's virtues", "love"],
    where: ["among the Alps", "on the shores of the lake", "during that fatal winter", "in Windsor's shades"],
    link: ", while ",
  },
} as const;

/** Sentences as the real ones are written: every field in quotes, speech in doubled quotes, accents here and there. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, phrase, below, size }) => {
  const sentence = (author: (typeof authors)[number]): string => {
    const { who, did, what, where, link } = styles[author];
    const clause = (): string => {
      const words = phrase(who, did, what);
      return chance(0.5) ? `${words} ${pick(where)}` : words;
    };
    const text = Array.from({ length: 1 + below(3) }, clause).join(link);
    const whole = `${text[0].toUpperCase()}${text.slice(1)}`;
    if (chance(0.12)) return `"${whole}," said he${chance(0.5) ? "" : "; but I doubted it"}.`;
    return `${whole}${pick([".", ".", ".", ".", "!", "?"])}`;
  };

  const hidden = Math.ceil(0.4 * size);
  const numbers = Array.from(random.permutation(Math.max(30_000, 2 * (size + hidden))), (n) => n + 1);
  const id = (): string => `id${String(numbers.pop()).padStart(5, "0")}`;
  const author = (): (typeof authors)[number] =>
    pick(["EAP", "EAP", "EAP", "EAP", "HPL", "HPL", "HPL", "MWS", "MWS", "MWS"]);
  const train: string[][] = [];
  for (let i = 0; i < size; i++) {
    const writer = author();
    train.push([id(), sentence(writer), writer]);
  }
  const test: string[][] = [];
  const sample: string[] = [`"id",${authors.map((name) => `"${name}"`).join()}`];
  for (let i = 0; i < hidden; i++) {
    const name = id();
    test.push([name, sentence(author())]);
    sample.push(`${name},0.403493538995863,0.287808366106543,0.308698094897594`);
  }
  for (const [name, lines] of Object.entries({
    train: csvLines(["id", "text", "author"], train, { quote: "all" }),
    test: csvLines(["id", "text"], test, { quote: "all" }),
    sample_submission: sample,
  })) {
    await raw.zip(`${name}.zip`, [textMember(`${name}.csv`, lines)]);
  }
});
