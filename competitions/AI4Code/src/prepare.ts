import { UserError } from "@mlebench/core";
import { definePrepare, type RawFolder } from "@mlebench/folders";
import { sampleIndices } from "@mlebench/sampling";
import { type Table, tableFromColumns } from "@mlebench/table";
import { testCountOf } from "./split.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const sorted = raw.csv("train_ancestors.csv");
  const ancestors = sorted.take(sampleIndices(sorted.length, { frac: 1, randomState: 0 }));
  const testIds = pickTestIds(ancestors);
  const isTested = ancestors.strings("id").map((id) => testIds.has(id));
  const trainIds = new Set(ancestors.strings("id").filter((_, row) => !isTested[row]));
  pub.csv(
    "train_ancestors.csv",
    ancestors.filter((row) => !isTested[row]),
  );

  const orders = raw.csv("train_orders.csv");
  const ids = orders.strings("id");
  const answers = orders.filter((row) => testIds.has(ids[row]));
  if (answers.length !== testIds.size) {
    throw orders.error("Test notebooks without exactly one row", {
      column: "id",
      expected: `a row for each notebook of train_ancestors.csv`,
    });
  }
  pub.csv(
    "train_orders.csv",
    orders.filter((row) => trainIds.has(ids[row])),
  );
  priv.csv("test_orders.csv", answers);
  const tested = answers.strings("id").map(String);
  pub.csv(
    "sample_submission.csv",
    tableFromColumns({ id: tested, cell_order: tested.map((id) => cellsOf(raw, id).join(" ")) }),
  );
  await pub.files(
    raw,
    Array.from(trainIds, (id) => `train/${id}.json`),
  );
  await pub.files(
    raw,
    tested.map((id) => [`train/${id}.json`, `test/${id}.json`]),
  );
});

/** Notebooks of one ancestor after the other, in order of appearance, as long as all of its notebooks fit. */
function pickTestIds(ancestors: Table): Set<string | null> {
  const ids = ancestors.strings("id");
  const related = new Map<string | null, (string | null)[]>();
  for (const [row, ancestor] of ancestors.strings("ancestor_id").entries()) {
    const known = related.get(ancestor);
    if (known === undefined) related.set(ancestor, [ids[row]]);
    else known.push(ids[row]);
  }
  const count = testCountOf(ancestors.length);
  const picked = new Set<string | null>();
  for (const notebooks of related.values()) {
    if (picked.size + notebooks.length > count) continue;
    for (const id of notebooks) picked.add(id);
  }
  if (picked.size === count) return picked;
  throw ancestors.error("Not enough notebooks to split", {
    column: "ancestor_id",
    expected: `ancestors with ${count} notebooks in all`,
  });
}

/** Cells of a notebook in the order in which its file lists them. */
function cellsOf(raw: RawFolder, id: string): string[] {
  const name = `train/${id}.json`;
  const notebook = raw.json(name);
  const types = notebook instanceof Map ? notebook.get("cell_type") : undefined;
  if (types instanceof Map) return [...types.keys()];
  throw new UserError("Missing cell types", { file: raw.resolve(name), expected: "an object `cell_type`" });
}
