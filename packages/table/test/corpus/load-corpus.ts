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

function expand(parts: readonly Part[], index?: number): string {
  const texts: string[] = [];
  for (const part of parts) {
    if (typeof part === "string") texts.push(index === undefined ? part : part.replaceAll("{i}", String(index)));
    else for (let i = 0; i < part.repeat; i++) texts.push(expand(part.of, i));
  }
  return texts.join("");
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
