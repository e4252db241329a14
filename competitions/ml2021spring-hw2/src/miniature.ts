import { npyBytes } from "@mlebench/formats/npy";
import { defineMiniature } from "@mlebench/synthetic";

const phonemes = 39;
const coefficients = 39;
/** Frames before and behind the one that is labeled. */
const around = 5;
const testShare = 451_552 / 1_229_932;

/** Utterances of a few dozen frames, in which a phoneme lasts for several; labels are text, as Kaggle has them. */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const sounds = Array.from({ length: phonemes }, () =>
    Float64Array.from({ length: coefficients }, () => 2 * random.random() - 1),
  );

  const utterances = (count: number): { features: Float32Array; labels: string[] } => {
    const width = (2 * around + 1) * coefficients;
    const features = new Float32Array(count * width);
    const labels: string[] = [];
    while (labels.length < count) {
      const length = Math.min(random.randint(20, 60), count - labels.length);
      const spoken: number[] = [];
      while (spoken.length < length) {
        const phoneme = random.randint(0, phonemes);
        for (let left = random.randint(2, 9); left > 0; left--) spoken.push(phoneme);
      }
      const frames = Array.from({ length }, (_, i) =>
        sounds[spoken[i]].map((mean) => mean + 2 * random.random() - 1),
      );
      for (let i = 0; i < length; i++) {
        for (let offset = -around; offset <= around; offset++) {
          const frame = frames[Math.min(length - 1, Math.max(0, i + offset))];
          features.set(frame, (labels.length + i) * width + (offset + around) * coefficients);
        }
      }
      labels.push(...spoken.slice(0, length).map(String));
    }
    return { features, labels };
  };

  const testCount = Math.ceil(size * testShare);
  const train = utterances(size);
  const test = utterances(testCount);
  const folder = "timit_11/timit_11";
  const shape = (count: number): number[] => [count, (2 * around + 1) * coefficients];
  await raw.file(`${folder}/train_11.npy`, npyBytes(train.features, shape(size)));
  await raw.file(`${folder}/train_label_11.npy`, npyBytes(train.labels));
  await raw.file(`${folder}/test_11.npy`, npyBytes(test.features, shape(testCount)));
  const sample = test.labels.map((_, row) => [row, 0]);
  await raw.csv("sampleSubmission.csv", ["Id", "ClassId"], sample);
});
