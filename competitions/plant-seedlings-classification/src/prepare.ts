import { statSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { tableFromColumns } from "@mlebench/table";

interface Picture {
  file: string;
  species: string;
}

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const pictures = raw
    .list("train")
    .filter((species) => statSync(raw.resolve(`train/${species}`)).isDirectory())
    .flatMap((species) => raw.list(`train/${species}`, ".png").map((file): Picture => ({ file, species })));
  const { train, test } = trainTestSplit(pictures, { testSize: 0.14, randomState: 0 });
  requireOwnNames(train, test, raw.resolve("train"));

  const answers = tableFromColumns({
    file: test.map(({ file }) => file),
    species: test.map(({ species }) => species),
  });
  priv.csv("answers.csv", answers);
  pub.csv("sample_submission.csv", answers.assign({ species: "Sugar beet" }));
  await pub.files(
    raw,
    train.map(({ file, species }) => `train/${species}/${file}`),
  );
  await pub.files(
    raw,
    test.map(({ file, species }) => [`train/${species}/${file}`, `test/${file}`]),
  );
});

/** Test images lose their folder, so no two of them may have one name; nor may one be known from training. */
function requireOwnNames(train: readonly Picture[], test: readonly Picture[], folder: string): void {
  const taken = new Set(train.map(({ file }) => file));
  for (const { file } of test) {
    if (taken.has(file)) {
      throw new UserError(`Duplicate image name \`${file}\` in two species`, {
        file: folder,
        expected: "names that are unique among all species",
      });
    }
    taken.add(file);
  }
}
