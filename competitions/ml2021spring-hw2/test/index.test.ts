import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npyBytes, readNpyColumn, readNpyHeader } from "@mlebench/formats/npy";
import { readCsv } from "@mlebench/table";
import { competitionContract } from "@mlebench/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const folder = "timit_11/timit_11";
let top: string;
const whole = (): string => join(top, "whole");

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "mlebench-npy-"));
  await mkdir(whole());
  await competition.miniature.write({ out: whole(), seed: 5, size: 60 });
});
afterAll(() => rm(top, { recursive: true }));

/** Prepares a copy of the miniature that `change` has been at. */
async function prepared(name: string, change: (arrays: string) => Promise<void>) {
  const at = (part: string): string => join(top, name, part);
  await cp(whole(), at("raw"), { recursive: true });
  await change(join(at("raw"), folder));
  for (const side of ["public", "private"]) await mkdir(at(side));
  await competition.prepare({ raw: at("raw"), public: at("public"), private: at("private") });
  return at;
}

test("arrays keep their types, and labels stay with their frames", async () => {
  const labels = Array.from({ length: 60 }, (_, i) => `${i}`);
  const frames = Float32Array.from({ length: 60 * 2 }, (_, i) => Math.floor(i / 2));
  const at = await prepared("numbered", async (arrays) => {
    await writeFile(join(arrays, "train_11.npy"), npyBytes(frames, [60, 2]));
    await writeFile(join(arrays, "train_label_11.npy"), npyBytes(labels));
  });
  const array = (name: string): string => join(at("public"), folder, name);
  expect(readNpyHeader(array("train_label_11.npy"))).toMatchObject({ descr: "<U2", shape: [43] });
  const [train, held] = [array("train_11.npy"), array("test_11.npy")].map(readNpyHeader);
  expect(train).toMatchObject({ descr: "<f4", shape: [43, 2] });
  expect(held).toMatchObject({ descr: "<f4", shape: [17, 2] });
  const known = readNpyColumn(array("train_label_11.npy")).values as readonly string[];
  const answers = readCsv(at("private/answers.csv"), "answers").strings("ClassId");
  expect([...known, ...answers].map(Number).sort((a, b) => a - b)).toEqual(labels.map(Number));
  const [first] = await firstFloats(array("train_11.npy"), train.dataOffset);
  expect(first).toBe(Number(known[0]));
  const [firstHeld] = await firstFloats(array("test_11.npy"), held.dataOffset);
  expect(firstHeld).toBe(Number(answers[0]));
});

test("arrays that are cut short or do not fit each other are named", async () => {
  const cut = prepared("cut", (arrays) => truncate(join(arrays, "train_11.npy"), 5000));
  await expect(cut).rejects.toMatchObject({
    kind: "user",
    message: "Unexpected end of .npy file",
    details: { file: expect.stringContaining("train_11.npy") },
  });
  const short = prepared("short", (arrays) =>
    writeFile(join(arrays, "train_label_11.npy"), npyBytes(["1", "2"])),
  );
  await expect(short).rejects.toMatchObject({
    kind: "user",
    message: "Not enough rows in the array: 2",
    details: { file: expect.stringContaining("train_label_11.npy") },
  });
  const empty = prepared("empty", (arrays) =>
    writeFile(join(arrays, "test_11.npy"), npyBytes(new Float32Array(), [0, 429])),
  );
  await expect(empty).rejects.toMatchObject({ kind: "user", message: "Array has no rows" });
});

async function firstFloats(path: string, offset: number): Promise<Float32Array> {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + 4));
}
