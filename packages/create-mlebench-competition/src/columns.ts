import { OptionError } from "./option-error.js";

/** What the cells of a column of the miniature hold. */
export type ColumnKind =
  | { type: "row-name" | "uuid" | "integer" | "number" | "boolean" | "date" | "text" }
  | { type: "hex"; digits: number }
  | { type: "class"; classes: readonly string[] };

export interface ColumnSpec {
  name: string;
  kind: ColumnKind;
  /** Whether one cell in twenty is empty. */
  hasMissing: boolean;
}

const simpleKinds = ["row-name", "uuid", "integer", "number", "boolean", "date", "text"] as const;

export const columnsSyntax = `NAME:KIND,…  KIND is ${simpleKinds.join(", ")}, hex32 (32 hexadecimal digits; hex has 12), or classes a|b|c; KIND? has missing values`;

/**
 * Reads `textID:hex,text:text,sentiment:negative|neutral|positive,age:number?`.
 * @throws OptionError
 */
export function readColumns(text: string): ColumnSpec[] {
  const columns = text.split(",").map(readColumn);
  const names = columns.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new OptionError(`--columns has two columns \`${repeated}\`.`);
  return columns;
}

function readColumn(text: string): ColumnSpec {
  const colon = text.indexOf(":");
  const name = text.slice(0, colon).trim();
  const spelled = text.slice(colon + 1).trim();
  if (colon < 1 || name === "" || spelled === "" || spelled === "?")
    throw new OptionError(`--columns has ${JSON.stringify(text)}. Expected ${columnsSyntax}.`);
  const hasMissing = spelled.endsWith("?");
  const kind = hasMissing ? spelled.slice(0, -1) : spelled;
  if (kind.includes("|")) return { name, kind: { type: "class", classes: kind.split("|") }, hasMissing };
  const [, digits] = /^hex(\d*)$/.exec(kind) ?? [];
  if (digits !== undefined) return { name, kind: { type: "hex", digits: hexDigits(digits) }, hasMissing };
  const type = simpleKinds.find((each) => each === kind);
  if (type === undefined)
    throw new OptionError(`--columns has the unknown kind \`${kind}\`. Expected ${columnsSyntax}.`);
  return { name, kind: { type }, hasMissing };
}

/** Fewer than 6 digits are too few for IDs that all differ. */
function hexDigits(text: string): number {
  const digits = Number(text || 12);
  if (digits < 6 || digits > 64)
    throw new OptionError(`--columns has \`hex${text}\`. Expected hex6 to hex64.`);
  return digits;
}

/** The words of `@mlebench/synthetic` that the cells of a miniature need. */
export interface CellCode {
  /** An expression; `row` is the row's position from 0, and `label` the target. */
  expression: string;
  /** Tools of `defineMiniature` that it uses. */
  tools: readonly string[];
  /** Functions of `@mlebench/synthetic` that it uses. */
  imports: readonly string[];
  /** Lines before the rows, such as a function that the expression calls. */
  setup?: readonly string[];
}

/** TypeScript that draws a row's identifier: no two rows have the same. */
export function idCode(column: ColumnSpec): CellCode {
  const { kind } = column;
  if (kind.type !== "hex") return cellCode({ ...column, hasMissing: false });
  return {
    expression: "newId()",
    tools: ["random"],
    imports: ["hexadecimalIds"],
    setup: [`  const newId = hexadecimalIds(random, ${kind.digits});`],
  };
}

/** TypeScript that draws a cell of a column. */
export function cellCode({ kind, hasMissing }: ColumnSpec): CellCode {
  const cell = drawCode(kind);
  if (!hasMissing) return cell;
  return {
    ...cell,
    expression: `chance(0.05) ? null : ${cell.expression}`,
    tools: [...cell.tools, "chance"],
  };
}

function drawCode(kind: ColumnKind): CellCode {
  const code = (expression: string, tools: string[] = [], imports: string[] = []): CellCode => ({
    expression,
    tools,
    imports,
  });
  switch (kind.type) {
    case "row-name":
      return code("`row_${row}`");
    case "hex":
      return code(`hexadecimal(random, ${kind.digits})`, ["random"], ["hexadecimal"]);
    case "uuid":
      return code("uuid(random)", ["random"], ["uuid"]);
    case "integer":
      return code("below(1000)", ["below"]);
    case "number":
      return code("decimal(0, 100, 1)", ["decimal"]);
    case "boolean":
      return code('chance(0.5) ? "True" : "False"', ["chance"]);
    case "date":
      return code('moment(new Date("2020-01-01"), new Date("2021-01-01"))', ["moment"]);
    case "text":
      return code("phrase(subjects, verbs, objects)", ["phrase"]);
    case "class":
      return code(`pick(${JSON.stringify(kind.classes)})`, ["pick"]);
  }
}
