// The source files that depend on the shape of the raw data.
import { cellCode, idCode } from "./columns.js";
import type { CompetitionOptions } from "./options.js";
import { type Target, targetOf } from "./target.js";

/** What the raw data is: a table, images with a table, images in one directory per class, or JSON records. */
export const shapes = ["table", "images", "images-by-class", "json"] as const;
export type Shape = (typeof shapes)[number];

const quoted = (text: string): string => JSON.stringify(text);
const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));
const nameOf = (path: string): string => path.slice("private/".length);

/** A text of lines; arrays are spread, and `false` leaves a line out. */
const lines = (...parts: (string | false | readonly string[])[]): string =>
  `${parts.flatMap((part) => (part === false ? [] : part)).join("\n")}\n`;

function sampleOf({ metric }: CompetitionOptions, target: Target): string {
  return metric.needsVariation === true ? "range(0, test.length)" : target.sample;
}

/** `src/split.ts`: what prepare and the miniature both need to know; undefined where only prepare does. */
export function splitSource(options: CompetitionOptions): string | undefined {
  if (!sharesSplit(options)) return undefined;
  return lines(
    "/** How rows are divided. The miniature needs it too, so that every class occurs in the test set. */",
    `export const split = ${splitLiteral(options)};`,
  );
}

const splitLiteral = ({ testSize }: CompetitionOptions): string =>
  `{ testSize: ${testSize}, randomState: 0 }`;

const sharesSplit = (options: CompetitionOptions): boolean =>
  options.shape !== "images-by-class" && targetOf(options).classes !== undefined;

/** How prepare names the split, and what it imports for that. */
function splitCode(options: CompetitionOptions): { split: string; splitImport: string | false } {
  return sharesSplit(options)
    ? { split: "split", splitImport: 'import { split } from "./split.js";' }
    : { split: splitLiteral(options), splitImport: false };
}

/** `src/grade.ts` */
export function gradeSource(options: CompetitionOptions): string {
  const { metric, idColumn, targetColumn, range } = options;
  const { graderValues } = targetOf(options);
  return lines(
    `import { ${metric.function} } from "@mlebench/metrics";`,
    'import { defineMetricGrader } from "@mlebench/table";',
    "",
    `export const grade = defineMetricGrader(${metric.function}, {`,
    `  id: ${quoted(idColumn.name)},`,
    `  target: ${quoted(targetColumn)},`,
    `  values: ${quoted(graderValues)},`,
    range !== undefined && `  range: [${range.join(", ")}],`,
    "});",
  );
}

/** `src/prepare.ts` */
export function prepareSource(options: CompetitionOptions): string {
  return { table: prepareTable, images: prepareImages, "images-by-class": prepareByClass, json: prepareJson }[
    options.shape
  ](options);
}

function prepareTable(options: CompetitionOptions): string {
  return prepareRows(options, []);
}

function prepareImages(options: CompetitionOptions): string {
  const id = quoted(options.idColumn.name);
  return prepareRows(options, [
    "",
    `  await pub.files(raw, train.strings(${id}).map((name) => \`train/\${name}.jpg\`));`,
    `  await pub.files(raw, test.strings(${id}).map((name) => [\`train/\${name}.jpg\`, \`test/\${name}.jpg\`]));`,
  ]);
}

function prepareRows(options: CompetitionOptions, media: readonly string[]): string {
  const { idColumn, targetColumn, answers, metric } = options;
  const [id, target] = [quoted(idColumn.name), quoted(targetColumn)];
  const sample = sampleOf(options, targetOf(options));
  const { split, splitImport } = splitCode(options);
  const words = [
    "requireColumns",
    "requireUnique",
    ...(metric.needsVariation === true ? ["range"] : []),
  ].sort();
  return lines(
    'import { definePrepare } from "@mlebench/folders";',
    'import { trainTestSplit } from "@mlebench/sampling";',
    `import { ${words.join(", ")} } from "@mlebench/table";`,
    splitImport,
    "",
    "export const prepare = definePrepare(async ({ raw, pub, priv }) => {",
    '  const labeled = raw.csv("train.csv");',
    `  requireColumns(labeled, [${id}, ${target}]);`,
    `  requireUnique(labeled, ${id});`,
    `  const { train, test } = trainTestSplit(labeled, ${split});`,
    '  pub.csv("train.csv", train);',
    `  pub.csv("test.csv", test.drop(${target}));`,
    `  pub.csv("sample_submission.csv", test.select(${id}).assign({ ${property(targetColumn)}: ${sample} }));`,
    `  priv.csv(${quoted(nameOf(answers))}, test);`,
    media,
    "});",
  );
}

function prepareByClass(options: CompetitionOptions): string {
  const { idColumn, targetColumn, answers } = options;
  const { split, splitImport } = splitCode(options);
  return lines(
    'import { definePrepare } from "@mlebench/folders";',
    'import { trainTestSplit } from "@mlebench/sampling";',
    'import { tableFromColumns } from "@mlebench/table";',
    'import { classes } from "./classes.js";',
    splitImport,
    "",
    "export const prepare = definePrepare(async ({ raw, pub, priv }) => {",
    "  const images = classes.flatMap((label) =>",
    '    raw.list(`train/${label}`, ".jpg").map((file) => ({ file, label })),',
    "  );",
    `  const { train, test } = trainTestSplit(images, ${split});`,
    "  const answers = tableFromColumns({",
    `    ${property(idColumn.name)}: test.map(({ file }) => file),`,
    `    ${property(targetColumn)}: test.map(({ label }) => label),`,
    "  });",
    `  priv.csv(${quoted(nameOf(answers))}, answers);`,
    `  pub.csv("sample_submission.csv", answers.assign({ ${property(targetColumn)}: ${targetOf(options).sample} }));`,
    "  await pub.files(raw, train.map(({ file, label }) => `train/${label}/${file}`));",
    "  await pub.files(raw, test.map(({ file, label }) => [`train/${label}/${file}`, `test/${file}`]));",
    "});",
  );
}

function prepareJson(options: CompetitionOptions): string {
  const { idColumn, targetColumn, answers, metric } = options;
  const [id, target] = [quoted(idColumn.name), quoted(targetColumn)];
  const sample = sampleOf(options, targetOf(options));
  const { split, splitImport } = splitCode(options);
  const isInteger = options.value === "integer" || options.value === "probability";
  const words = [
    ...(isInteger ? ["integers"] : []),
    ...(metric.needsVariation === true ? ["range"] : []),
    "tableFromColumns",
  ];
  const answer = isInteger
    ? `integers(columnOf(${target}).map(Number))`
    : options.value === "number"
      ? `{ dtype: "float64", values: Float64Array.from(columnOf(${target}), Number) }`
      : `columnOf(${target}).map(String)`;
  return lines(
    'import { definePrepare } from "@mlebench/folders";',
    'import { trainTestSplit } from "@mlebench/sampling";',
    `import { ${words.join(", ")} } from "@mlebench/table";`,
    splitImport,
    "",
    "export const prepare = definePrepare(async ({ raw, pub, priv }) => {",
    `  const records = raw.records("train.json", [${id}, ${target}]);`,
    `  const { train, test } = trainTestSplit(records, ${split});`,
    "  const columnOf = (name: string) => test.map((record) => record.get(name));",
    "  const answers = tableFromColumns({",
    `    ${property(idColumn.name)}: columnOf(${id}).map(String),`,
    `    ${property(targetColumn)}: ${answer},`,
    "  });",
    '  pub.json("train.json", train, { indent: 2 });',
    `  pub.json("test.json", test.map((record) => new Map([...record].filter(([name]) => name !== ${target}))), { indent: 2 });`,
    `  pub.csv("sample_submission.csv", answers.assign({ ${property(targetColumn)}: ${sample.replace("test.length", "answers.length")} }));`,
    `  priv.csv(${quoted(nameOf(answers))}, answers);`,
    "});",
  );
}

const sentences = [
  'const subjects = ["the river", "a bridge", "Zoë", "nobody"];',
  'const verbs = ["rises", "sees", "isn\'t", "holds"];',
  'const objects = ["slowly", "\\"as usual\\"", "a lamp, lit", "42"];',
  "",
];

/** The draws of labels: classes that all occur in the test set, or values of any kind. */
function labelCode(options: CompetitionOptions): { code: string[]; tools: string[]; imports: string[] } {
  const { draw, classes } = targetOf(options);
  if (classes === undefined)
    return {
      code: [`  const labels = Array.from({ length: size }, () => ${draw?.expression});`],
      tools: [...(draw?.tools ?? [])],
      imports: [],
    };
  if (options.shape === "images-by-class")
    return {
      code: ["  const labels = Array.from({ length: size }, (_, i) => classes[i % classes.length]);"],
      tools: ["below"],
      imports: [],
    };
  return {
    code: [
      `  const classes = ${classes};`,
      "  const drawn = Array.from({ length: size }, () => pick(classes));",
      "  const { test } = trainTestSplitIndices(size, split);",
      "  const labels = withEachClass(random, drawn, classes, { among: test });",
    ],
    tools: ["pick", "random"],
    imports: ["withEachClass"],
  };
}

/** `src/miniature.ts` */
export function miniatureSource(options: CompetitionOptions): string {
  const label = labelCode(options);
  const { shape, columns, idColumn, targetColumn } = options;
  const isByClass = shape === "images-by-class";
  const id = isByClass ? { expression: "", tools: [], imports: [] } : idCode(idColumn);
  const cells = columns.map(cellCode);
  const used = [...cells, ...(isByClass ? [] : [id]), label];
  const needsText = used.some(({ tools }) => tools.includes("phrase"));
  const tools = [
    "raw",
    "size",
    ...used.flatMap((each) => each.tools),
    ...(label.imports.length > 0 ? ["random"] : []),
  ];
  const imports = ["defineMiniature", ...used.flatMap((each) => each.imports)];
  const unique = (names: readonly string[]): string => [...new Set(names)].sort().join(", ");
  const hasMedia = shape === "images" || isByClass;
  const names = [idColumn.name, ...columns.map(({ name }) => name), targetColumn].map(quoted);
  return lines(
    label.imports.length > 0 && 'import { trainTestSplitIndices } from "@mlebench/sampling";',
    `import { ${unique(imports)} } from "@mlebench/synthetic";`,
    hasMedia && 'import { tinyJpeg } from "@mlebench/synthetic/media";',
    isByClass && 'import { classes } from "./classes.js";',
    label.imports.length > 0 && 'import { split } from "./split.js";',
    "",
    needsText && sentences,
    !isByClass && [`const columns = [${names.join(", ")}];`, ""],
    `/** ${miniatureSentence(options)} */`,
    `export const writeMiniature = defineMiniature(async ({ ${unique(tools)} }) => {`,
    label.code,
    id.setup ?? [],
    isByClass
      ? byClassBody()
      : rowsBody(
          options,
          id.expression,
          cells.map(({ expression }) => expression),
        ),
    "});",
  );
}

function miniatureSentence({ shape, value }: CompetitionOptions): string {
  const what = {
    table: "A table",
    images: "Images and a table",
    "images-by-class": "Images",
    json: "Records",
  }[shape];
  const isOpen = value === "number" || value === "integer" || value === "text";
  return isOpen || shape === "images-by-class"
    ? `${what} with random values.`
    : `${what} with random values; every class occurs in the test set for every seed and size.`;
}

function rowsBody({ shape }: CompetitionOptions, id: string, cells: readonly string[]): string[] {
  const usesRow = [id, ...cells].some((cell) => cell.includes("{row}"));
  const parameters = usesRow ? "(label, row)" : "(label)";
  const rows = [
    `  const rows = labels.map(${parameters} => [`,
    ...[id, ...cells, "label"].map((cell) => `    ${cell},`),
    "  ]);",
  ];
  if (shape === "json")
    return [
      ...rows,
      "  const records = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));",
      '  await raw.file("train.json", JSON.stringify(records, null, 1));',
    ];
  const table = [...rows, '  await raw.csv("train.csv", columns, rows);'];
  if (shape !== "images") return table;
  return [
    ...table,
    "  for (const [i, [name]] of rows.entries())",
    "    await raw.file(`train/${name}.jpg`, tinyJpeg((i * 37) % 256, String(name)));",
  ];
}

function byClassBody(): string[] {
  return [
    "  for (const [i, label] of labels.entries()) {",
    '    const file = `${String(i).padStart(5, "0")}.jpg`;',
    "    await raw.file(`train/${label}/${file}`, tinyJpeg(below(256), file));",
    "  }",
  ];
}
