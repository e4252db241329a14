import { UserError } from "@mlebench/core";
import { readJsonLinesFields } from "@mlebench/formats/json-lines";
import { type Table, tableFromColumns } from "@mlebench/table";
import { readAnnotation } from "./annotation.js";

/**
 * The answers file as a table with the rows of a submission: in `answers` the answers that are right, separated by a
 * space.
 */
export function readAnswers(file: string): Table {
  const ids: string[] = [];
  const answers: string[] = [];
  let row = 0;
  for (const example of readJsonLinesFields(file, ["example_id", "annotations"])) {
    row++;
    const id = example.get("example_id");
    if (typeof id !== "string") throw new UserError("Missing `example_id`", { file, row, expected: "text" });
    const { short, long } = readAnnotation(example.get("annotations"), file, row);
    ids.push(`${id}_short`, `${id}_long`);
    answers.push(short.join(" "), long);
  }
  return tableFromColumns({ example_id: ids, answers }, { role: "answers", file });
}
