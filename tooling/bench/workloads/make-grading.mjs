// Makes answers, and submissions in the answers' order and in another, for the competitions that `kinds` names.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { findCompetition } from "@mlebench/competitions";
import { createRandomState } from "@mlebench/sampling";

const [id, folder, size] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const state = createRandomState(1);
const random = () => state.random();
const below = (end) => Math.floor(random() * end);
const pick = (list) => list[below(list.length)];
const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));

/** Hexadecimal digits, different for every `i` below 2^32. */
const hex = (i, digits) =>
  many(Math.ceil(digits / 8), (part) =>
    (Math.imul(i + 1, [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f][part % 4]) >>> 0)
      .toString(16)
      .padStart(8, "0"),
  )
    .join("")
    .slice(0, digits);

/** A number like those of a random order: different for every `i` below the prime. */
const scattered = (i, prime = 15_485_863) => ((i + 1) * 7919) % prime;

const identities =
  "male female homosexual_gay_or_lesbian christian jewish muslim black white psychiatric_or_mental_illness";
const words = many(500, () => many(2 + below(8), () => String.fromCharCode(97 + below(26))).join(""));
const atoms = ["C", "H", "N", "O", "c1", "-2", "(3)", "/t4", "/b5", ",6", "F", "S"];

/** A few runs of pixels in each of an organ's columns. */
function mask(height, left, right, top, length) {
  const runs = [];
  for (let x = left; x < right; x++) runs.push(x * height + top + 1 + ((x * 7) % 5), length + ((x * 3) % 4));
  return runs.join(" ");
}

/** The columns that a submission has beside the IDs, for competitions with many. */
const classes = (await findCompetition(id)).submission.targets.flatMap(({ names }) => names);

/** One of the classes is right, and each gets a probability with as many digits as Python prints. */
const probabilities = {
  answers: () => {
    const right = below(classes.length);
    return classes.map((_, k) => (k === right ? 1 : 0)).join(",");
  },
  submission: () => {
    const shares = classes.map(() => random() ** 8);
    const sum = shares.reduce((a, b) => a + b);
    return shares.map((share) => share / sum).join(",");
  },
};

/** By competition: header and row of the answers, and of a submission. A row's number comes first, then the answer's row. */
const kinds = {
  "cdiscount-image-classification-challenge": {
    answers: ["_id,category_id", (i) => `${scattered(i)},${1_000_000_000 + 7 * below(5270)}`],
    submission: [
      "_id,category_id",
      (_, row) => (random() < 0.7 ? row : replaceLast(row, 1_000_000_000 + 7 * below(5270))),
    ],
  },
  "herbarium-2021-fgvc8": {
    answers: ["Id,Predicted", (i) => `${scattered(i)},${below(64_500)}`],
    submission: ["Id,Predicted", (_, row) => (random() < 0.7 ? row : replaceLast(row, below(64_500)))],
  },
  "jigsaw-unintended-bias-in-toxicity-classification": {
    answers: [
      `id,comment_text,split,created_date,publication_id,parent_id,article_id,rating,funny,wow,sad,likes,disagree,toxicity,severe_toxicity,obscene,sexual_explicit,identity_attack,insult,threat,${identities.split(" ").join(",")},asian,atheist,bisexual,buddhist,heterosexual,hindu,intellectual_or_learning_disability,latino,other_disability,other_gender,other_race_or_ethnicity,other_religion,other_sexual_orientation,physical_disability,transgender,identity_annotator_count,toxicity_annotator_count`,
      (i) => {
        const text = many(20 + below(50), () => pick(words)).join(" ");
        const share = () => (random() < 0.7 ? 0 : below(11) / 10).toFixed(1);
        return `${7_000_000 + scattered(i)},"${text}, ""${pick(words)}""",test,2017-03-0${1 + below(9)} 21:53:38.274262+00,${below(100)},${random() < 0.5 ? "" : `${below(1e6)}.0`},${below(1e6)},approved,0,0,0,${below(9)},${below(9)},${many(7, share)},${many(24, share)},${below(20)},${4 + below(10)}`;
      },
    ],
    submission: ["id,prediction", (_, row) => `${row.slice(0, row.indexOf(","))},${random()}`],
  },
  "dog-breed-identification": {
    answers: [`id,${classes}`, (i) => `${hex(i, 32)},${probabilities.answers()}`],
    submission: [`id,${classes}`, (i) => `${hex(i, 32)},${probabilities.submission()}`],
  },
  "freesound-audio-tagging-2019": {
    answers: [`fname,${classes}`, (i) => `${hex(i, 8)}.wav,${probabilities.answers()}`],
    submission: [`fname,${classes}`, (i) => `${hex(i, 8)}.wav,${probabilities.submission()}`],
  },
  "bms-molecular-translation": {
    answers: [
      "image_id,InChI",
      (i) =>
        `${hex(i, 12)},"InChI=1S/C${below(30)}H${below(40)}/${many(40 + below(40), () => pick(atoms)).join("")}"`,
    ],
    submission: [
      "image_id,InChI",
      (_, row) =>
        random() < 0.4
          ? row
          : `${row.slice(0, 13)}${row
              .slice(13)
              .replaceAll(pick(atoms), pick(atoms))
              .slice(0, -1 - below(9))}"`,
    ],
  },
  "alaska2-image-steganalysis": {
    answers: ["Id,Label", (i) => `${String(i).padStart(7, "0")}.jpg,${below(4) > 0 ? 1 : 0}`],
    submission: ["Id,Label", (_, row) => replaceLast(row, random())],
  },
  "ventilator-pressure-prediction": {
    answers: [
      "id,breath_id,R,C,time_step,u_in,u_out,pressure",
      (i) =>
        `${3 * i + 1},${Math.floor(i / 80)},${pick([5, 20, 50])},${pick([10, 20, 50])},${((i % 80) / 29.7).toPrecision(10)},${(random() * 50).toPrecision(10)},${i % 80 > 31 ? 1 : 0},${(random() * 40).toPrecision(10)}`,
    ],
    submission: ["id,pressure", (i) => `${3 * i + 1},${random() * 40}`],
  },
  "h-and-m-personalized-fashion-recommendations": {
    answers: [
      "customer_id,prediction",
      (i) => `${hex(i, 64)},${many(1 + below(6), () => 500_000_000 + below(100_000)).join(" ")}`,
    ],
    submission: [
      "customer_id,prediction",
      (i) => `${hex(i, 64)},${many(12, () => `0${500_000_000 + below(100_000)}`).join(" ")}`,
    ],
    // Only some of the customers buy in the week that is predicted.
    answered: (i) => i % 18 === 0,
  },
  "us-patent-phrase-to-phrase-matching": {
    answers: ["id,score", (i) => `${hex(i, 16)},${below(5) / 4}`],
    submission: ["id,score", (_, row) => replaceLast(row, random())],
  },
  "uw-madison-gi-tract-image-segmentation": {
    answers: [
      "id,class,image_height,image_width,predicted",
      (i) => {
        const slice = Math.floor(i / 3) % 40;
        const part =
          slice > 9 && slice < 30 ? mask(266, 60 + 30 * (i % 3), 80 + 30 * (i % 3) + slice, 100, 30) : "";
        return `case${Math.floor(i / 240)}_day${Math.floor(i / 120) % 2}_slice_${String(1 + slice).padStart(4, "0")},${["large_bowel", "small_bowel", "stomach"][i % 3]},266,266,${part}`;
      },
    ],
    submission: [
      "id,class,predicted",
      (i, row) => {
        const [name, organ, , , part] = row.split(",");
        return `${name},${organ},${part === "" ? "" : mask(266, 62 + 30 * (i % 3), 85 + 30 * (i % 3), 104, 28)}`;
      },
    ],
    // Rows are paired by position.
    fixed: true,
  },
  "3d-object-detection-for-autonomous-vehicles": {
    answers: ["Id,PredictionString", (i) => `${hex(i, 64)},${many(20, (k) => box3d(k, 0)).join(" ")}`],
    submission: [
      "Id,PredictionString",
      (i) => `${hex(i, 64)},${many(40, (k) => box3d(k >> 1, 1)).join(" ")}`,
    ],
  },
  "kuzushiji-recognition": {
    answers: [
      "image_id,labels",
      (i) => `${hex(i, 12)},${many(200, (k) => `${kana(k)} ${10 * k} ${20 * k} 40 50`).join(" ")}`,
    ],
    submission: [
      "image_id,labels",
      (i) =>
        `${hex(i, 12)},${many(200, (k) => `${kana(random() < 0.8 ? k : k + 1)} ${10 * k + below(50)} ${20 * k + below(60)}`).join(" ")}`,
    ],
  },
};

const replaceLast = (row, value) => `${row.slice(0, row.lastIndexOf(",") + 1)}${value}`;
const kana = (k) => `U+${(0x3042 + (k % 60)).toString(16).toUpperCase()}`;
const box3d = (k, spread) => {
  const off = () => spread * (random() - 0.5);
  return `${1 - spread * random()} ${2000 + 9 * k + off()} ${700 + 5 * (k % 7) + off()} ${-18 + off()} ${1.9 + off() / 9} ${4.6 + off() / 9} ${1.6 + off() / 9} ${0.1 * k + off() / 9} ${k % 4 === 0 ? "bus" : "car"}`;
};

function write(name, header, rows) {
  const descriptor = openSync(join(folder, name), "w");
  let block = [header];
  for (const row of rows) {
    block.push(row);
    if (block.length < 10_000) continue;
    writeSync(descriptor, `${block.join("\n")}\n`);
    block = [];
  }
  writeSync(descriptor, block.map((line) => `${line}\n`).join(""));
  closeSync(descriptor);
}

const { answers, submission, answered = () => true, fixed = false } = kinds[id];
mkdirSync(folder, { recursive: true });
const truths = many(size, answers[1]);
write(
  "answers.csv",
  answers[0],
  truths.filter((_, i) => answered(i)),
);
const given = truths.map((row, i) => submission[1](i, row));
write("same.csv", submission[0], given);
if (!fixed) {
  for (let i = size - 1; i > 0; i--) {
    const other = below(i + 1);
    [given[i], given[other]] = [given[other], given[i]];
  }
  write("shuffled.csv", submission[0], given);
}
