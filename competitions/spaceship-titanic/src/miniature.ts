import { defineMiniature } from "@mlebench/synthetic";

const columns = [
  ...["PassengerId", "HomePlanet", "CryoSleep", "Cabin", "Destination", "Age", "VIP"],
  ...["RoomService", "FoodCourt", "ShoppingMall", "Spa", "VRDeck", "Name", "Transported"],
];
const firstNames = ["Ada", "Bran", "Chlo", "Dé", "Elro", "O'Fynn", "Gita", "Hux", "Ivo", "Jun"];
const lastNames = ["Alderman", "Broad", "Cordon", "Dunnel", "Etheridge", "Fawcett", "Grimm", "Hale"];

/** Passengers in groups, with Kaggle's spelling: TRUE and FALSE, integral amounts, and a missing value now and then. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, phrase, below, size }) => {
  const rows: string[][] = [];
  let group = 0;
  let member = 0;
  for (let i = 0; i < size; i++) {
    if (member > 0 && chance(0.25)) member++;
    else {
      group++;
      member = 1;
    }
    const asleep = chance(0.35);
    const amount = (): string =>
      asleep || chance(0.4) ? "0" : String(Math.floor(random.random() ** 3 * 8000));
    const cells = [
      pick(["Earth", "Europa", "Mars"]),
      asleep ? "TRUE" : "FALSE",
      `${pick(["A", "B", "C", "D", "E", "F", "G", "T"])}/${below(1800)}/${pick(["P", "S"])}`,
      pick(["TRAPPIST-1e", "PSO J318.5-22", "55 Cancri e"]),
      String(below(80)),
      chance(0.03) ? "TRUE" : "FALSE",
      ...Array.from({ length: 5 }, amount),
      phrase(firstNames, lastNames),
    ].map((cell) => (chance(0.02) ? "" : cell));
    const id = `${String(group).padStart(4, "0")}_${String(member).padStart(2, "0")}`;
    rows.push([id, ...cells, chance(asleep ? 0.8 : 0.35) ? "TRUE" : "FALSE"]);
  }
  await raw.csv("train.csv", columns, rows);
});
