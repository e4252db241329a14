import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { readJsonLinesChunks, withTextColumn, writeJsonLines } from "@mlebench/formats/json-lines";
import { parsePythonJson } from "@mlebench/formats/python-json";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { tableFromColumns } from "@mlebench/table";
import { goldAnswers } from "./annotation.js";

const trainFile = "simplified-nq-train.jsonl";
const testColumns = ["example_id", "question_text", "document_text", "long_answer_candidates"];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const file = raw.require(trainFile);
  const train = pub.open(trainFile);
  const test = pub.open("simplified-nq-test.jsonl");
  const answers = priv.open("test.jsonl");
  const gold: { id: string; answer: string }[] = [];
  for (const typed of readJsonLinesChunks(raw.lines(trainFile), { chunkSize: 1000, file })) {
    const missing = [...testColumns, "annotations"].find((name) => !typed.names.includes(name));
    if (missing !== undefined)
      throw new UserError(`Records have no field \`${missing}\``, { file, column: missing });
    const examples = withTextColumn(typed, "example_id", file);
    const split = trainTestSplitIndices(examples.length, { testSize: 0.1, randomState: 0 });
    writeJsonLines(examples, train.write, { rows: split.train });
    writeJsonLines(examples, answers.write, { rows: split.test });
    writeJsonLines(examples, test.write, { rows: split.test, names: testColumns });
    for (const row of split.test) {
      const [id, annotations] = ["example_id", "annotations"].map((name) =>
        parsePythonJson(examples.cell(name, row).toString()),
      );
      const { short, long } = goldAnswers(annotations, file);
      gold.push({ id: `${id}_short`, answer: short }, { id: `${id}_long`, answer: long });
    }
  }
  for (const output of [train, test, answers]) output.close();

  const submission = tableFromColumns({
    example_id: gold.map(({ id }) => id),
    PredictionString: gold.map(({ answer }) => answer),
  });
  priv.csv("gold_submission.csv", submission);
  pub.csv("sample_submission.csv", submission.assign({ PredictionString: "" }));
});
