import { UserError } from "@mlebench/core";
import { type PythonJson, type PythonJsonObject, preparation, type RawFolder } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { tableFromColumns } from "@mlebench/table";

const id = "request_id";
const target = "requester_received_pizza";

// Of Kaggle's own test set only its size counts, and the fields that it has.
export const prepare = preparation(async ({ raw, pub, priv }) => {
  const unlabelled = readRequests(raw, "test.json", []);
  const fields = [...unlabelled[0].keys()];
  const requests = readRequests(raw, "train.json", [...fields, id, target]);
  const testSize = unlabelled.length / (requests.length + unlabelled.length);
  const file = raw.resolve("train.json");
  if (Math.ceil(testSize * requests.length) >= requests.length) {
    const expected = `more of them beside the ${unlabelled.length} of test.json`;
    throw new UserError(`${requests.length} requests are too few to split`, { file, expected });
  }
  const ids = requests.map((request, row) => idText(request, { file, row: row + 1, column: id }));
  const outcomes = requests.map((request, row) => outcome(request, { file, row: row + 1, column: target }));

  const { train, test } = trainTestSplit([...requests.keys()], { testSize, randomState: 0 });
  const withoutLabels = test.map((i) => new Map(fields.map((field) => [field, value(requests[i], field)])));
  const indented = { indent: 4 };
  pub.json(
    "train.json",
    train.map((i) => requests[i]),
    indented,
  );
  pub.json("test.json", withoutLabels, indented);
  await pub.zip("train.zip", ["train.json"]);
  await pub.zip("test.zip", ["test.json"]);
  const answers = tableFromColumns({
    [id]: { dtype: "object", values: test.map((i) => ids[i]) },
    [target]: { dtype: "int64", values: Float64Array.from(test, (i) => outcomes[i]) },
  });
  priv.csv("test.csv", answers);
  pub.csv("sampleSubmission.csv", answers.assign({ [target]: 0 }));
});

const again = "Download the competition's data again.";

/**
 * A list of objects that all have the same fields, in any order.
 * @throws UserError when it is not, or when one of the `needed` fields is not there
 */
function readRequests(raw: RawFolder, name: string, needed: readonly string[]): PythonJsonObject[] {
  const requests = raw.json(name);
  const file = raw.resolve(name);
  const first = Array.isArray(requests) ? requests[0] : undefined;
  if (!Array.isArray(requests) || !(first instanceof Map)) {
    throw new UserError("There are no requests", { file, expected: "a list of JSON objects", hint: again });
  }
  const lacking = needed.find((field) => !first.has(field));
  if (lacking !== undefined)
    throw new UserError("The requests lack a field", { file, column: lacking, hint: again });
  return requests.map((request, i) => {
    const alike =
      request instanceof Map &&
      request.size === first.size &&
      [...request.keys()].every((key) => first.has(key));
    if (alike) return request;
    throw new UserError("A request has other fields than the first one", { file, row: i + 1, hint: again });
  });
}

const value = (request: PythonJsonObject, field: string): PythonJson => request.get(field) as PythonJson;

interface Place {
  file: string;
  row: number;
  column: string;
}

function idText(request: PythonJsonObject, at: Place): string {
  const found = value(request, id);
  if (typeof found === "string" || typeof found === "bigint") return String(found);
  throw new UserError("The identifier of a request is not text", { ...at, hint: again });
}

function outcome(request: PythonJsonObject, at: Place): number {
  const found = value(request, target);
  if (typeof found === "boolean" || typeof found === "bigint") return Number(found);
  throw new UserError("An outcome is not known", { ...at, expected: "true or false", hint: again });
}
