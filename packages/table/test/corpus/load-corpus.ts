import { readFileSync } from "node:fs";

/** A part of a recipe: text, or parts repeated; `{i}` in the text of a repeated part is its number from 0. */
export type Part = string | { readonly repeat: number; readonly of: readonly Part[] };

/** What pandas did with a case. Wide tables are recorded by digest and by runs. */
export type Outcome =
  | { readonly error: string }
  | {
      readonly error?: undefined;
      readonly rows: number;
      readonly names?: readonly string[];
      readonly namesMd5?: string;
      readonly dtypes?: readonly string[];
      readonly dtypeRuns?: readonly (readonly [string, number])[];
      /** True when pandas took the first column as the row index. */
      readonly index?: true;
      /** By column position: runs of s(tr), i(nt), f(loat), b(ool), n(an), as in `s3n1`. */
      readonly types?: Readonly<Record<string, string>>;
      readonly csv?: string;
      readonly md5?: string;
    };

export interface CorpusCase {
  readonly name: string;
  /** One character per byte. */
  readonly csv?: string;
  readonly generate?: readonly Part[];
  readonly result: Outcome;
}

function expand(parts: readonly Part[]): string {
  return parts
    .map((part) => (typeof part === "string" ? part : repeated(expandNumbered(part.of), part.repeat)))
    .join("");
}

/** The pieces of a text between which its number comes. */
function expandNumbered(parts: readonly Part[]): string[] {
  const pieces = [""];
  for (const part of parts) {
    const [first, ...more] = typeof part === "string" ? part.split("{i}") : [expand([part])];
    pieces[pieces.length - 1] += first;
    pieces.push(...more);
  }
  return pieces;
}

function repeated(pieces: readonly string[], count: number): string {
  if (pieces.length === 1) return pieces[0].repeat(count);
  let text = "";
  for (let i = 0; i < count; i++) text += pieces.join(String(i));
  return text;
}

/** The bytes of a case's CSV file. */
export function bytesOf(one: CorpusCase): Uint8Array {
  return one.csv === undefined ? Buffer.from(expand(one.generate!), "utf8") : Buffer.from(one.csv, "latin1");
}

/** Every case that `record_corpus.py` recorded. */
export function loadCorpus(): { readonly pandas: string; readonly cases: readonly CorpusCase[] } {
  const { pandas, count, cases } = JSON.parse(readFileSync(new URL("corpus.json", import.meta.url), "utf8"));
  if (cases.length !== count) throw new Error(`corpus.json holds ${cases.length} cases, its head says ${count}`);
  return { pandas, cases };
}
