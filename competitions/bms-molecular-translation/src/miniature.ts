import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";

/** Drawings of molecules in the order of their IDs, in folders by the first three digits, and a few without a label. */
export const writeMiniature = defineMiniature(async ({ raw, random, below, chance, size }) => {
  const newId = hexadecimalIds(random, 12);
  const drawing = (): Uint8Array => {
    const [width, height] = [2 + below(4), 2 + below(3)];
    const pixels = Uint8Array.from({ length: width * height }, () => Number(chance(0.9)));
    return grayPng({ width, height, pixels }, 1);
  };
  const draw = async (folder: string, count: number): Promise<string[]> => {
    const ids = Array.from({ length: count }, newId).sort();
    for (const id of ids) await raw.file(`${folder}/${id[0]}/${id[1]}/${id[2]}/${id}.png`, drawing());
    return ids;
  };

  /** The layers of an identifier: formula, bonds, hydrogen, and in some molecules stereochemistry and isotopes. */
  const molecule = (): string => {
    const carbons = 1 + below(24);
    const [nitrogens, oxygens] = [below(4), below(5)];
    const count = (n: number): string => (n > 1 ? String(n) : "");
    const formula =
      `C${count(carbons)}H${carbons + 2}` +
      (chance(0.1) ? "Cl" : "") +
      (nitrogens > 0 ? `N${count(nitrogens)}` : "") +
      (oxygens > 0 ? `O${count(oxygens)}` : "");
    // Without a comma, a cell has no quotes.
    if (carbons === 1) return `InChI=1S/${formula}/c1-2/h1H3`;
    const bonds = Array.from({ length: carbons }, (_, i) =>
      chance(0.2) ? `${i + 1}(${carbons + 1 + below(9)})` : String(i + 1),
    ).join("-");
    const hydrogen = `h${carbons},${carbons + 2}H,1-${1 + below(carbons)}H2`;
    const stereo = chance(0.3) ? `/t${carbons}-,${carbons + 1}+/m${below(2)}/s1` : "";
    return `InChI=1S/${formula}/c${bonds}/${hydrogen}${stereo}${chance(0.05) ? "/i1D3,2D" : ""}`;
  };

  const labeled = await draw("train", size);
  const rows = labeled.map((id) => [id, molecule()]);
  await raw.csv("train_labels.csv", ["image_id", "InChI"], rows);
  const extra = Array.from({ length: 20 }, () => [molecule()]);
  await raw.csv("extra_approved_InChIs.csv", ["InChI"], extra);
  const sample = (await draw("test", 3)).map((id) => [id, "InChI=1S/H2O/h1H2"]);
  await raw.csv("sample_submission.csv", ["image_id", "InChI"], sample);
});
