import { UserError } from "@mlebench/core";
import { preparation, type RawFolder } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { concatTables, type Table } from "@mlebench/table";

const meta = "train_meta.parquet";

export const prepare = preparation(async ({ raw, pub, priv }) => {
  const batches = new Set<number>();
  for await (const rows of raw.parquetBatches(meta, ["batch_id"])) {
    for (const batch of rows.numbers("batch_id")) batches.add(batch);
  }
  const split = trainTestSplit([...batches], { testSize: 0.1, randomState: 0 });
  const train = new Set(split.train);
  const test = new Set(split.test);

  // One reading of the big table serves both parts: the train part is written as it comes, the test part is kept.
  const kept: Table[] = [];
  async function* trainEvents(): AsyncGenerator<Table> {
    for await (const rows of raw.parquetBatches(meta)) {
      const batch = rows.numbers("batch_id");
      // A copy, so that the rows it was taken from can go.
      kept.push(concatTables([rows.filter((row) => test.has(batch[row]))]));
      yield rows.filter((row) => train.has(batch[row]));
    }
  }
  await pub.parquet(meta, trainEvents());
  const events = concatTables(kept);
  const answers = events.select("event_id", "azimuth", "zenith");
  await pub.parquet("test_meta.parquet", events.drop("azimuth", "zenith"));
  pub.csv("sample_submission.csv", answers.assign({ azimuth: 1, zenith: 1 }));
  priv.csv("test.csv", answers);

  pub.folder("train");
  pub.folder("test");
  await pub.files(raw, [
    ["sensor_geometry.csv", "sensor_geometry.csv"],
    ...batchFiles(raw, train).map((name) => [`train/${name}`, `train/${name}`] as const),
    ...batchFiles(raw, test).map((name) => [`train/${name}`, `test/${name}`] as const),
  ]);
});

/** Names of the files `batch_<number>.parquet` of some batches; files of other batches are left aside. */
function batchFiles(raw: RawFolder, batches: ReadonlySet<number>): string[] {
  const names = raw.list("train", ".parquet").filter((name) => batches.has(batchOf(name)));
  if (names.length === batches.size) return names;
  throw new UserError(`There are ${names.length} files for ${batches.size} batches`, {
    file: raw.resolve("train"),
    expected: `one file for each batch of ${meta}`,
    hint: "Download the competition's data again.",
  });
}

function batchOf(name: string): number {
  return Number.parseInt(name.slice(name.lastIndexOf("_") + 1), 10);
}
