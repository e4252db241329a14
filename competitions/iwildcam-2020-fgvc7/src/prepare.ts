import { UserError } from "@mlebench/core";
import { definePrepare, type RawFolder } from "@mlebench/folders";
import type { PythonJson, PythonJsonObject } from "@mlebench/formats/python-json";
import { type RecordTable, tableOfRecords } from "@mlebench/formats/records";
import { createRandomState } from "@mlebench/sampling";
import { integers, tableFromColumns } from "@mlebench/table";
import { chooseTestLocations } from "./choose-test-locations.js";

const labeledFile = "iwildcam2020_train_annotations.json";
const unlabeledFile = "iwildcam2020_test_information.json";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = readObject(raw, labeledFile, ["annotations", "images", "categories", "info"]);
  const unlabeled = readObject(raw, unlabeledFile, ["images", "categories", "info"]);
  const annotations = tableOf(labeled, "annotations");
  const images = tableOf(labeled, "images");
  const ids = images.column("id").map(String);
  if (new Set(ids).size < ids.length)
    throw new UserError("Duplicate image", { file: raw.resolve(labeledFile), column: "id" });

  const locations = images.column("location");
  const testLocations = chooseTestLocations(locations);
  const isTest = new Map(ids.map((id, row) => [id, testLocations.has(locations[row])]));
  const annotated = annotations.column("image_id").map((id) => isTest.get(String(id)));
  const answers = annotations.filter((row) => annotated[row] === true);
  const trainImages = images.filter((row) => isTest.get(ids[row]) === false);
  const testImages = images.filter((row) => isTest.get(ids[row]) === true);

  const table = tableFromColumns({
    Id: answers.column("image_id").map(String),
    Category: integers(answers.column("category_id").map(Number)),
  });
  const sample = createRandomState(0).randint(0, 676, table.length);
  priv.csv("answers.csv", table);
  pub.csv("sample_submission.csv", table.assign({ Category: integers(sample) }));
  pub.json(
    labeledFile,
    new Map<string, PythonJson | Iterable<PythonJsonObject>>([
      ["annotations", annotations.filter((row) => annotated[row] === false).records()],
      ["images", trainImages.records()],
      ["categories", tableOf(labeled, "categories").records()],
      ["info", labeled.get("info") ?? null],
    ]),
  );
  pub.json(
    unlabeledFile,
    new Map<string, PythonJson | Iterable<PythonJsonObject>>([
      ["images", testImages.records()],
      ["categories", tableOf(unlabeled, "categories").records()],
      ["info", unlabeled.get("info") ?? null],
    ]),
  );
  await pub.files(raw, ["iwildcam2020_megadetector_results.json"]);
  await pub.files(
    raw,
    trainImages.column("id").map((id) => `train/${id}.jpg`),
  );
  await pub.files(
    raw,
    testImages.column("id").map((id) => [`train/${id}.jpg`, `test/${id}.jpg`]),
  );
});

/** @throws UserError unless the file is a JSON object with exactly these fields */
function readObject(raw: RawFolder, name: string, fields: readonly string[]): PythonJsonObject {
  const object = raw.json(name);
  if (object instanceof Map && object.size === fields.length && fields.every((field) => object.has(field)))
    return object;
  throw new UserError("Unexpected fields", { file: raw.resolve(name), expected: fields.join(", ") });
}

function tableOf(object: PythonJsonObject, field: string): RecordTable {
  const list = object.get(field);
  if (Array.isArray(list) && list.every((record) => record instanceof Map)) return tableOfRecords(list);
  throw new UserError(`Missing list \`${field}\``, { expected: "a list of JSON objects" });
}
