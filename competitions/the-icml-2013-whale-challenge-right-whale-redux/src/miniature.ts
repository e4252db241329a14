import type { RandomState } from "@mlebench/sampling";
import { defineMiniature } from "@mlebench/synthetic";
import { tinyAiff } from "@mlebench/synthetic/media";

const trainDays = ["20090328", "20090329", "20090330", "20090331"];
const testDays = ["20090401", "20090402", "20090403"];

/**
 * Clips of four days for training and three for testing, a few dozen samples each, numbered in order of time. About
 * one in seven has a call. Every day has a clip, whatever the size.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const train = clipStarts(random, trainDays, size).map((start, i) => {
    const hasCall = chance(0.15);
    const data = tinyAiff(drawSamples(random, hasCall));
    return { name: `train2/${start}_TRAIN${i}_${hasCall ? 1 : 0}.aif`, data };
  });
  const test = clipStarts(random, testDays, Math.ceil(size / 2)).map((start, i) => {
    const data = tinyAiff(drawSamples(random, chance(0.15)));
    return { name: `test2/${start}_Test${i}.aif`, data };
  });
  await raw.zip("train2.zip", train, { compression: "store" });
  await raw.zip("test2.zip", test, { compression: "store" });
  const sample = test.map(({ name }) => [name.slice("test2/".length), 0]);
  await raw.csv("sampleSubmission.csv", ["clip", "probability"], sample);
});

/** When clips begin, `YYYYMMDD_HHMMSS_<seconds>s<milliseconds>ms`, ascending and each once. */
function clipStarts(random: RandomState, days: readonly string[], count: number): string[] {
  const starts = new Set<string>();
  for (let i = 0; i < count; i++) {
    const day = days[i < days.length ? i : random.randint(0, days.length)];
    for (const { size } = starts; starts.size === size; ) {
      const hour = String(random.randint(0, 24)).padStart(2, "0");
      const quarter = random.choice(["00", "15", "30", "45"]);
      starts.add(
        `${day}_${hour}${quarter}00_${String(random.randint(0, 900)).padStart(3, "0")}s${random.randint(1, 10)}ms`,
      );
    }
  }
  return [...starts].sort();
}

/** Noise, and with a call a tone that rises. */
function drawSamples(random: RandomState, hasCall: boolean): number[] {
  const noise = random.randint(-200, 201, 40);
  return Array.from(
    noise,
    (value, i) => value + (hasCall ? Math.round(800 * ((i * i) % 40 < 20 ? 1 : -1)) : 0),
  );
}
