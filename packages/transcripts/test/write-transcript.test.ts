import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { openTranscript, readTranscript, type TranscriptEvent } from "../src/index.js";

const path = (): string =>
  join(mkdtempSync(join(tmpdir(), "mlebench-transcript-")), "run", "transcript.jsonl");
const message = (id: string): TranscriptEvent => ({
  type: "message",
  id,
  message: { role: "user", content: `text ${id}\n\u2028 ü` },
});

test("what was added is read again", () => {
  const file = path();
  let elapsed = 0.1234;
  const writer = openTranscript(file, () => elapsed);
  writer.add(message("a"));
  elapsed = 7;
  writer.add(message("b"));
  const { lines, isCutOff } = readTranscript(file);
  expect(lines).toEqual(writer.lines);
  expect(lines.map(({ index, elapsed }) => [index, elapsed])).toEqual([
    [0, 0.123],
    [1, 7],
  ]);
  expect(isCutOff).toBe(false);
  writer.close();
});

test("a transcript that was cut off anywhere is continued", () => {
  const file = path();
  const first = openTranscript(file, () => 0);
  first.add(message("a"));
  const kept = statSync(file).size;
  first.add(message("b"));
  first.close();
  const size = statSync(file).size;
  const bytes = readFileSync(file);
  for (let end = kept; end < size; end += 7) {
    writeFileSync(file, bytes);
    truncateSync(file, end);
    expect(readTranscript(file)).toMatchObject({ bytes: kept, isCutOff: end > kept });
    const second = openTranscript(file, () => 0);
    expect(second.lines.map(({ type }) => type)).toEqual(["message"]);
    second.add(message("c"));
    second.close();
    const ids = readTranscript(file).lines.map((line) => line.type === "message" && line.id);
    expect(ids).toEqual(["a", "c"]);
  }
});

test("events that belong together are numbered on, and read again", () => {
  const file = path();
  const writer = openTranscript(file, () => 0);
  writer.add(message("a"));
  expect(writer.addAll([message("b"), message("c")]).map(({ index }) => index)).toEqual([1, 2]);
  writer.add(message("d"));
  writer.close();
  expect(readTranscript(file).lines.map((line) => line.type === "message" && line.id)).toEqual([
    "a",
    "b",
    "c",
    "d",
  ]);
});

test("a file that is no transcript is named with its line", () => {
  const file = path();
  openTranscript(file, () => 0).close();
  appendFileSync(file, '{"index":0,"type":"info"}\n{"index":5,"type":"info"}\n');
  expect(() => readTranscript(file)).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ line: 2 }) }),
  );
  expect(readTranscript(`${file}.missing`)).toEqual({ lines: [], isCutOff: false, bytes: 0 });
});

test("what a full disk took a part of is removed, so that what is written later can be read", (context) => {
  const file = path();
  const directory = dirname(file);
  mkdirSync(directory);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", directory], { stdio: "ignore" });
  } catch {
    console.warn("SKIPPED: a full disk cannot be made here, because this user may not mount one.");
    return context.skip();
  }
  const writer = openTranscript(file, () => 0);
  try {
    writer.add(message("a"));
    const { size } = statSync(file);
    expect(() => writer.add(message("b".repeat(100_000)))).toThrow(/No space left|disk/);
    expect(statSync(file).size).toBe(size);
    writer.add(message("c"));
    expect(readTranscript(file)).toMatchObject({
      lines: [{ id: "a" }, { id: "c", index: 1 }],
      isCutOff: false,
    });
  } finally {
    writer.close();
    execFileSync("umount", [directory]);
  }
});
