// Molecules: a row and an image for each, in folders by the first three digits.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDraws, hex, imageBytes, writeRows } from "./writing.mjs";

export function makeRaw({ folder, size }) {
  const { below, pick, pool } = createDraws();
  const digits = [..."0123456789abcdef"];
  for (const a of digits)
    for (const b of digits)
      for (const c of digits) mkdirSync(join(folder, "train", a, b, c), { recursive: true });
  const layers = pool(20_000, () => {
    const carbons = 2 + below(30);
    const bonds = Array.from({ length: carbons }, (_, i) => i + 1).join("-");
    return `InChI=1S/C${carbons}H${carbons + 2}NO/c${bonds}/h${carbons},${carbons + 2}H,1-3H2`;
  });
  const ids = Array.from({ length: size }, (_, i) => hex(i, 12));
  ids.sort();
  writeRows(join(folder, "train_labels.csv"), "image_id,InChI", size, (i) => `${ids[i]},"${pick(layers)}"`);
  writeRows(join(folder, "extra_approved_InChIs.csv"), "InChI", 1000, () => `"${pick(layers)}"`);
  const image = imageBytes(2 << 10);
  for (const id of ids) writeFileSync(join(folder, `train/${id[0]}/${id[1]}/${id[2]}/${id}.png`), image);
}
