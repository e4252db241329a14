import type { RandomState } from "@mlebench/sampling";
import { defineMiniature } from "@mlebench/synthetic";
import { formatFloat } from "@mlebench/table";

interface Atom {
  element: string;
  /** Where along the chain of heavy atoms it is, or what it hangs on. */
  link: number;
  position: readonly [number, number, number];
}

interface Coupling {
  first: number;
  second: number;
  type: string;
}

const usualConstant: Readonly<Record<string, number>> = { "1": 90, "2": -5, "3": 6 };
const axes = ["X", "Y", "Z"];
const tensorNames = axes.flatMap((second) => axes.map((first) => first + second));

/** A chain of heavy atoms with hydrogens on them; the first one is methyl, so that there is something to couple. */
function drawMolecule(random: RandomState): Atom[] {
  const heavy = Array.from({ length: 1 + Math.floor(random.random() * 5) }, (_, i) =>
    i === 0 ? "C" : ["C", "C", "N", "O", "F"][Math.floor(random.random() * 5)],
  );
  const near = (link: number): Atom["position"] => [
    1.5 * link + random.normal(0, 0.4),
    random.normal(0, 0.8),
    random.random() < 0.02 ? random.normal(0, 1e-5) : random.normal(0, 0.8),
  ];
  const atoms = heavy.map((element, link) => ({ element, link, position: near(link) }));
  const hydrogens: Readonly<Record<string, number>> = { C: 3, N: 2, O: 1, F: 0 };
  heavy.forEach((element, link) => {
    const count = link === 0 ? 3 : Math.floor(random.random() * (hydrogens[element] + 1));
    for (let i = 0; i < count; i++) atoms.push({ element: "H", link, position: near(link) });
  });
  return atoms;
}

/** Pairs of a hydrogen and a hydrogen, carbon or nitrogen that are one to three bonds apart. */
function couplingsOf(atoms: readonly Atom[]): Coupling[] {
  const couplings: Coupling[] = [];
  atoms.forEach((a, first) => {
    if (a.element !== "H") return;
    atoms.forEach((b, second) => {
      if (!["H", "C", "N"].includes(b.element) || (b.element === "H" && second <= first)) return;
      const bonds = Math.abs(a.link - b.link) + (b.element === "H" ? 2 : 1);
      if (bonds <= 3) couplings.push({ first, second, type: `${bonds}JH${b.element}` });
    });
  });
  return couplings;
}

/** Molecules with all that is known of them: couplings for most, geometry for all, as in Kaggle's files. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const number = (value: number, digits: number): string => formatFloat(Number(value.toPrecision(digits)));
  const noise = (deviation: number, digits = 6): string =>
    chance(0.01) ? "0.0" : number(random.normal(0, deviation), digits);
  const file = (name: string, header: string) => {
    const writer = raw.open(name);
    writer.line(header);
    return writer;
  };
  const train = file("train.csv", "id,molecule_name,atom_index_0,atom_index_1,type,scalar_coupling_constant");
  const test = file("test.csv", "id,molecule_name,atom_index_0,atom_index_1,type");
  const sample = file("sample_submission.csv", "id,scalar_coupling_constant");
  const structures = file("structures.csv", "molecule_name,atom_index,atom,x,y,z");
  const dipoles = file("dipole_moments.csv", `molecule_name,${axes.join(",")}`);
  const tensors = file("magnetic_shielding_tensors.csv", `molecule_name,atom_index,${tensorNames.join(",")}`);
  const charges = file("mulliken_charges.csv", "molecule_name,atom_index,mulliken_charge");
  const energies = file("potential_energy.csv", "molecule_name,potential_energy");
  const contributions = file(
    "scalar_coupling_contributions.csv",
    "molecule_name,atom_index_0,atom_index_1,type,fc,sd,pso,dso",
  );

  const unlabeled: string[] = [];
  let labeledMolecules = 0;
  let id = 0;
  for (let molecule = 1; id < size || labeledMolecules < 2; molecule++) {
    const name = `dsgdb9nsd_${String(molecule).padStart(6, "0")}`;
    const atoms = drawMolecule(random);
    const lines = atoms.map(({ element, position }) => [
      element,
      ...position.map((x) => formatFloat(Number(x.toFixed(10)))),
    ]);
    await raw.file(
      `structures/${name}.xyz`,
      `${atoms.length}\n\n${lines.map((line) => `${line.join(" ")}\n`).join("")}`,
    );
    lines.forEach((line, index) => {
      structures.line(`${name},${index},${line.join(",")}`);
    });
    const couplings = couplingsOf(atoms);
    if (chance(0.3)) {
      for (const { first, second, type } of couplings) unlabeled.push(`${name},${first},${second},${type}`);
      continue;
    }
    labeledMolecules++;
    dipoles.line([name, ...axes.map(() => noise(1, 5))].join(","));
    energies.line(`${name},${number(random.normal(-400, 60), 8)}`);
    atoms.forEach((_, index) => {
      charges.line(`${name},${index},${noise(0.3)}`);
      tensors.line([name, index, ...tensorNames.map((_, i) => noise(i % 4 === 0 ? 150 : 20, 6))].join(","));
    });
    for (const { first, second, type } of couplings) {
      const terms = [usualConstant[type[0]] * (0.7 + 0.6 * random.random()), random.normal(0, 0.2)];
      terms.push(random.normal(0.5, 0.5), random.normal(0, 0.5));
      const pair = `${name},${first},${second},${type}`;
      contributions.line([pair, ...terms.map((term) => number(term, 6))].join(","));
      const sum = terms.reduce((total, term) => total + term, 0);
      train.line(`${id++},${pair},${number(sum, 6)}`);
    }
  }
  for (const pair of unlabeled) {
    test.line(`${id},${pair}`);
    sample.line(`${id++},0`);
  }
  for (const writer of [
    train,
    test,
    sample,
    structures,
    dipoles,
    tensors,
    charges,
    energies,
    contributions,
  ]) {
    writer.close();
  }
});
