import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createSevenZip, createTar, createZip } from "@mlebench/archives";
import { bsonDocument } from "@mlebench/formats/bson";
import { npyBytes } from "@mlebench/formats/npy";
import { writeParquet } from "@mlebench/formats/parquet";
import { formatPythonJson } from "@mlebench/formats/python-json";
import { tfRecords } from "@mlebench/formats/tf-records";
import { tableFromColumns } from "@mlebench/table";
import { grayDicom, grayPng, tinyAiff, tinyBmp, tinyJpeg, tinyMp4, tinyTiff, tinyWav } from "../src/media.js";

const levels = (count: number): Uint8Array => Uint8Array.from({ length: 12 }, (_, i) => i % count);
const samples = [0, 1000, -1000, 32767, -32768];

/** One file of each kind that miniatures hold; what is in them is known to `fixtures/verify_media.py`. */
export async function writeMediaFiles(directory: string): Promise<void> {
  const files: Record<string, Uint8Array> = {
    "gray.jpg": tinyJpeg(200, "a comment"),
    "gray.png": grayPng({ width: 4, height: 3, pixels: levels(256) }),
    "gray-1.png": grayPng({ width: 4, height: 3, pixels: levels(2) }, 1),
    "gray-2.png": grayPng({ width: 4, height: 3, pixels: levels(4) }, 2),
    "large.png": grayPng({ width: 400, height: 300, pixels: new Uint8Array(120_000).fill(7) }),
    "color.tif": tinyTiff([10, 20, 30]),
    "gray.bmp": tinyBmp([0, 50, 100, 255]),
    "sound.wav": tinyWav(samples),
    "sound.aif": tinyAiff(samples),
    "image.dcm": grayDicom(levels(12), 3, 4),
    "video.mp4": tinyMp4([0, 128, 255]),
    "array.npy": npyBytes(Float32Array.of(1, 2.5, -3, 4, 5, 6), [2, 3, 1]),
    "data.bson": Buffer.concat([
      bsonDocument({ _id: 1, imgs: [{ picture: tinyJpeg(1) }], category_id: 5 }),
      bsonDocument({ _id: 5_000_000_000n, imgs: [], category_id: 6 }),
    ]),
    "data.tfrec": tfRecords([{ image_name: Buffer.from("a") }, { image_name: Buffer.from("b") }]),
    "lines.jsonl": Buffer.from([1n, 2n].map((id) => `${formatPythonJson(new Map([["id", id]]))}\n`).join("")),
  };
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), bytes);
  }
  const table = tableFromColumns({
    id: { dtype: "int64", values: Float64Array.of(1, 2) },
    half: { dtype: "float64", values: Float64Array.of(0.5, Number.NaN) },
    text: ["a", "é"],
  });
  await writeParquet(table, join(directory, "data.parquet"));

  const scratch = mkdtempSync(join(tmpdir(), "mlebench-nested-"));
  try {
    const text = [{ name: "inner/a.txt", data: Buffer.from("inside\n") }];
    await createZip(join(scratch, "inner.zip"), text, { compression: "store" });
    const nested = [{ name: "Sample00001.zip", path: join(scratch, "inner.zip") }];
    await createZip(join(directory, "nested.zip"), nested, { compression: "store" });
    await createTar(join(directory, "nested.tar"), nested);
    await createTar(join(directory, "nested.tar.gz"), nested, { gzip: true });
    await createSevenZip(join(directory, "files.7z"), text);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
