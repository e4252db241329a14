import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createRandomState } from "@mlebench/sampling";

const [folder, rows] = [process.argv[2], Number(process.argv[3])];
mkdirSync(folder, { recursive: true });
for (const [name, seed] of [
  ["answers.csv", 1],
  ["submission.csv", 2],
]) {
  const random = createRandomState(seed);
  const descriptor = openSync(join(folder, name), "w");
  let block = "event_id,azimuth,zenith\n";
  for (let i = 0; i < rows; i++) {
    block += `${24 + i * 163},${random.random() * 6.28 + 0.001},${random.random() * 3.14 + 0.001}\n`;
    if (block.length > 4e6) {
      writeSync(descriptor, block);
      block = "";
    }
  }
  writeSync(descriptor, block);
  closeSync(descriptor);
}
