import { definePrepare } from "@mlebench/folders";
import { splitWords } from "@mlebench/metrics";
import { createRandomState } from "@mlebench/sampling";

const header = Buffer.from('"id","sentence"\n');

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train_v2.txt.zip");
  const random = createRandomState(0);
  const train = pub.openZipped("train_v2.txt.zip");
  const test = pub.openZipped("test_v2.txt.zip");
  const answers = priv.open("test.csv");
  const sample = priv.open("sample_submission.csv");
  for (const file of [test, answers, sample]) file.write(header);
  let id = 0;
  for (const line of raw.lines("train_v2.txt", { keepEnds: true })) {
    // 1% of the sentences are for testing, unless they have no word between the first and the last.
    const words = random.random() <= 0.01 ? splitWords(line.toString()) : [];
    if (words.length <= 2) {
      train.write(line);
      continue;
    }
    const quoted = words.map((word) => word.replaceAll('"', '""'));
    const sentence = betweenSpaces(line.toString(), words).replaceAll('"', '""');
    const asked = Buffer.from(
      `${id},"${quoted.toSpliced(random.randint(1, words.length - 1), 1).join(" ")}"\n`,
    );
    answers.write(Buffer.from(`${id},"${sentence}"\n`));
    for (const file of [test, sample]) file.write(asked);
    id++;
  }
  for (const file of [answers, sample]) file.close();
  for (const file of [train, test]) await file.close();
});

/** A line from the beginning of its first word to the end of its last one: Python's `strip()`. */
function betweenSpaces(line: string, words: readonly string[]): string {
  const last = words[words.length - 1];
  return line.slice(line.indexOf(words[0]), line.lastIndexOf(last) + last.length);
}
