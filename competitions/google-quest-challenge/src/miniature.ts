import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, numbersWithGaps } from "@mlebench/synthetic";
import { classes, rareClass } from "./classes.js";

const asks = ["How do I", "Why can't we", 'What does "foo" mean:', "¿Dónde", "Is it OK to", "nan"];
const subjects = [
  "mount a drive?",
  "say 'whom', not who?",
  "solve x² = 2,\nexactly?",
  "spell colour?",
  "\r\n\r\nfly?",
];
const people = ["Zoë", "user1234", "O'Neil, Bob", "null", "ಕನ್ನಡ", "12"];
const hosts = [
  "stackoverflow.com",
  "english.stackexchange.com",
  "cooking.stackexchange.com",
  "askubuntu.com",
];
const categories = ["LIFE_ARTS", "CULTURE", "SCIENCE", "STACKOVERFLOW", "TECHNOLOGY"];
/** Means of three or of two raters, as Kaggle's table has them; each class has some of them only. */
const thirds = ["0.0", "0.333333333333333", "0.666666666666667", "1.0"];
const halves = ["0.0", "0.5", "1.0"];
const ninths = ["0.444444444444444", "0.555555555555556", "0.777777777777778", "0.888888888888889", "1.0"];

/**
 * Questions with one or several answers, and ratings of 12 and more digits. The rare class is in two training rows only
 * for every other seed, so that preparing has to exchange rows. Every other class varies within the test part.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, phrase, pick, below, size }) => {
  const held = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 });
  const ids = numbersWithGaps(random, size + 4, { first: 0, maxStep: 3 });
  const user = (site: string): string[] => [pick(people), `https://${site}/users/${below(5000)}`];
  const ask = (site: string): string[] => [
    phrase(asks, subjects),
    phrase(subjects, asks, subjects),
    ...user(site),
  ];
  const rareInTest = chance(0.5);
  const rare = [held.train[1], held.train[4]];
  const rating = (name: string, row: number): string => {
    if (row === held.test[1]) return name === rareClass && !rareInTest ? "0.0" : "1.0";
    if (name === rareClass) return rare.includes(row) ? "0.333333333333333" : "0.0";
    if (row === held.test[0] || rare.includes(row)) return pick(thirds.slice(0, 3));
    return pick([thirds, halves, thirds, ninths][name.length % 4]);
  };
  const rows: string[][] = [];
  let [site, asked] = ["", [] as string[]];
  for (let row = 0; row < size + 4; row++) {
    // A quarter of the answers are to the question before.
    if (row === 0 || !chance(0.25)) {
      site = pick(hosts);
      asked = ask(site);
    }
    const text = chance(0.02) ? "" : phrase(subjects, subjects);
    const url = `http://${site}/questions/${below(9000)}/${row}`;
    const ratings = row < size ? classes.map((name) => rating(name, row)) : [];
    rows.push([String(ids[row]), ...asked, text, ...user(site), url, pick(categories), site, ...ratings]);
  }
  const columns = [
    "qa_id",
    "question_title",
    "question_body",
    "question_user_name",
    "question_user_page",
  ].concat(["answer", "answer_user_name", "answer_user_page", "url", "category", "host"]);
  await raw.csv("train.csv", [...columns, ...classes], rows.slice(0, size));
  await raw.csv("test.csv", columns, rows.slice(size));
  await raw.csv(
    "sample_submission.csv",
    ["qa_id", ...classes],
    rows.slice(size).map(([id]) => [id, ...classes.map(() => "0.00308")]),
  );
});
