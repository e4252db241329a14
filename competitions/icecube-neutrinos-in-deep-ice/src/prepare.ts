import { UserError } from "@mlebench/core";
import { definePrepare, type RawFolder } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { concatTables, type Table } from "@mlebench/table";

const meta = "train_meta.parquet";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const batches = new Set<number>();
  for await (const rows of raw.parquetBatches(meta, ["batch_id"])) {
    for (const batch of rows.numbers("batch_id")) batches.add(batch);
  }
  const split = trainTestSplit([...batches], { testSize: 0.1, randomState: 0 });
  const train = new Set(split.train);
  const test = new Set(split.test);

  // One reading of the big table serves both parts: the train part is written as it comes, the test part is kept.
  let kept: Table[] = [];
  async function* trainEvents(): AsyncGenerator<Table> {
    for await (const rows of raw.parquetBatches(meta)) {
      const batch = rows.numbers("batch_id");
      // A copy, so that the rows it was taken from can go.
      kept.push(concatTables([rows.filter((row) => test.has(batch[row]))]));
      yield rows.filter((row) => train.has(batch[row]));
    }
  }
  await pub.parquet(meta, trainEvents());
  await requireOwnEvents(raw, train, kept);
  await pub.parquet("test_meta.parquet", inTurn(kept.map((rows) => rows.drop("azimuth", "zenith"))));
  // Together they are copies: of the other columns, there is no need for any.
  kept = kept.map((rows) => rows.select("event_id", "azimuth", "zenith"));
  const answers = concatTables(kept.splice(0));
  pub.csv("sample_submission.csv", answers.assign({ azimuth: 1, zenith: 1 }));
  priv.csv("test.csv", answers);

  await pub.files(raw, [
    "sensor_geometry.csv",
    ...split.train.map((batch) => `train/batch_${batch}.parquet`),
  ]);
  await pub.files(
    raw,
    split.test.map((batch) => [`train/batch_${batch}.parquet`, `test/batch_${batch}.parquet`]),
  );
});

async function* inTurn(tables: readonly Table[]): AsyncGenerator<Table> {
  yield* tables;
}

/** @throws UserError when an event is in a batch for training and in one for testing */
async function requireOwnEvents(
  raw: RawFolder,
  train: ReadonlySet<number>,
  test: readonly Table[],
): Promise<void> {
  // More than a Set of numbers holds.
  const tested = new Float64Array(test.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (const rows of test) {
    tested.set(rows.numbers("event_id"), count);
    count += rows.length;
  }
  tested.sort();
  let before = 0;
  for await (const rows of raw.parquetBatches(meta, ["batch_id", "event_id"])) {
    const [batches, events] = [rows.numbers("batch_id"), rows.numbers("event_id")];
    for (let row = 0; row < rows.length; row++) {
      if (!train.has(batches[row]) || !holds(tested, events[row])) continue;
      throw new UserError(`Event is in both a training and a test batch: ${events[row]}`, {
        file: raw.resolve(meta),
        row: before + row + 1,
        column: "event_id",
        hint: "Download the competition's data again.",
      });
    }
    before += rows.length;
  }
}

/** Whether a number is among others that ascend. */
function holds(ascending: Float64Array, wanted: number): boolean {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === wanted;
}
