import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import type { PythonJson } from "@mlebench/formats/python-json";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { integers, tableFromColumns } from "@mlebench/table";

const id = "request_id";
const target = "requester_received_pizza";
const indented = { indent: 4 };

// Of Kaggle's own test set only its size counts, and the fields that it has.
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const unlabeled = raw.records("test.json");
  const fields = [...unlabeled[0].keys()];
  const requests = raw.records("train.json", [...fields, id, target]);
  const file = raw.resolve("train.json");
  const testSize = unlabeled.length / (requests.length + unlabeled.length);
  if (Math.ceil(testSize * requests.length) >= requests.length) {
    const expected = `more of them beside the ${unlabeled.length} of test.json`;
    throw new UserError(`Not enough requests to split: ${requests.length}`, { file, expected });
  }
  const split = trainTestSplitIndices(requests.length, { testSize, randomState: 0 });
  /** What `read` makes of a field of every tested request; nothing is refused. Of the others anything is taken. */
  const valuesOf = <T>(column: string, expected: string, read: (value: PythonJson) => T | undefined): T[] =>
    Array.from(split.test, (row) => {
      const value = read(requests[row].get(column) ?? null);
      if (value !== undefined) return value;
      throw new UserError("Value has the wrong type", { file, row: row + 1, column, expected });
    });
  const ids = valuesOf(id, "text", (value) => (isText(value) ? String(value) : undefined));
  const outcomes = valuesOf(target, "true or false", (value) =>
    isOutcome(value) ? Number(value) : undefined,
  );

  const [train, test] = [split.train, split.test].map((rows) => Array.from(rows, (row) => requests[row]));
  const shown = test.map((request) => new Map(fields.map((field) => [field, request.get(field) ?? null])));
  pub.json("train.json", train, indented);
  pub.json("test.json", shown, indented);
  await pub.zip("train.zip", ["train.json"]);
  await pub.zip("test.zip", ["test.json"]);
  const answers = tableFromColumns({ [id]: ids, [target]: integers(outcomes) });
  priv.csv("test.csv", answers);
  pub.csv("sampleSubmission.csv", answers.assign({ [target]: 0 }));
});

const isText = (value: PythonJson): boolean => typeof value === "string" || typeof value === "bigint";
const isOutcome = (value: PythonJson): boolean => typeof value === "boolean" || typeof value === "bigint";
