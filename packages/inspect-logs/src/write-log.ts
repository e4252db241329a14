import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZip, type NewMember } from "@mlebench/archives";
import { cannotWrite, isSystemError, makeDirectory, replaceFile } from "@mlebench/disk";
import type { InspectHeader, InspectReductions, InspectSummary } from "./format.js";
import { logName } from "./header.js";
import { logJson } from "./log-json.js";

/** The formats of logs: `eval` is a zip, smaller and faster to open. */
export const logFormats = ["eval", "json"] as const;

export type LogFormat = (typeof logFormats)[number];

/** A sample that is written already: what lists show of it, and the file with its JSON. */
export interface WrittenSample {
  readonly summary: InspectSummary;
  readonly file: string;
}

/** A log with its samples in files, so that logs of any size can be written. */
export interface WrittenLog {
  readonly header: InspectHeader;
  readonly samples: readonly WrittenSample[];
  readonly reductions: readonly InspectReductions[];
}

/**
 * Writes `<created>_<task>_<task id>.eval` or `.json` into a directory, so that readers see the log before or the log
 * after. The same log gives the same bytes.
 * @returns the path of the file
 * @throws UserError if the directory cannot be written to
 */
export async function writeLog(log: WrittenLog, directory: string, format: LogFormat): Promise<string> {
  const path = join(directory, `${logName(log.header)}.${format}`);
  try {
    if (format === "eval") await createZip(path, zipMembers(log));
    else await writeJson(log, path);
  } catch (error) {
    throw isSystemError(error) ? cannotWrite("log", error, path) : error;
  }
  return path;
}

/** The members of an `.eval` file. A log without a header is one that is still being written. */
function zipMembers({ header, samples, reductions }: WrittenLog): NewMember[] {
  const json = (name: string, value: unknown): NewMember => ({ name, data: Buffer.from(logJson(value)) });
  const summaries = samples.map(({ summary }) => summary);
  const { version, eval: evaluation, plan } = header;
  return [
    json("_journal/start.json", { version, eval: evaluation, plan }),
    ...samples.map(({ summary, file }) => ({
      name: `samples/${summary.id}_epoch_${summary.epoch}.json`,
      path: file,
    })),
    json("_journal/summaries/1.json", summaries),
    ...(header.status === "started"
      ? []
      : [
          json("summaries.json", summaries),
          ...(reductions.length > 0 ? [json("reductions.json", reductions)] : []),
          json("header.json", header),
        ]),
  ];
}

/** The parts stand in the format's order, which readers of headers rely on. */
async function writeJson({ header, samples, reductions }: WrittenLog, path: string): Promise<void> {
  async function* parts(): AsyncIterable<string | Buffer> {
    yield `${logJson(header).slice(0, -1)},"samples":[`;
    for (const [index, { file }] of samples.entries()) {
      if (index > 0) yield ",";
      const source = await open(file);
      try {
        yield* source.createReadStream({ autoClose: false });
      } finally {
        await source.close();
      }
    }
    yield "]";
    if (reductions.length > 0) yield `,"reductions":${logJson(reductions)}`;
    yield "}\n";
  }
  makeDirectory(dirname(path));
  await replaceFile(path, async (temporary) => {
    await pipeline(parts, createWriteStream(temporary, { flags: "wx", mode: 0o644 }));
  });
}
