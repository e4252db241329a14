import { UserError } from "@mlebench/core";
import { definePrepare, type RawFile, type RawFolder } from "@mlebench/folders";
import type { JsonLists } from "@mlebench/formats/json-lists";
import type { WritableJson } from "@mlebench/formats/python-json";
import { type RecordTable, tableOfRecords } from "@mlebench/formats/records";
import { createRandomState } from "@mlebench/sampling";
import { integers, tableFromColumns } from "@mlebench/table";
import { chooseTestLocations } from "./choose-test-locations.js";

const labeledFile = "iwildcam2020_train_annotations.json";
const unlabeledFile = "iwildcam2020_test_information.json";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = await openObject(raw, labeledFile, ["annotations", "images", "categories", "info"]);
  const unlabeled = await openObject(raw, unlabeledFile, ["images", "categories", "info"]);
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
    new Map<string, WritableJson>([
      ["annotations", annotations.filter((row) => annotated[row] === false).records()],
      ["images", trainImages.records()],
      ["categories", tableOf(labeled, "categories").records()],
      ["info", labeled.fields.get("info") ?? null],
    ]),
  );
  pub.json(
    unlabeledFile,
    new Map<string, WritableJson>([
      ["images", testImages.records()],
      ["categories", tableOf(unlabeled, "categories").records()],
      ["info", unlabeled.fields.get("info") ?? null],
    ]),
  );
  await pub.files(raw, ["iwildcam2020_megadetector_results.json"]);
  await pub.files(
    raw,
    filesOf(trainImages, (id) => `train/${id}.jpg`),
  );
  await pub.files(
    raw,
    filesOf(testImages, (id) => [`train/${id}.jpg`, `test/${id}.jpg`]),
  );
});

/** @throws UserError unless the file is a JSON object with exactly these fields */
async function openObject(raw: RawFolder, name: string, fields: readonly string[]): Promise<JsonLists> {
  const json = await raw.jsonLists(name);
  if (json.fields.size === fields.length && fields.every((field) => json.fields.has(field))) return json;
  throw new UserError("Unexpected fields", { file: json.file, expected: fields.join(", ") });
}

function tableOf(json: JsonLists, field: string): RecordTable {
  return tableOfRecords(json.list(field).objects());
}

function* filesOf(images: RecordTable, file: (id: string) => RawFile): Generator<RawFile> {
  for (const id of images.column("id")) yield file(String(id));
}
