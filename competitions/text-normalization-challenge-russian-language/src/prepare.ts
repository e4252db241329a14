import { definePrepare } from "@mlebench/folders";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { factorize, requireExactColumns, type Table } from "@mlebench/table";

const columns = ["sentence_id", "token_id", "class", "before", "after"];
const quoting = "nonnumeric";
const packed = { quoting, compression: "store" } as const;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("ru_train.csv.zip");
  const table = raw.csv("ru_train.csv");
  requireExactColumns(table, columns, { inOrder: true });
  const sentences = factorize(table.column("sentence_id"));
  const tokens = table.assign({ sentence_id: { dtype: "int64", values: sentences.codes } });
  const split = trainTestSplitIndices(sentences.count, { testSize: 0.1, randomState: 0 });
  const isHeld = new Uint8Array(sentences.count);
  for (const sentence of split.test) isHeld[sentence] = 1;
  const train = renumbered(tokens.filter((row) => isHeld[sentences.codes[row]] === 0));
  const test = renumbered(tokens.filter((row) => isHeld[sentences.codes[row]] === 1));

  const places = test.strings("token_id", { missing: "nan" });
  const id = test.strings("sentence_id").map((sentence, row) => `${sentence}_${places[row]}`);
  const answers = test.assign({ id }).select("id", "after");
  const sample = test.drop("after").rename({ before: "after" }).assign({ id }).select("id", "after");
  priv.csv("answers.csv", answers, { quoting });
  priv.csv("sample_submission.csv", sample, { quoting });
  await pub.zippedCsv("ru_train.csv.zip", train, packed);
  await pub.zippedCsv("ru_test_2.csv.zip", test.drop("after", "class"), packed);
  await pub.zippedCsv("ru_sample_submission_2.csv.zip", sample, packed);
});

/** The same sentences, numbered from 0 in order of appearance. */
function renumbered(tokens: Table): Table {
  const { codes } = factorize(tokens.column("sentence_id"));
  return tokens.assign({ sentence_id: { dtype: "int64", values: codes } });
}
