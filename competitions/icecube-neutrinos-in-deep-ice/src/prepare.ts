import { UserError } from "@mlebench/core";
import { definePrepare, type RawFolder } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";

const meta = "train_meta.parquet";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const batches = new Set<number>();
  for await (const rows of raw.parquetBatches(meta, ["batch_id"])) {
    let previous: number | undefined;
    for (const batch of rows.numbers("batch_id")) {
      if (batch !== previous) batches.add(batch);
      previous = batch;
    }
  }
  const split = trainTestSplit([...batches], { testSize: 0.1, randomState: 0 });
  const train = new Set(split.train);
  const test = new Set(split.test);

  // One reading of the big table serves all files, and a million events at a time are in memory.
  const [trainEvents, testEvents] = [await pub.openParquet(meta), await pub.openParquet("test_meta.parquet")];
  const [sample, answers] = [pub.openCsv("sample_submission.csv"), priv.openCsv("test.csv")];
  const spans = new Map<number, Span>();
  for await (const rows of raw.parquetBatches(meta)) {
    const batch = rows.numbers("batch_id");
    extendSpans(spans, batch, rows.numbers("event_id"));
    const isTest = rowsOf(test, batch);
    trainEvents.write(rows.filter((row) => isTest[row] === 0));
    const tested = rows.filter((row) => isTest[row] === 1);
    testEvents.write(tested.drop("azimuth", "zenith"));
    const angles = tested.select("event_id", "azimuth", "zenith");
    answers.write(angles);
    sample.write(angles.assign({ azimuth: 1, zenith: 1 }));
  }
  for (const file of [trainEvents, testEvents]) await file.close();
  for (const file of [sample, answers]) file.close();
  if (mayShareEvents(spans, train)) await requireOwnEvents(raw, train, test);

  await pub.files(raw, [
    "sensor_geometry.csv",
    ...split.train.map((batch) => `train/batch_${batch}.parquet`),
  ]);
  await pub.files(
    raw,
    split.test.map((batch) => [`train/batch_${batch}.parquet`, `test/batch_${batch}.parquet`]),
  );
});

/** Per row, 1 where its batch is one of some. Rows of a batch are mostly next to each other. */
function rowsOf(wanted: ReadonlySet<number>, batches: Float64Array): Uint8Array {
  const marks = new Uint8Array(batches.length);
  for (let row = 0; row < batches.length; row++)
    marks[row] =
      row > 0 && batches[row] === batches[row - 1] ? marks[row - 1] : Number(wanted.has(batches[row]));
  return marks;
}

/** The smallest and the largest event ID of a batch. */
interface Span {
  first: number;
  last: number;
}

/** Notes rows that follow those before. Events of a batch are mostly next to each other. */
function extendSpans(spans: Map<number, Span>, batches: Float64Array, events: Float64Array): void {
  let span: Span | undefined;
  for (let row = 0; row < batches.length; row++) {
    if (span === undefined || batches[row] !== batches[row - 1]) {
      span = spans.get(batches[row]) ?? { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
      spans.set(batches[row], span);
    }
    if (events[row] < span.first) span.first = events[row];
    if (events[row] > span.last) span.last = events[row];
  }
}

/** A batch without numbered events comes last. */
const byFirst = ([, a]: [number, Span], [, b]: [number, Span]): number =>
  Number(a.first > b.first) - Number(a.first < b.first);

/** Whether events of a batch for training lie between those of one for testing. They never do in Kaggle's data. */
function mayShareEvents(spans: ReadonlyMap<number, Span>, train: ReadonlySet<number>): boolean {
  const ends = { train: Number.NEGATIVE_INFINITY, test: Number.NEGATIVE_INFINITY };
  for (const [batch, { first, last }] of [...spans].sort(byFirst)) {
    const [own, other] = train.has(batch) ? (["train", "test"] as const) : (["test", "train"] as const);
    if (first <= ends[other]) return true;
    ends[own] = Math.max(ends[own], last);
  }
  return false;
}

/** @throws UserError when an event is in a batch for training and in one for testing */
async function requireOwnEvents(
  raw: RawFolder,
  train: ReadonlySet<number>,
  test: ReadonlySet<number>,
): Promise<void> {
  const parts: Float64Array[] = [];
  for await (const rows of raw.parquetBatches(meta, ["batch_id", "event_id"])) {
    const batches = rows.numbers("batch_id");
    parts.push(rows.numbers("event_id").filter((_, row) => test.has(batches[row])));
  }
  // More than a Set of numbers holds.
  const tested = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (const part of parts.splice(0)) {
    tested.set(part, count);
    count += part.length;
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
