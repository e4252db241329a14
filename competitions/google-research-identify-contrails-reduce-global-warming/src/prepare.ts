import { UserError } from "@mlebench/core";
import { definePrepare, type RawFolder } from "@mlebench/folders";
import { readNpyArray, readNpyHeader } from "@mlebench/formats/npy";
import { encodeMask, formatRuns } from "@mlebench/metrics";
import { createPythonRandom, trainTestSplit } from "@mlebench/sampling";
import { integers, tableFromColumns } from "@mlebench/table";
import { bands, noContrails } from "./layout.js";

// Kaggle's test set has no labels: the new one has as many records as the validation set, and is a part of train.
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const records = raw.records("train_metadata.json", ["record_id"], { alike: false });
  const { length: testSize } = raw.records("validation_metadata.json", [], { alike: false });
  const { train, test } = trainTestSplit(records, { testSize, randomState: 0 });
  const [trainIds, testIds] = [train, test].map((part) =>
    part.map((record) => String(record.get("record_id"))),
  );

  const sizes = testIds.map((id) => imageSize(raw, `train/${id}/band_08.npy`));
  const answers = tableFromColumns({
    record_id: testIds,
    encoded_pixels: testIds.map((id) => encodedMask(raw, `train/${id}/human_pixel_masks.npy`)),
    height: integers(sizes.map(({ height }) => height)),
    width: integers(sizes.map(({ width }) => width)),
  });
  priv.csv("answers.csv", answers);
  const random = createPythonRandom(0);
  const guesses = testIds.map(() => random.choice(["1 3 10 5", noContrails]));
  pub.csv("sample_submission.csv", answers.assign({ encoded_pixels: guesses }));
  pub.json("train_metadata.json", train);

  const labeled = [...bands, "human_individual_masks.npy", "human_pixel_masks.npy"];
  await pub.files(raw, [
    "validation_metadata.json",
    ...trainIds.flatMap((id) => labeled.map((name) => `train/${id}/${name}`)),
  ]);
  await pub.files(
    raw,
    testIds.flatMap((id) => bands.map((name) => [`train/${id}/${name}`, `test/${id}/${name}`] as const)),
  );
  await pub.directory(raw, "validation", "validation");
});

/** Size of the images of a band, of which there are several over time. */
function imageSize(raw: RawFolder, name: string): { height: number; width: number } {
  const file = raw.require(name);
  const { shape } = readNpyHeader(file);
  if (shape.length === 3) return { height: shape[0], width: shape[1] };
  throw new UserError(`The array has ${shape.length} dimensions`, {
    file,
    expected: "height, width, and time",
  });
}

function encodedMask(raw: RawFolder, name: string): string {
  const file = raw.require(name);
  const { shape, values } = readNpyArray(file);
  const [height, width, depth = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || depth !== 1) {
    throw new UserError(`The mask has the shape (${shape.join(", ")})`, {
      file,
      expected: "(height, width, 1)",
    });
  }
  return formatRuns(encodeMask(values, { height, width })) || noContrails;
}
