import { createZip } from "@mlebench/archives";
import { preparation } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { formatCsv } from "@mlebench/table";

const byTab = { separator: "\t" } as const;

export const prepare = preparation(async ({ raw, pub, priv }) => {
  await raw.extract("train.tsv.zip");
  const labelled = raw.csv("train.tsv", byTab);
  const { train, test } = trainTestSplit(labelled, { testSize: 0.3, randomState: 0 });
  for (const [name, table] of Object.entries({ train, test: test.drop("Sentiment") })) {
    const data = new TextEncoder().encode(formatCsv(table, byTab));
    await createZip(pub.resolve(`${name}.tsv.zip`), [{ name: `${name}.tsv`, data }]);
  }
  pub.csv("sampleSubmission.csv", test.select("PhraseId").assign({ Sentiment: 2 }));
  priv.csv("answers.csv", test);
});
