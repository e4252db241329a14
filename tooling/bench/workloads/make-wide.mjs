// A wide CSV as pandas would write it: floats of full precision, ints, booleans, holes, quoted text.
import { closeSync, openSync, writeSync } from "node:fs";
import { createRandomState } from "@mlebench/sampling";

const [path, rows] = [process.argv[2], Number(process.argv[3])];
const random = createRandomState(0);
const texts = ['"alpha, beta"', "gamma", '"del ""ta"""', "epsilon zeta"];
const float = () => {
  const value = (random.random() - 0.5) * 6 || 0.5;
  return Math.abs(value) < 1e-4 ? "0.5" : String(value);
};
const names = [
  "id",
  ...range(12, "f"),
  ...range(8, "i"),
  ...range(3, "b"),
  "holes",
  "text",
  "code",
  "target",
];
const descriptor = openSync(path, "w");
let block = `${names.join(",")}\n`;
for (let i = 0; i < rows; i++) {
  const cells = [String(i)];
  for (let k = 0; k < 12; k++) cells.push(float());
  for (let k = 0; k < 8; k++) cells.push(String(Math.floor(random.random() * 10_000)));
  for (let k = 0; k < 3; k++) cells.push(random.random() < 0.5 ? "True" : "False");
  cells.push(random.random() < 0.05 ? "" : (random.random() * 5 + 0.001).toFixed(3));
  cells.push(texts[Math.floor(random.random() * 4)], `X${Math.floor(random.random() * 1000)}`);
  cells.push(random.random() < 0.5 ? "True" : "False");
  block += `${cells.join(",")}\n`;
  if (block.length > 4e6) {
    writeSync(descriptor, block);
    block = "";
  }
}
writeSync(descriptor, block);
closeSync(descriptor);

function range(count, prefix) {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}
