import { definePrepare } from "@mlebench/folders";
import { createPythonRandom, trainTestSplit } from "@mlebench/sampling";
import { integers, tableFromColumns } from "@mlebench/table";

/** Images of the test set; of a miniature that has not more, a fifth. */
const testImages = 5000;
const algorithms = ["JMiPOD", "JUNIWARD", "UERD"];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const covers = raw.list("Cover", ".jpg");
  const testSize = covers.length > testImages ? testImages : Math.ceil(covers.length / 5);
  const { train, test } = trainTestSplit(covers, { testSize, randomState: 42 });
  await pub.files(raw, renamedImages(train));

  const random = createPythonRandom(0);
  random.shuffle(test);
  const hiding = test.map(() => (random.choice([true, false]) ? undefined : random.choice(algorithms)));
  const ids = test.map((_, i) => `${String(i + 1).padStart(4, "0")}.jpg`);
  await pub.files(
    raw,
    test.map((name, i) => [`${hiding[i] ?? "Cover"}/${name}`, `Test/${ids[i]}`]),
  );
  const answers = tableFromColumns({
    Id: ids,
    Label: integers(hiding.map((algorithm) => (algorithm === undefined ? 0 : 1))),
  });
  pub.csv("sample_submission.csv", answers.assign({ Label: 0 }));
  priv.csv("test.csv", answers);
});

/** Training images in all four forms under new numbers, one at a time: Kaggle has 280,000. */
function* renamedImages(names: readonly string[]): Generator<[from: string, to: string]> {
  for (const [i, name] of names.entries()) {
    const id = String(i + 1).padStart(5, "0");
    for (const folder of ["Cover", ...algorithms]) yield [`${folder}/${name}`, `${folder}/${id}.jpg`];
  }
}
