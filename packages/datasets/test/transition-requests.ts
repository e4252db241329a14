// For every arrow of the table: how a data directory comes to be where it starts, and a prepare that takes it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareDataset } from "../src/index.js";
import { extractionDirectory, recordDownload, recordExtraction } from "../src/state/records.js";
import { datasetTransitions, type Transition, type TransitionName } from "../src/state/states.js";
import { fakeCompetition, id, preparedFiles, rawFiles, writeFiles } from "./fake-competition.js";
import { type TemporaryDataDirectory, zipOf } from "./temporary-data-directory.js";

/** What a prepare is to do. */
export interface TransitionRequest {
  packageDirectory: string;
  dataDirectory: string;
  from?: string;
  force?: boolean;
  fresh?: boolean;
  keepRaw?: boolean;
  /** The archive that a download brings. */
  downloads?: string;
  /** Prepared files beside the usual ones. */
  prepared?: Record<string, string>;
}

/** What transition-child.ts is to do. */
export interface KilledTransition extends TransitionRequest {
  /** Before which change of the file system it is killed; see die-at-change.ts. */
  dieAt?: number;
  /** After which transition it is killed. */
  dieAfter?: TransitionName;
}

export interface Arrow {
  transition: TransitionName;
  from: string;
  to: string;
}

/** Every arrow of the table, from where a transition starts to where it ends. */
export const arrows: readonly Arrow[] = (
  Object.entries(datasetTransitions) as [TransitionName, Transition][]
).flatMap(([transition, { from, to }]) =>
  from.flatMap((start) => to.map((end) => ({ transition, from: start, to: end }))),
);

type Finished = "prepared" | "verified" | "inconclusive" | "differs";

const parquet = { "public/batch.parquet": "PAR1" };
const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** Publishes checksums by which verifying the prepared data comes to `state`. */
function publish(place: TemporaryDataDirectory, state: Finished): void {
  const files = { ...preparedFiles(rawFiles["train.csv"]), ...parquet };
  const wrong: Record<Finished, string | undefined> = {
    prepared: undefined,
    verified: undefined,
    inconclusive: "public/batch.parquet",
    differs: "public/train.csv",
  };
  const side = (name: string) =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([path]) => path.startsWith(`${name}/`) && /\.(csv|parquet)$/.test(path))
        .map(([path, text]) => [
          path.slice(name.length + 1),
          path === wrong[state] ? "0".repeat(32) : md5(text),
        ]),
    );
  const checksums =
    state === "prepared" ? { public: {}, private: {} } : { public: side("public"), private: side("private") };
  writeFiles(place.package, { "facts/checksums.json": JSON.stringify({ ...checksums, zip: null }) });
}

const zipIn = ({ home }: TemporaryDataDirectory): string => join(home, `${id}.zip`);
const otherFiles = { ...rawFiles, "images/0.txt": "another" };

async function putZip(place: TemporaryDataDirectory): Promise<void> {
  mkdirSync(place.home, { recursive: true });
  await zipOf(zipIn(place));
}

/** Prepares in this process, so that what follows starts from `state`. */
async function prepareTo(place: TemporaryDataDirectory, state: Finished, from?: string): Promise<void> {
  publish(place, state);
  const competition = fakeCompetition(place.package, { more: parquet });
  const work = prepareDataset(competition, { dataDirectory: place.data, from, keepRaw: from !== undefined });
  await work.catch((error) => {
    if (state !== "differs") throw error;
  });
}

/** Leaves the raw files in place, as a preparation does that fails. */
async function extractOnly(place: TemporaryDataDirectory): Promise<void> {
  const fail = (): void => {
    throw new Error("stop");
  };
  const work = prepareDataset(fakeCompetition(place.package, { onPrepare: fail }), {
    dataDirectory: place.data,
  });
  await work.catch(() => {});
}

/** Sets the place up for the arrow and returns what takes it. */
export async function setUp(
  { transition, from, to }: Arrow,
  place: TemporaryDataDirectory,
): Promise<TransitionRequest> {
  const base = { packageDirectory: place.package, dataDirectory: place.data, prepared: parquet };
  const archive = await zipOf(join(place.root, "archive.zip"));
  const other = await zipOf(join(place.root, "other.zip"), otherFiles);
  fakeCompetition(place.package);
  publish(place, "verified");
  switch (transition) {
    case "download":
    case "discardDownload": {
      mkdirSync(place.home, { recursive: true });
      const bytes = readFileSync(archive);
      if (from === "downloading") writeFileSync(`${zipIn(place)}.part`, bytes.subarray(0, bytes.length / 2));
      if (from === "downloaded") {
        writeFileSync(zipIn(place), bytes);
        recordDownload(place.home, zipIn(place), undefined);
      }
      return { ...base, downloads: archive, fresh: transition === "discardDownload" };
    }
    case "extract":
      if (from === "extracted") {
        await prepareTo(place, "verified", other);
        return { ...base, from: archive, force: true, keepRaw: true };
      }
      await putZip(place);
      if (from === "extracting") {
        recordExtraction(place.home, [zipIn(place)]);
        writeFiles(extractionDirectory(place.home), { "train.csv": rawFiles["train.csv"] });
      }
      return { ...base, keepRaw: true };
    case "copyRaw":
      writeFiles(join(place.root, "directory"), rawFiles);
      if (from === "extracted") await prepareTo(place, "verified", other);
      return { ...base, from: join(place.root, "directory"), force: true, keepRaw: true };
    case "discardExtraction":
      mkdirSync(place.home, { recursive: true });
      if (to === "not extracted") {
        recordExtraction(place.home, [other]);
        writeFiles(extractionDirectory(place.home), otherFiles);
      } else
        writeFiles(place.home, { "raw.old-1/train.csv": rawFiles["train.csv"], "raw.tmp-1/train.csv": "" });
      return to === "not extracted" ? { ...base, from: archive, keepRaw: true } : base;
    case "discardRaw":
      await putZip(place);
      await extractOnly(place);
      return base;
    case "prepare":
      await putZip(place);
      if (from !== "not prepared") await prepareTo(place, from as Finished);
      return { ...base, force: true };
    case "discardPreparation": {
      await putZip(place);
      if (to !== "not prepared") {
        await prepareTo(place, to as Finished);
        const prepared = join(place.home, "prepared");
        if (existsSync(join(place.home, "raw"))) rmSync(join(place.home, "raw"), { recursive: true });
        renameSync(prepared, `${prepared}.old-1`);
      }
      writeFiles(place.home, { "prepared.tmp-1/public/train.csv": "half" });
      return base;
    }
    case "verify":
      await putZip(place);
      await prepareTo(place, from as Finished);
      publish(place, to as Finished);
      return base;
  }
}
