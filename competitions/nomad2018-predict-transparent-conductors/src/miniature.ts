import { defineMiniature, textMember } from "@mlebench/synthetic";

const features = [
  "id",
  "spacegroup",
  "number_of_total_atoms",
  "percent_atom_al",
  "percent_atom_ga",
  "percent_atom_in",
  "lattice_vector_1_ang",
  "lattice_vector_2_ang",
  "lattice_vector_3_ang",
  "lattice_angle_alpha_degree",
  "lattice_angle_beta_degree",
  "lattice_angle_gamma_degree",
];
const targets = ["formation_energy_ev_natom", "bandgap_energy_ev"];
const spacegroups = [12, 33, 167, 194, 206, 227];

/** Alloys of three oxides. For every four labeled ones there is one more without labels, numbered from 1 again. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const material = (id: number) => {
    const spacegroup = random.choice(spacegroups);
    const atoms = random.choice([10, 20, 30, 40, 40, 80, 80, 80]);
    const metals = (atoms * 2) / 5;
    const aluminium = random.randint(0, metals + 1);
    const gallium = random.randint(0, metals - aluminium + 1);
    const counts = { Al: aluminium, Ga: gallium, In: metals - aluminium - gallium };
    const [al, ga, indium] = Object.values(counts).map((count) => Number((count / metals).toFixed(4)));
    const lengths = [random.uniform(3, 24), random.uniform(5, 11), random.uniform(5, 15)];
    const angles = [90, 90, 90].map((angle) => angle + 0.02 * random.normal());
    if (spacegroup === 194 || spacegroup === 167) angles[2] += 30;
    const formation = 0.05 + 0.3 * (al * indium + ga * indium) + 0.1 * random.random();
    const bandgap = 5.1 * al + 3.4 * ga + 1.2 * indium + 0.2 * random.normal();
    // Kaggle's list gives ideal materials a formation energy of exactly 0.
    const energies = [chance(0.03) ? 0 : formation, Math.max(0.0001, bandgap)];
    const axes = lengths.map((length, axis) => [0, 1, 2].map((other) => (other === axis ? length : 0)));
    const kinds = Object.entries(counts).flatMap(([metal, count]) => Array<string>(count).fill(metal));
    kinds.push(...Array<string>(atoms - metals).fill("O"));
    const point = () => lengths.map((length) => (random.random() * length).toFixed(7)).join(" ");
    const geometry = [
      "#=======================================================",
      "#Created using the Atomic Simulation Environment (ASE)",
      "#=======================================================",
      ...axes.map((axis) => `lattice_vector ${axis.map((value) => value.toFixed(7)).join(" ")} `),
      ...kinds.map((kind) => `atom ${point()} ${kind}`),
    ];
    const shape = [...lengths, ...angles].map((value) => Number(value.toFixed(4)));
    return {
      features: [id, spacegroup, atoms, al, ga, indium, ...shape],
      targets: energies.map((energy) => Number(energy.toFixed(4))),
      geometry,
    };
  };

  const write = async (name: string, count: number, labeled: boolean) => {
    const materials = Array.from({ length: count }, (_, i) => material(i + 1));
    const columns = [...features, ...(labeled ? targets : [])];
    const rows = materials.map((row) => [...row.features, ...(labeled ? row.targets : [])]);
    await raw.zippedCsv(`${name}.csv.zip`, columns, rows);
    const files = materials.map(({ geometry }, i) => textMember(`${name}/${i + 1}/geometry.xyz`, geometry));
    // One of Kaggle's materials has a second geometry.
    if (labeled) files.push(textMember(`${name}/1/geometry_2.xyz`, materials[1].geometry));
    await raw.zip(`${name}.zip`, files);
  };
  await write("train", size, true);
  await write("test", Math.ceil(size / 4), false);
});
