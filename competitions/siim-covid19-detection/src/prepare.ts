import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import {
  requireAffixes,
  requireColumnCount,
  requireOneOf,
  requireUnique,
  type Table,
  tableFromColumns,
} from "@mlebench/table";
import { studyClasses } from "./classes.js";

const suffix = "_study";

// Studies are split, and their images follow. Both parts are sorted by ID.
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const studies = raw.csv("train_study_level.csv");
  requireColumnCount(studies, 1 + studyClasses.length);
  requireAffixes(studies, "id", { suffix });
  requireUnique(studies, "id");
  const images = raw.csv("train_image_level.csv");
  requireOneOf(images, "StudyInstanceUID", foldersOf(studies));

  const split = trainTestSplit(studies, { testSize: 0.1, randomState: 0 });
  const imagesOf = (part: Table): Table =>
    images.whereIn("StudyInstanceUID", new Set(foldersOf(part))).sortBy("id");
  pub.csv("train_study_level.csv", split.train.sortBy("id"));
  pub.csv("train_image_level.csv", imagesOf(split.train));
  const testStudies = split.test.sortBy("id");
  const testImages = imagesOf(split.test);
  const id = [...testStudies.strings("id"), ...testImages.strings("id")];
  const predictions = (ofStudies: readonly string[], ofImages: readonly (string | null)[]): Table =>
    tableFromColumns({
      id: { dtype: "object", values: id },
      PredictionString: {
        dtype: "object",
        values: [...ofStudies.map((name) => `${name} 1 0 0 1 1`), ...ofImages],
      },
    });
  priv.csv("test.csv", predictions(classesOf(testStudies), testImages.strings("label")));
  const negatives = classesOf(testStudies).map(() => studyClasses[0]);
  pub.csv(
    "sample_submission.csv",
    predictions(
      negatives,
      testImages.strings("label").map(() => "none 1 0 0 1 1"),
    ),
  );

  for (const [part, folder] of [
    [split.train, "train"],
    [split.test, "test"],
  ] as const) {
    await pub.files(
      raw,
      foldersOf(part).flatMap((study) =>
        raw
          .walk(`train/${study}`)
          .map((path) => [`train/${study}/${path}`, `${folder}/${study}/${path}`] as const),
      ),
    );
  }
});

/** Folders of studies: the ID without what all of them end with. */
function foldersOf(studies: Table): string[] {
  return studies.strings("id").map((id) => String(id).slice(0, -suffix.length));
}

/** The class of each study: the first column with the largest number. */
function classesOf(studies: Table): string[] {
  const columns = studies.names.slice(1).map((name) => studies.numbers(name));
  return Array.from({ length: studies.length }, (_, row) => {
    const values = columns.map((numbers) => numbers[row]);
    return studyClasses[values.indexOf(Math.max(...values))];
  });
}
