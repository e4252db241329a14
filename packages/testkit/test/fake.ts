import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Competition, InvalidSubmissionError, type SubmissionSchema } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import type { PackageUnderTest } from "../src/contract/package-under-test.js";
import { parseCsvRows } from "../src/csv-rows.js";
import type { Golden } from "../src/golden.js";

export const colourSchema: SubmissionSchema = {
  id: ["id"],
  targets: [{ names: ["colour"], value: { type: "class", classes: ["amber", "blue", "coral"] } }],
};

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "mlebench-testkit-"));
}

/** A prepared directory with just the two files that submissions are made of. */
export function preparedWith(sample: string, gold: string): string {
  const directory = temporaryDirectory();
  for (const side of ["public", "private"]) mkdirSync(join(directory, side));
  writeFileSync(join(directory, "public/sample_submission.csv"), sample);
  writeFileSync(join(directory, "private/test.csv"), gold);
  return directory;
}

export const facts = {
  id: "fake-colours",
  name: "Fake Colours",
  type: "simple",
  awardsMedals: false,
  metric: "accuracy",
  lowerIsBetter: false,
  scoreType: "float",
  answers: "private/test.csv",
  sampleSubmission: "public/sample_submission.csv",
  goldSubmission: "private/test.csv",
  splits: [],
  category: null,
  sizeGB: null,
  medals: { gold: 0.9, silver: 0.8, bronze: 0.7, median: 0.6 },
  sampleSubmissionScore: null,
  knownIssues: [],
} as const;

/** A whole competition in a few lines: ids and colours, every fourth row is a test row, scored by accuracy. */
export function fakeCompetition(
  schema: SubmissionSchema = colourSchema,
  changes: Partial<Competition> = {},
): Competition {
  return {
    facts,
    submission: schema,
    directory: "/nowhere",
    miniature: {
      defaultSize: 40,
      minSize: 8,
      async write({ out, seed, size }) {
        const random = createRandomState(seed);
        const colours = ["amber", "blue", "coral"];
        const rows = Array.from(
          { length: size },
          (_, i) => `r${i},${colours[Math.floor(random.random() * 3)]}\n`,
        );
        writeFileSync(join(out, "train.csv"), `id,colour\n${rows.join("")}`);
      },
    },
    async prepare({ raw, public: pub, private: priv }) {
      const { rows } = parseCsvRows(readFileSync(join(raw, "train.csv"), "utf8"));
      const csv = (of: (readonly string[])[]): string =>
        `id,colour\n${of.map((row) => `${row.join(",")}\n`).join("")}`;
      const test = rows.filter((_, index) => index % 4 === 0);
      writeFileSync(join(pub, "train.csv"), csv(rows.filter((_, index) => index % 4 !== 0)));
      writeFileSync(join(pub, "sample_submission.csv"), csv(test.map(([id]) => [id, "amber"])));
      writeFileSync(join(priv, "test.csv"), csv(test));
    },
    async grade({ submission, answers }) {
      const { rows: truth } = parseCsvRows(readFileSync(answers, "utf8"));
      const { header, rows } = readSubmission(submission);
      const [id, colour] = [header.indexOf("id"), header.indexOf("colour")];
      if (id === -1 || colour === -1) throw new InvalidSubmissionError("A column is missing");
      const byId = new Map(rows.map((row) => [row[id], row[colour]]));
      if (byId.size !== truth.length || rows.length !== truth.length)
        throw new InvalidSubmissionError("Other rows");
      if (truth.some(([key]) => !byId.has(key))) throw new InvalidSubmissionError("Other ids");
      return truth.filter(([key, answer]) => byId.get(key) === answer).length / truth.length;
    },
    ...changes,
  };
}

function readSubmission(path: string): ReturnType<typeof parseCsvRows> {
  try {
    return parseCsvRows(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new InvalidSubmissionError("Not a CSV", { cause });
  }
}

const sentence = "Say which colour each item has: the column colour holds amber, blue or coral. ";

/** The package of a fake competition on disk, and the tested that the contract makes of it. */
export function fakePackage(
  options: { competition?: Competition; golden?: Golden; files?: Record<string, string> } = {},
): PackageUnderTest {
  const directory = join(temporaryDirectory(), facts.id);
  const files: Record<string, string> = {
    "description.md": sentence.repeat(10),
    "description.obfuscated.md": sentence.repeat(10),
    "README.md":
      '# x\n\nnpm install @mlebench/competition-fake-colours\n\n```ts\nimport { competition } from "@mlebench/competition-fake-colours";\n```\n',
    "facts/competition.json": JSON.stringify(facts),
    "facts/checksums.json": JSON.stringify({ public: {}, private: {}, zip: null }),
    "facts/kernels.txt": "someone/some-kernel\n",
    ...options.files,
  };
  mkdirSync(join(directory, "facts"), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text);
  const competition = { ...(options.competition ?? fakeCompetition()), directory };
  return {
    directory,
    folder: facts.id,
    manifest: { name: `@mlebench/competition-${facts.id}`, mlebench: { competition: facts.id } },
    facts,
    golden: options.golden,
    load: async () => competition,
  };
}
