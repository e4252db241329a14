import { defineMiniature, numbersWithGaps } from "@mlebench/synthetic";
import { identities } from "./identities.js";

/** Kinds of toxicity beside the overall one, in the order of the training table. */
const kinds = ["severe_toxicity", "obscene", "identity_attack", "insult", "threat"];
const otherIdentities = [
  "asian",
  "atheist",
  "bisexual",
  "buddhist",
  "heterosexual",
  "hindu",
  "latino",
].concat(
  ["intellectual_or_learning_disability", "other_disability", "other_gender", "other_race_or_ethnicity"],
  ["other_religion", "other_sexual_orientation", "physical_disability", "transgender"],
);
const reactions = ["funny", "wow", "sad", "likes", "disagree"];
const counts = ["identity_annotator_count", "toxicity_annotator_count"];
const article = ["created_date", "publication_id", "parent_id", "article_id", "rating"];

const openings = [
  "What a load of",
  'The "mayor" says',
  "Well,\nI say",
  "Great post:",
  "null",
  "Nobody reads",
];
const themes = ["women in sport", "the black vote", "a church", "Müller & sons", "gay rights", "my cat, Bob"];
const endings = ["", ".", "!!", "\n\nhttp://example.org/?a=1,2", " …", "\r\nThanks"];

/**
 * Comments with means of several raters, from 0.0 to long decimals; half of them were not rated for identities. Each
 * identity has toxic and other comments in the test set, and so have the rest: without them there is no score.
 */
export const writeMiniature = defineMiniature(
  async ({ raw, random, below, chance, phrase, pick, moment, size }) => {
    const mean = (): string => {
      const raters = pick([4, 4, 6, 10, 67]);
      const share = below(raters + 1) / raters;
      return share % 1 === 0 ? share.toFixed(1) : String(share);
    };
    const [from, to] = [new Date(Date.UTC(2015, 8)), new Date(Date.UTC(2017, 10))];
    /** Cells by column; `row` is that of the test set. Its first ones have every combination. */
    const comment = (id: number, row: number): Record<string, string> => {
      const isSet = row >= 0 && row < 4 * identities.length;
      const isRated = isSet || chance(0.5);
      const cells: Record<string, string> = { id: String(id) };
      for (const name of [...kinds, "sexual_explicit", "toxicity", "target"])
        cells[name] = chance(0.6) ? "0.0" : mean();
      for (const name of [...identities, ...otherIdentities])
        cells[name] = isRated ? (chance(0.6) ? "0.0" : mean()) : "";
      if (isSet) {
        cells[identities[row >> 2]] = row % 2 === 0 ? "0.5" : "0.166666666666667";
        cells.toxicity = row % 4 < 2 ? "1.0" : "0.2";
      }
      for (const name of reactions) cells[name] = String(chance(0.7) ? 0 : below(12));
      cells.comment_text = chance(0.02) ? "" : `${phrase(openings, themes)}${pick(endings)}`;
      cells.created_date = `${moment(from, to)}.${below(900_000) + 100_000}+00`;
      cells.publication_id = String(pick([2, 13, 54, 102]));
      cells.parent_id = chance(0.43) ? "" : `${6_000_000 - below(5_000_000)}.0`;
      cells.article_id = String(2006 + below(390_000));
      cells.rating = pick(["approved", "approved", "rejected"]);
      cells.identity_annotator_count = String(isRated ? 4 : 0);
      cells.toxicity_annotator_count = String(pick([4, 4, 10, 67]));
      return cells;
    };
    const write = async (name: string, columns: readonly string[], rows: readonly Record<string, string>[]) =>
      raw.csv(
        name,
        columns,
        rows.map((cells) => columns.map((column) => cells[column])),
      );
    const sorted = [...identities, ...otherIdentities].sort();
    const trainColumns = [
      "id",
      "target",
      "comment_text",
      ...kinds,
      ...sorted,
      ...article,
      ...reactions,
    ].concat(["sexual_explicit"], counts);
    const testColumns = [
      "id",
      "comment_text",
      ...article,
      ...reactions,
      "toxicity",
      "severe_toxicity",
    ].concat(
      [
        "obscene",
        "sexual_explicit",
        "identity_attack",
        "insult",
        "threat",
        ...identities,
        ...otherIdentities,
      ],
      counts,
    );
    const ids = numbersWithGaps(random, size, { first: 59_848, maxStep: 20 });
    await write(
      "train.csv",
      trainColumns,
      ids.map((id) => comment(id, -1)),
    );
    const test = Array.from({ length: size }, (_, row) => comment(7_000_000 + row, row));
    await write("test_private_expanded.csv", testColumns, test);
    const publicTest = Array.from({ length: 5 }, (_, row) => comment(7_097_320 + row, -1));
    await write("test.csv", ["id", "comment_text"], publicTest);
    await raw.lines("sample_submission.csv", ["id,prediction", ...publicTest.map(({ id }) => `${id},0.0`)]);
  },
);
