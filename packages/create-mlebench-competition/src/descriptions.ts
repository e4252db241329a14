import type { ColumnSpec } from "./columns.js";
import { evaluationText } from "./metrics.js";
import type { CompetitionOptions } from "./options.js";
import { targetOf } from "./target.js";

const types: Readonly<Record<ColumnSpec["kind"]["type"], string>> = {
  "row-name": "string",
  hex: "string",
  uuid: "string",
  integer: "integer",
  number: "number",
  boolean: "boolean",
  date: "date",
  text: "string",
  class: "category",
};

/** The parts of both descriptions that follow from the options. */
export function descriptionValues(options: CompetitionOptions): Record<string, string> {
  const { idColumn, targetColumn } = options;
  const target = targetOf(options);
  const [first, second] = [exampleId(idColumn, 9301), exampleId(idColumn, 9302)];
  return {
    idColumn: idColumn.name,
    targetColumn,
    what: subject(options),
    fewer: { table: "rows", images: "images", "images-by-class": "images", json: "records" }[options.shape],
    dataTable: dataTable(options),
    columnTable: columnTable(options),
    evaluation: evaluationText(options.metric),
    targetType: target.type,
    targetRange: target.range,
    example: [
      `${idColumn.name},${targetColumn}`,
      `${first},${target.examples[0]}`,
      `${second},${target.examples[1]}`,
    ].join("\n"),
    invalidTarget: target.invalid,
    testRows: testRows(options),
  };
}

function subject({ shape }: CompetitionOptions): string {
  return { table: "row", images: "image", "images-by-class": "image", json: "record" }[shape];
}

function testRows({ shape }: CompetitionOptions): string {
  return {
    table: "row of `test.csv`",
    images: "image of `test`",
    "images-by-class": "image of `test`",
    json: "record of `test.json`",
  }[shape];
}

function exampleId({ kind }: ColumnSpec, number: number): string {
  if (kind.type === "hex") return `${number}${"c0ffee12".repeat(8)}`.slice(0, kind.digits);
  if (kind.type === "integer") return String(number);
  return `row_${number}`;
}

function dataTable({ shape, idColumn, targetColumn, classes, columns }: CompetitionOptions): string {
  const features = columns.length > 0;
  const sample = ["`sample_submission.csv`", `a valid submission with a constant \`${targetColumn}\``];
  const rows: string[][] = {
    table: [
      ["`train.csv`", `labeled rows, with \`${targetColumn}\``],
      ["`test.csv`", `rows to predict, without \`${targetColumn}\``],
    ],
    images: [
      ["`train.csv`", `${features ? "features and labels" : "labels"} of the training images`],
      ["`train/ID.jpg`", "training images"],
      [
        "`test.csv`",
        `${features ? "features" : "identifiers"} of the test images, without \`${targetColumn}\``,
      ],
      ["`test/ID.jpg`", "images to predict"],
    ],
    "images-by-class": [
      ["`train/CLASS/NAME.jpg`", `training images, in one directory per class (${classes.join(", ")})`],
      ["`test/NAME.jpg`", `images to predict; \`${idColumn.name}\` is the filename`],
    ],
    json: [
      ["`train.json`", `labeled records, with \`${targetColumn}\``],
      ["`test.json`", `records to predict, without \`${targetColumn}\``],
    ],
  }[shape];
  return table(
    ["file", "contents", "count"],
    [...rows, sample].map((row) => [...row, "TODO"]),
  );
}

function columnTable(options: CompetitionOptions): string {
  const { columns, idColumn, targetColumn } = options;
  const target = targetOf(options);
  const rows = [
    [`\`${idColumn.name}\``, types[idColumn.kind.type], "identifier; unique, no missing values"],
    ...columns.map(({ name, kind, hasMissing }) => [
      `\`${name}\``,
      types[kind.type],
      `TODO: describe${hasMissing ? "; can be missing" : ""}`,
    ]),
    [`\`${targetColumn}\``, target.type, "target; only in the training data"],
  ];
  return table(["column", "type", "description"], rows);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n")
    .replace(/\| --- (\| --- )*\|/, (line) => line.replaceAll(" ", ""));
}
