import { preparation } from "@mlebench/folders";
import { createPythonRandom } from "@mlebench/sampling";
import { compareText, melt, type Table, uniqueTexts } from "@mlebench/table";

/** A tenth of the studies stay for training, and a tenth of those with boxes, with segmentations and with both. */
const tenth = (count: number): number => roundHalfEven(count * 0.1);

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

export const prepare = preparation(async ({ raw, pub, priv, progress }) => {
  const studies = raw.csv("train.csv");
  const boxes = raw.csv("train_bounding_boxes.csv");
  const boxed = uniqueTexts(boxes, "StudyInstanceUID").sort(compareText);
  const segmented = raw
    .list("segmentations", ".nii")
    .map((name) => name.slice(0, -".nii".length))
    .sort(compareText);
  const parts = chooseTraining(studies, boxed, segmented);

  const train = studies.whereIn("StudyInstanceUID", parts.all);
  const tested = without(studies.texts("StudyInstanceUID"), parts.all);
  const test = studies.whereIn("StudyInstanceUID", new Set(tested));
  if (tested.length !== new Set(tested).size) {
    throw studies.error("A study occurs twice", {
      column: "StudyInstanceUID",
      expected: "one row for each study",
    });
  }
  const melted = melt(test, { keep: ["StudyInstanceUID"], variable: "prediction_type", value: "fractured" });
  const types = melted.texts("prediction_type");
  const answers = melted.assign({
    row_id: melted.texts("StudyInstanceUID").map((study, row) => `${study}_${types[row]}`),
  });
  pub.csv("train.csv", train);
  pub.csv("train_bounding_boxes.csv", boxes.whereIn("StudyInstanceUID", parts.boxed));
  priv.csv("answers.csv", answers);
  pub.csv("sample_submission.csv", answers.select("row_id", "fractured").assign({ fractured: 0.5 }));
  pub.csv("test.csv", answers.drop("fractured"));

  for (const name of ["segmentations", "train_images", "test_images"]) pub.folder(name);
  const volumes = Array.from(parts.segmented, (study) => `segmentations/${study}.nii`);
  await pub.files(
    raw,
    volumes.map((name) => [name, name] as const),
  );
  let done = 0;
  for (const [folder, table] of [
    ["train_images", train],
    ["test_images", test],
  ] as const) {
    for (const study of uniqueTexts(table, "StudyInstanceUID")) {
      await pub.directory(raw, `train_images/${study}`, `${folder}/${study}`);
      progress({ step: "link studies", done: ++done, total: studies.length, unit: "studies" });
    }
  }
});

/** The studies for training: first some that have boxes and segmentations, then some with either, then any. */
function chooseTraining(studies: Table, boxed: string[], segmented: string[]) {
  const random = createPythonRandom(0);
  const draw = (from: readonly string[], count: number): string[] => {
    if (count >= 0 && count <= from.length) return random.sample(from, count);
    throw studies.error(`The split needs ${count} of ${from.length} studies`, {
      expected: "a tenth of all studies to hold a tenth of those with boxes or segmentations",
      hint: "Download the competition's data again.",
    });
  };
  const both = boxed.filter((study) => segmented.includes(study));
  const withBoth = draw(both, tenth(both.length));
  const withSegmentation = draw(without(segmented, new Set(both)), tenth(segmented.length) - withBoth.length);
  const withBoxes = draw(without(boxed, new Set(both)), tenth(boxed.length) - withBoth.length);
  const chosen = [...withBoth, ...withSegmentation, ...withBoxes];
  const others = without(studies.texts("StudyInstanceUID"), new Set(chosen));
  return {
    boxed: new Set([...withBoth, ...withBoxes]),
    segmented: new Set([...withBoth, ...withSegmentation]),
    all: new Set([...chosen, ...draw(others, tenth(studies.length) - chosen.length)]),
  };
}

function without(names: readonly (string | null)[], excluded: ReadonlySet<string>): string[] {
  return names.filter((name): name is string => name !== null && !excluded.has(name));
}
