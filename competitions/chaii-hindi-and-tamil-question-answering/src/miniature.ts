import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";

/** Sentences of an article, and what is asked of each: the answer is a part of the sentence. The first one has words. */
const facts = {
  hindi: [
    ["यमुना नदी की लंबाई 1376 किलोमीटर है।", "यमुना कितनी लंबी है?", "1376 किलोमीटर"],
    ["ताजमहल का निर्माण सन् १६५३ में पूरा हुआ, आगरा में।", "ताजमहल कब बना?", "१६५३"],
    ['उसे "गुलाबी नगर" भी कहते हैं।', "जयपुर को और क्या कहते हैं?", '"गुलाबी नगर"'],
    ["इसका व्यास 12 km (लगभग) है।", "इसका व्यास क्या है?", "12 km (लगभग)"],
    ["यह संस्था 1947 में बनी।", "यह संस्था कब बनी?", "1947"],
  ],
  tamil: [
    ["காவிரி ஆறு 800 கி.மீ நீளம் கொண்டது.", "காவிரியின் நீளம் என்ன?", "800 கி.மீ"],
    ["சென்னை தமிழ்நாட்டின் தலைநகரம் ஆகும்.", "தமிழ்நாட்டின் தலைநகரம் எது?", "சென்னை"],
    ["அவர் 1962 ஆம் ஆண்டு பிறந்தார்; NASA அவரை அழைத்தது.", "அவர் எப்போது பிறந்தார்?", "1962"],
  ],
} as const;
const fillers = ["\n", "\n\n", " ", "\r\n", "\t", "[1]\n", " — ", "\u200c "];

/**
 * Articles of many lines in two scripts, about two of three in Hindi, each with a question that a part of it answers.
 * Some answers are numbers, in digits of either script, but not all of the test part: the reference has no score then.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, chance, pick, size }) => {
  const newId = hexadecimalIds(random, 9);
  const inWords = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 }).test[0];
  const example = (row: number): (string | number)[] => {
    const known: readonly (readonly string[])[] = facts[chance(0.67) ? "hindi" : "tamil"];
    const sentences = [known[0], ...Array.from({ length: 1 + below(6) }, () => pick(known))];
    const [sentence, question, answer] = row === inWords ? known[0] : pick(sentences);
    const context = sentences.map(([text]) => `${text}${pick(fillers)}`).join("");
    const start = [...context.slice(0, context.indexOf(sentence) + sentence.indexOf(answer))].length;
    return [newId(), context, question, answer, start, known === facts.hindi ? "hindi" : "tamil"];
  };
  const columns = ["id", "context", "question", "answer_text", "answer_start", "language"];
  const train = Array.from({ length: size }, (_, row) => example(row));
  const test = Array.from({ length: 5 }, () => example(-1));
  await raw.csv("train.csv", columns, train);
  await raw.csv(
    "test.csv",
    columns.toSpliced(3, 2),
    test.map((row) => row.toSpliced(3, 2)),
  );
  await raw.lines("sample_submission.csv", ["id,PredictionString", ...test.map(([id]) => `${id},`)]);
});
