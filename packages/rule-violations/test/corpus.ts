import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyzeRun, type Category, type Finding, isFlag } from "../src/index.js";

const corpus = fileURLToPath(new URL("corpus", import.meta.url));

export type Half = "development" | "held-out";

/** A labeled run: files after `-- path --`, in UTF-8 unless another encoding is named. */
export interface LabeledRun {
  name: string;
  expected: Category[];
  files: { path: string; content: Buffer }[];
}

export function readCorpus(half: Half): LabeledRun[] {
  return readdirSync(join(corpus, half))
    .sort()
    .map((file) => {
      const [head, ...parts] = readFileSync(join(corpus, half, file), "utf8").split(/^-- (?=.* --$)/m);
      const expected = (/^expected:(.*)$/m.exec(head)?.[1] ?? "").split(" ").filter(Boolean) as Category[];
      const files = parts.map((part) => {
        const [, path, encoding, text] = /^(\S+)(?: \((\w+)\))? --\n([\s\S]*)$/.exec(part) ?? [];
        return { path, content: encode(text, encoding) };
      });
      return { name: file.replace(/\.txt$/, ""), expected, files };
    });
}

function encode(text: string, encoding: string | undefined): Buffer {
  if (encoding === "utf16") return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  return Buffer.from(text, encoding === "latin1" ? "latin1" : "utf8");
}

export interface Judged {
  name: string;
  expected: Category[];
  flagged: Category[];
  findings: Finding[];
}

/** Writes a run below a directory, and analyzes it. */
export async function judgeRun(run: LabeledRun, directory: string): Promise<Judged> {
  const root = join(directory, run.name);
  for (const { path, content } of run.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const has = (folder: string): string | undefined =>
    run.files.some(({ path }) => path.startsWith(`${folder}/`)) ? join(root, folder) : undefined;
  const network = run.files.find(({ path }) => path === "metadata.json")?.content.toString();
  const { findings } = await analyzeRun({
    codePath: has("code"),
    logsPath: has("logs"),
    submissionPath: join(root, "submission/submission.csv"),
    network: network === undefined ? "unknown" : network.includes('"none"') ? "closed" : "open",
  });
  const flagged = [...new Set(findings.filter(isFlag).map(({ category }) => category))];
  return { name: run.name, expected: run.expected, flagged, findings };
}

/** Labels found, missed, and wrongly given, over all runs and categories. */
export function measure(judged: readonly Judged[]): {
  found: number;
  missed: string[];
  wrong: string[];
  precision: number;
  recall: number;
} {
  const missed = judged.flatMap(({ name, expected, flagged }) =>
    expected.filter((one) => !flagged.includes(one)).map((one) => `${name}: ${one}`),
  );
  const wrong = judged.flatMap(({ name, expected, flagged }) =>
    flagged.filter((one) => !expected.includes(one)).map((one) => `${name}: ${one}`),
  );
  const found = judged.flatMap(({ expected, flagged }) =>
    expected.filter((one) => flagged.includes(one)),
  ).length;
  return {
    found,
    missed,
    wrong,
    precision: found / (found + wrong.length),
    recall: found / (found + missed.length),
  };
}
