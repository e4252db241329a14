import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ComparedFile, isVerificationFile, readVerification } from "@mlebench/core";
import { expect, onTestFinished, test } from "vitest";
import { isRecordFile, writeVerification } from "../src/verify/write-verification.js";

const id = "tiny-weather";
const match: ComparedFile = { file: "private/test.csv", outcome: "match" };
const failed: ComparedFile = { file: "public/train.csv", outcome: "failed" };
const inconclusive: ComparedFile = { file: "public/events.parquet", outcome: "inconclusive" };
const nothing = { state: "not verified", failedFiles: [], checkedAt: null };

function preparedData(): { data: string; prepared: string } {
  const data = mkdtempSync(join(tmpdir(), "mlebench-core-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const prepared = join(data, id, "prepared");
  for (const side of ["public", "private"]) mkdirSync(join(prepared, side), { recursive: true });
  writeFileSync(join(prepared, "private/test.csv"), "id,label\n0,1\n");
  writeFileSync(join(prepared, "public/train.csv"), "id,label\n1,1\n");
  return { data, prepared };
}

test("data that was never compared is not verified, and neither is data that is not there", () => {
  const { data } = preparedData();
  expect(readVerification(data, id)).toEqual(nothing);
  expect(readVerification(data, "another")).toEqual(nothing);
});

test.each<[ComparedFile[], string, string[]]>([
  [[match], "verified", []],
  [[match, failed, inconclusive], "differs", ["public/train.csv"]],
  [[match, inconclusive], "inconclusive", []],
  [[{ file: "public/gone.csv", outcome: "failed" }], "differs", ["public/gone.csv"]],
])("%j is %s", (compared, state, failedFiles) => {
  const { data, prepared } = preparedData();
  writeVerification(prepared, compared);
  expect(readVerification(data, id)).toMatchObject({ state, failedFiles });
  expect(Date.parse(readVerification(data, id).checkedAt ?? "")).not.toBeNaN();
  expect(readdirSync(prepared).filter(isVerificationFile)).toHaveLength(1);
});

test("data that was fine and has changed since is not verified; data that failed still is", () => {
  const { data, prepared } = preparedData();
  writeVerification(prepared, [match]);
  writeFileSync(join(prepared, "private/test.csv"), "id,label\n0,1\n2,0\n");
  expect(readVerification(data, id)).toEqual(nothing);

  writeVerification(prepared, [match]);
  utimesSync(join(prepared, "private/test.csv"), 1, 1);
  expect(readVerification(data, id)).toEqual(nothing);

  writeVerification(prepared, [match]);
  rmSync(join(prepared, "private/test.csv"));
  expect(readVerification(data, id)).toEqual(nothing);

  writeVerification(prepared, [failed]);
  utimesSync(join(prepared, "public/train.csv"), 1, 1);
  expect(readVerification(data, id).state).toBe("differs");
});

test("a copy of data that failed has failed too", () => {
  const { data, prepared } = preparedData();
  writeVerification(prepared, [failed]);
  cpSync(join(data, id), join(data, "copy"), { recursive: true });
  expect(readVerification(data, "copy").state).toBe("differs");
});

test("comparing again replaces what was known, and nothing to compare with takes it back", () => {
  const { data, prepared } = preparedData();
  writeVerification(prepared, [failed]);
  writeVerification(prepared, [match]);
  expect(readVerification(data, id).state).toBe("verified");
  writeVerification(prepared, []);
  expect(readVerification(data, id)).toEqual(nothing);
  expect(readdirSync(prepared).sort()).toEqual(["private", "public"]);
});

test("the record is JSON with keys like all of this project, and a killed writer's rest is removed", () => {
  const { prepared } = preparedData();
  for (const name of [".verification.json.tmp-4711", ".mlebench-4711-0-1.tmp"]) {
    writeFileSync(join(prepared, name), '{"state":');
    utimesSync(join(prepared, name), 1, 1);
  }
  writeVerification(prepared, [match, failed]);
  const [name, ...others] = readdirSync(prepared).filter(isRecordFile);
  expect(others).toEqual([]);
  const record = JSON.parse(readFileSync(join(prepared, name), "utf8"));
  expect(Object.keys(record).sort()).toEqual(["checked_at", "failed_files", "stamps", "state"]);
  expect(record).toMatchObject({ state: "differs", failed_files: ["public/train.csv"] });
});

test.each(["", "{", "null", '{"state":"fine"}', '{"state":"differs"}'])(
  "a damaged record %j says nothing",
  (text) => {
    const { data, prepared } = preparedData();
    writeVerification(prepared, [match]);
    const [record] = readdirSync(prepared).filter(isVerificationFile);
    writeFileSync(join(prepared, record), text);
    expect(readVerification(data, id)).toEqual(nothing);
  },
);
