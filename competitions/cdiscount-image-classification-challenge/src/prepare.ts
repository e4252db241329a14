import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { bsonInteger, readBsonDocuments, withoutBsonField } from "@mlebench/formats/bson";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { integers, tableFromColumns } from "@mlebench/table";

const exampleLength = 100;

// The file is read twice: for the numbers that the split needs, and to copy documents.
export const prepare = definePrepare(async ({ raw, pub, priv, progress }) => {
  const file = raw.require("train.bson");
  const ids: number[] = [];
  const categories: number[] = [];
  for (const document of readBsonDocuments(file)) {
    const [id, category] = [bsonInteger(document, "_id"), bsonInteger(document, "category_id")];
    if (id === undefined || category === undefined) {
      const expected = "fields `_id` and `category_id`";
      throw new UserError("Missing field of a product", { file, row: ids.length + 1, expected });
    }
    ids.push(Number(id));
    categories.push(Number(category));
    if (ids.length % 10_000 === 0) progress({ step: "read products", done: ids.length, unit: "products" });
  }
  const split = trainTestSplitIndices(ids.length, { testSize: 0.1, randomState: 0 });
  const test = split.test.sort((a, b) => ids[a] - ids[b]);
  const answers = tableFromColumns({
    _id: integers(Array.from(test, (row) => ids[row])),
    category_id: integers(Array.from(test, (row) => categories[row])),
  });
  priv.csv("answers.csv", answers);
  pub.csv("sample_submission.csv", answers.assign({ category_id: 1_000_010_653 }));
  await pub.files(raw, ["category_names.csv"]);

  const isTest = new Uint8Array(ids.length);
  for (const row of test) isTest[row] = 1;
  const [train, example, tested] = ["train.bson", "train_example.bson", "test.bson"].map((name) =>
    pub.open(name),
  );
  let [row, trained] = [0, 0];
  for (const document of readBsonDocuments(file)) {
    if (isTest[row++] === 1) tested.write(withoutBsonField(document, "category_id"));
    else {
      train.write(document);
      if (trained++ < exampleLength) example.write(document);
    }
    if (row % 10_000 === 0)
      progress({ step: "write products", done: row, total: ids.length, unit: "products" });
  }
  for (const written of [train, example, tested]) written.close();
});
