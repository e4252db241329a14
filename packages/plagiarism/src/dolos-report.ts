import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FingerprintIndex, TokenizedFile } from "@dodona/dolos-core";
import { csvText, UserError } from "@mlebench/core";
import { makeDirectory, replaceFileSync } from "@mlebench/disk";
import type { ComparedPair, ComparisonSettings } from "./compare-files.js";

const fileNames = ["files.csv", "kgrams.csv", "metadata.csv", "pairs.csv"];

/** A file of the report and where it comes from, by which Dolos colors it. */
export interface LabeledFile {
  file: TokenizedFile;
  label: "agent" | "notebook";
}

/**
 * Writes the directory that `dolos serve DIR` shows. It holds complete files, so notebooks of others are in it.
 * @throws UserError if the directory holds anything else than an earlier report
 */
export function writeDolosReport(
  directory: string,
  report: {
    name: string;
    index: FingerprintIndex;
    files: readonly LabeledFile[];
    pairs: readonly ComparedPair[];
    settings: ComparisonSettings;
    createdAt: Date;
  },
): void {
  if (existsSync(directory)) {
    if (readdirSync(directory).some((name) => !fileNames.includes(name)))
      throw new UserError("Not a Dolos report", {
        file: directory,
        expected: "an earlier report, or no directory",
        hint: "Use another output directory.",
      });
    rmSync(directory, { recursive: true });
  }
  replaceFileSync(directory, (temporary) => {
    makeDirectory(temporary);
    writeFileSync(join(temporary, "metadata.csv"), metadataCsv(report));
    writeFileSync(join(temporary, "pairs.csv"), pairsCsv(report.pairs));
    writeFileSync(join(temporary, "kgrams.csv"), kgramsCsv(report.index));
    writeFileSync(join(temporary, "files.csv"), filesCsv(report.files, report.index));
  });
}

function metadataCsv({
  name,
  settings,
  createdAt,
}: {
  name: string;
  settings: ComparisonSettings;
  createdAt: Date;
}): string {
  const values: Record<string, string | number | boolean | null | string[]> = {
    reportName: name,
    kgramLength: settings.kgramLength,
    kgramsInWindow: settings.kgramsInWindow,
    language: "python",
    limitResults: null,
    maxFingerprintCount: null,
    maxFingerprintPercentage: null,
    minFragmentLength: 0,
    minSimilarity: 0,
    sortBy: "similarity",
    fragmentSortBy: "none",
    kgramData: false,
    includeComments: false,
    createdAt: createdAt.toISOString(),
    languageDetected: false,
    warnings: [],
  };
  return csvText([
    ["property", "value", "type"],
    ...Object.entries(values).map(([key, value]) => [
      key,
      value === null ? "null" : String(value),
      typeof value,
    ]),
  ]);
}

function pairsCsv(pairs: readonly ComparedPair[]): string {
  const header = [
    ...["id", "leftFileId", "leftFilePath", "rightFileId", "rightFilePath"],
    ...["similarity", "totalOverlap", "longestFragment", "leftCovered", "rightCovered"],
  ];
  return csvText([
    header,
    ...pairs.map(({ notebook, agent, similarity, overlap, longest, notebookCovered, agentCovered }, id) => [
      ...[id, notebook.id, notebook.path, agent.id, agent.path],
      ...[similarity, overlap, longest, notebookCovered, agentCovered],
    ]),
  ]);
}

function kgramsCsv(index: FingerprintIndex): string {
  return csvText([
    ["id", "hash", "ignored", "data", "files"],
    ...index
      .sharedFingerprints()
      .map((fingerprint, id) => [
        id,
        fingerprint.hash,
        String(fingerprint.ignored),
        null,
        JSON.stringify(fingerprint.files().map((file) => file.id)),
      ]),
  ]);
}

function filesCsv(files: readonly LabeledFile[], index: FingerprintIndex): string {
  const kgrams = new Map(index.entries().map((entry) => [entry.file.id, entry.kgrams.length]));
  return csvText([
    ["id", "ignored", "path", "content", "amountOfKgrams", "ast", "mapping", "extra"],
    ...files.map(({ file, label }) => [
      file.id,
      "false",
      file.path,
      file.content,
      kgrams.get(file.id) ?? 0,
      JSON.stringify(file.tokens),
      JSON.stringify(file.mapping),
      JSON.stringify({ labels: label }),
    ]),
  ]);
}
