import { asNumpyCompares } from "../columns/keys.js";
import { joinWords, type Words } from "../rows/join-words.js";
import type { Table } from "../table.js";
import { isAscending, joinTexts, orderOfTexts, sameTexts, textsOf } from "./byte-ids.js";

/** Row positions of two tables; undefined for rows that stay as they are. */
export interface Orders {
  submission: Uint32Array | undefined;
  answers: Uint32Array | undefined;
}

const asTheyAre: Orders = { submission: undefined, answers: undefined };

/**
 * Pairs rows of equal IDs where the IDs of both tables are the same texts, or the same numbers, and none repeats;
 * neither strings nor a sort of the submission are needed for that.
 * @param sorted whether the pairs are in ascending order of the IDs, otherwise they are in the answers' order
 * @returns undefined where that is not so, and where only a closer look would show it
 */
export function pairRows(
  submission: Table,
  answers: Table,
  id: string,
  { sorted }: { sorted: boolean },
): Orders | undefined {
  if (submission.length !== answers.length || answers.length === 0) return undefined;
  const dtypes = [submission.dtype(id), answers.dtype(id)];
  if (dtypes.every((dtype) => dtype === "object")) return pairTexts(submission, answers, id, sorted);
  return dtypes.every((dtype) => dtype === "int64" || dtype === "float64")
    ? pairNumbers(submission, answers, id, sorted)
    : undefined;
}

function pairTexts(submission: Table, answers: Table, id: string, sorted: boolean): Orders | undefined {
  const wanted = textsOf(answers, id);
  const given = wanted && textsOf(submission, id);
  if (given === undefined || wanted === undefined) return undefined;
  const isSame = sameTexts(given, wanted);
  if (isSame && !sorted) return asTheyAre;
  const partners = isSame ? undefined : joinTexts(given, wanted);
  if (partners === undefined && !isSame) return undefined;
  if (!sorted || isAscending(wanted)) return { submission: partners, answers: undefined };
  const order = orderOfTexts(wanted);
  return order && { submission: compose(partners, order), answers: order };
}

function pairNumbers(submission: Table, answers: Table, id: string, sorted: boolean): Orders | undefined {
  const columns = asNumpyCompares(submission.column(id), answers.column(id));
  const [given, wanted] = columns.map(({ values }) => values);
  if (!(given instanceof Float64Array && wanted instanceof Float64Array)) return undefined;
  const isSame = sameNumbers(given, wanted);
  if (isSame && !sorted) return asTheyAre;
  const partners = isSame ? undefined : joinNumbers(given, wanted);
  if (partners === undefined && !isSame) return undefined;
  if (!sorted || isRising(wanted)) return { submission: partners, answers: undefined };
  const order = answers.sortOrder(id);
  return { submission: compose(partners, order), answers: order };
}

/** False where a value is missing, since it equals nothing. */
export function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function isRising(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (!(values[i] > values[i - 1])) return false;
  return true;
}

function joinNumbers(given: Float64Array, wanted: Float64Array): Uint32Array | undefined {
  const words = wordsOf(given);
  const others = words && wordsOf(wanted);
  return words && others && joinWords(words, others);
}

/** The bits of each number, of 0 for -0; undefined where one is missing. */
function wordsOf(values: Float64Array): Words | undefined {
  const high = new Uint32Array(values.length);
  const low = new Uint32Array(values.length);
  const value = new Float64Array(1);
  const bits = new Uint32Array(value.buffer);
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) return undefined;
    value[0] = values[row] + 0;
    low[row] = bits[0];
    high[row] = bits[1];
  }
  return { high, low };
}

function compose(partners: Uint32Array | undefined, order: Uint32Array): Uint32Array {
  if (partners === undefined) return order;
  const composed = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) composed[i] = partners[order[i]];
  return composed;
}
