// The command line of `pnpm bench`.
import { parseArgs } from "node:util";

export const usage = `Usage: pnpm bench [OPTIONS] [WORDS]
  WORDS                  only cases with one of the words in their name
  --list                 print the cases and their sizes, measure nothing
  --quick                small sizes: less than two minutes in all
  --large                also the cases of many minutes and gigabytes; a case named by its entire name runs anyway
  --rounds N             rounds of each case, 5 unless said; fewer when a case takes long
  --directory DIR        where workloads are made and kept, .cache/bench unless said
  --json FILE            write every measurement, with the machine's data
  --check                end with 1 if a target is missed
  --compare A.json B.json   print what changed from A to B beyond the spread, measure nothing
  --document FILE        write the results of --json into docs/benchmarks.md, measure nothing
  --growth               time and memory for each row and file as sizes grow; writes docs/growth.md and its plot
  --out DIR              with --growth: where to write, docs unless said
Python reference: MLEBENCH_REFERENCE is a checkout of openai/mle-bench, MLEBENCH_PYTHON a Python that can run it.`;

/**
 * @param {string[]} args
 * @returns the options, or `error`, a sentence on what is wrong with them
 */
export function parseOptions(args) {
  let parsed;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        list: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        large: { type: "boolean", default: false },
        check: { type: "boolean", default: false },
        compare: { type: "boolean", default: false },
        growth: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        rounds: { type: "string" },
        directory: { type: "string" },
        out: { type: "string" },
        json: { type: "string" },
        document: { type: "string" },
      },
    });
  } catch (error) {
    return { error: error.message.split(". ")[0] };
  }
  const { rounds, ...values } = parsed.values;
  const words = parsed.positionals;
  if (values.compare && words.length !== 2) return { error: "--compare takes two files of results" };
  if (values.quick && values.large) return { error: "--quick and --large exclude each other" };
  if (rounds !== undefined && !/^[1-9]\d{0,2}$/.test(rounds))
    return { error: `--rounds takes a number from 1 to 999, not ${rounds}` };
  return { ...values, words, rounds: Number(rounds ?? (values.quick ? 3 : 5)) };
}

/** Cases that the words choose; large ones only if asked for, or named by their entire name. */
export function selectCases(cases, { words, large }) {
  const wanted = words.map((word) => word.toLowerCase());
  return cases.filter(({ name, isLarge }) => {
    if (wanted.includes(name)) return true;
    if (isLarge && !large) return false;
    return wanted.length === 0 || wanted.some((word) => name.includes(word));
  });
}
