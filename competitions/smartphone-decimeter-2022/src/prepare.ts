import { UserError } from "@mlebench/core";
import { definePrepare, type RawFolder } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { compareText, concatTables, type Table } from "@mlebench/table";

const groundTruth = "ground_truth.csv";
const columns = ["tripId", "UnixTimeMillis", "LatitudeDegrees", "LongitudeDegrees"];

// Drives of one day stay together.
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const drives = raw.folders("train");
  const dates = new Map(drives.map((drive) => [drive, dateOf(raw, drive)]));
  const days = trainTestSplit([...new Set(dates.values())].sort(compareText), {
    testSize: 0.1,
    randomState: 0,
  });
  const [train, test] = [days.train, days.test].map((part) => {
    const chosen = new Set(part);
    return drives.filter((drive) => chosen.has(dates.get(drive) as string));
  });
  const answers = concatTables(test.flatMap((drive) => readTrips(raw, drive)));
  priv.csv("test.csv", answers);
  pub.csv(
    "sample_submission.csv",
    answers.assign({ LatitudeDegrees: 37.904611315634504, LongitudeDegrees: -86.48107806249548 }),
  );
  for (const drive of train) await pub.directory(raw, `train/${drive}`, `train/${drive}`);
  for (const drive of test) {
    await pub.directory(raw, `train/${drive}`, `test/${drive}`, { except: [groundTruth] });
  }
  await pub.directory(raw, "metadata", "metadata");
});

/** The date at the start of a drive's name, with two digits a month and a day. */
function dateOf(raw: RawFolder, drive: string): string {
  const [year, month, day] = drive.split("-");
  if ([year, month, day].every((part) => /^\d+$/.test(part ?? ""))) {
    return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  }
  throw new UserError("Folder name does not start with a date", {
    file: raw.resolve(`train/${drive}`),
    expected: "YYYY-MM-DD-…",
  });
}

/** True places of each phone of a drive. */
function readTrips(raw: RawFolder, drive: string): Table[] {
  const paths = raw.walk(`train/${drive}`).filter((path) => path.split("/").at(-1) === groundTruth);
  const trips = paths.map((path) => {
    // The reference reads these with pandas' default parser, which is not exact.
    const table = raw.csv(`train/${drive}/${path}`, { floatParser: "default" });
    return table.assign({ tripId: `${drive}-${path.split("/")[0]}` }).select(...columns);
  });
  const filled = trips.filter((table) => table.length > 0);
  const isPlain = paths.every((path) => path.split("/").length === 2 && !path.split("/")[0].includes("-"));
  if (filled.length > 0 && isPlain) return filled;
  throw new UserError("Unexpected files of a drive", {
    file: raw.resolve(`train/${drive}`),
    expected: `a folder per phone, at least one of them with a ${groundTruth}`,
    hint: "Download the competition's data again.",
  });
}
