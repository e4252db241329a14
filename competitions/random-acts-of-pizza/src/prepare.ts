import { UserError } from "@mlebench/core";
import { type PythonJson, type PythonJsonObject, preparation, type RawFolder } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { tableFromColumns } from "@mlebench/table";

export const prepare = preparation(async ({ raw, pub, priv }) => {
  const requests = readRequests(raw, "train.json");
  const kaggleTest = readRequests(raw, "test.json");
  const fields = [...kaggleTest[0].keys()];
  const testSize = kaggleTest.length / (requests.length + kaggleTest.length);
  if (Math.ceil(testSize * requests.length) >= requests.length) {
    throw new UserError(`${requests.length} requests are too few to split`, {
      file: raw.resolve("train.json"),
      expected: `more of them beside the ${kaggleTest.length} of test.json`,
    });
  }
  const file = raw.resolve("train.json");
  const answers = requests.map((request, i) => ({
    id: idOf(request, i, file),
    received: outcomeOf(request, i, file),
    unlabelled: pick(request, fields, i, file),
  }));

  const { train, test } = trainTestSplit(
    requests.map((_, i) => i),
    { testSize, randomState: 0 },
  );
  pub.json(
    "train.json",
    train.map((i) => requests[i]),
    { indent: 4 },
  );
  pub.json(
    "test.json",
    test.map((i) => answers[i].unlabelled),
    { indent: 4 },
  );
  await pub.zip("train.zip", ["train.json"]);
  await pub.zip("test.zip", ["test.json"]);

  const table = tableFromColumns({
    request_id: { dtype: "object", values: test.map((i) => answers[i].id) },
    requester_received_pizza: {
      dtype: "int64",
      values: Float64Array.from(test, (i) => answers[i].received),
    },
  });
  priv.csv("test.csv", table);
  pub.csv("sampleSubmission.csv", table.assign({ requester_received_pizza: 0 }));
});

const again = "Download the competition's data again.";

/** @throws UserError unless the file is a list of objects with the same fields each */
function readRequests(raw: RawFolder, name: string): PythonJsonObject[] {
  const requests = raw.json(name);
  const file = raw.resolve(name);
  if (!Array.isArray(requests) || requests.length === 0 || !(requests[0] instanceof Map)) {
    throw new UserError("There are no requests", { file, expected: "a list of JSON objects", hint: again });
  }
  const fields = requests[0];
  return requests.map((request, i) => {
    if (
      request instanceof Map &&
      request.size === fields.size &&
      [...request.keys()].every((key) => fields.has(key))
    )
      return request;
    throw new UserError("A request has other fields than the first one", { file, row: i + 1, hint: again });
  });
}

function pick(
  request: PythonJsonObject,
  fields: readonly string[],
  i: number,
  file: string,
): PythonJsonObject {
  return new Map(fields.map((field) => [field, valueOf(request, field, i, file)]));
}

function valueOf(request: PythonJsonObject, field: string, i: number, file: string): PythonJson {
  const value = request.get(field);
  if (value !== undefined) return value;
  throw new UserError("A request lacks a field", { file, row: i + 1, column: field, hint: again });
}

function idOf(request: PythonJsonObject, i: number, file: string): string {
  const id = valueOf(request, "request_id", i, file);
  if (typeof id === "string" || typeof id === "bigint") return String(id);
  throw new UserError("The identifier of a request is not text", { file, row: i + 1, column: "request_id" });
}

function outcomeOf(request: PythonJsonObject, i: number, file: string): number {
  const field = "requester_received_pizza";
  const outcome = valueOf(request, field, i, file);
  if (typeof outcome === "boolean" || typeof outcome === "bigint") return Number(outcome);
  throw new UserError("An outcome is not known", {
    file,
    row: i + 1,
    column: field,
    expected: "true or false",
  });
}
