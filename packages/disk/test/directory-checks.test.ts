import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMlebenchError } from "@mlebench/core";
import { expect, onTestFinished, test } from "vitest";
import { requireDataDirectory, requireWritableDirectory, requireWritableFile } from "../src/index.js";

function directoryWithFile(): { directory: string; file: string } {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-directories-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, "file");
  writeFileSync(file, "");
  return { directory, file };
}

function errorOf(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("a directory that is there, or could be, is fine", () => {
  const { directory } = directoryWithFile();
  for (const path of [directory, join(directory, "new/deep")]) {
    expect(errorOf(() => requireDataDirectory(path))).toBeUndefined();
    expect(errorOf(() => requireWritableDirectory(path, "The output directory"))).toBeUndefined();
  }
});

test("a link that leads nowhere is in the way of a directory", () => {
  const { directory } = directoryWithFile();
  for (const [name, target] of [
    ["loop", "loop"],
    ["dangling", "nothing"],
  ]) {
    const link = join(directory, name);
    symlinkSync(target, link);
    expect(errorOf(() => requireDataDirectory(link))).toMatchObject({
      ...{ kind: "user", message: `The data directory \`${link}\` is a link that leads nowhere` },
    });
  }
});

test("a file, or a path below one, is the user's to change", () => {
  const { file } = directoryWithFile();
  for (const [path, problem] of [
    [file, "is a file"],
    [join(file, "below/it"), `cannot exist: \`${file}\` is a file`],
  ]) {
    const error = errorOf(() => requireDataDirectory(path));
    expect(isMlebenchError(error) && error.kind).toBe("user");
    expect((error as Error).message).toBe(`The data directory \`${path}\` ${problem}`);
    expect(errorOf(() => requireWritableDirectory(path, "The output directory"))).toBeInstanceOf(Error);
  }
});

test.runIf(process.platform === "linux")("where nothing can be created, even by root, is an error", () => {
  const error = errorOf(() =>
    requireWritableDirectory("/proc/new", "The output directory", "Choose another."),
  );
  expect(error).toMatchObject({
    kind: "user",
    message: "The output directory `/proc/new` cannot be written to: nothing can be created in `/proc`",
  });
});

test("the check leaves nothing behind", () => {
  const { directory } = directoryWithFile();
  requireWritableDirectory(join(directory, "new"), "The output directory");
  expect(readdirSync(directory)).toEqual(["file"]);
});

test("an empty name is no directory to write to", () => {
  expect(errorOf(() => requireWritableDirectory("", "The output directory"))).toMatchObject({
    message: "The output directory has an empty name",
  });
});

test("a file to write is no directory, and not below a file", () => {
  const { directory, file } = directoryWithFile();
  const check = (path: string) => errorOf(() => requireWritableFile(path, "The plot file"));
  expect(check(join(directory, "new/plot.svg"))).toBeUndefined();
  expect(check(file)).toBeUndefined();
  expect(check(directory)).toMatchObject({ message: `The plot file \`${directory}\` is a directory` });
  expect(check(join(file, "plot.svg"))).toMatchObject({
    message: `The directory of the plot file \`${file}\` is a file`,
  });
  expect(check("")).toMatchObject({ message: "The plot file has an empty name" });
});
