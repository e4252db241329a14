import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireDisjoint, requireExactColumns, requireUnique } from "@mlebench/table";

const byTab = { separator: "\t" } as const;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train.tsv.zip");
  const labeled = raw.csv("train.tsv", { ...byTab, floatParser: "default" });
  requireExactColumns(labeled.drop("Sentiment"), ["PhraseId", "SentenceId", "Phrase"], { inOrder: true });
  const { train, test } = trainTestSplit(labeled, { testSize: 0.3, randomState: 0 });
  for (const part of [train, test]) requireUnique(part, "PhraseId");
  requireDisjoint(train, test, "PhraseId");
  await pub.zippedCsv("train.tsv.zip", train, byTab);
  await pub.zippedCsv("test.tsv.zip", test.drop("Sentiment"), byTab);
  pub.csv("sampleSubmission.csv", test.select("PhraseId").assign({ Sentiment: 2 }));
  priv.csv("answers.csv", test);
});
