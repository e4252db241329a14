import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describeError } from "@mlebench/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { applyEnvFile, readEnvFile } from "../src/env-file.js";

const directory = mkdtempSync(join(tmpdir(), "mlebench-env-file-"));
const file = join(directory, ".env");
const write = (text: string): string => {
  writeFileSync(file, text);
  return file;
};
afterEach(() => vi.restoreAllMocks());

describe("readEnvFile", () => {
  test("reads what Node's own parser reads", () => {
    const text = [
      "# keys",
      "OPENAI_API_KEY=sk-1",
      "  SPACED = two words  ",
      "",
      "EMPTY=",
      "COMMENT=value # why",
      "HASH=a#b",
      'DOUBLE="a # b\\nc"',
      "SINGLE='a\\nb' # raw",
      'BACK=`it\'s "x"`',
      'LINES="first',
      'second"',
      "URL=http://localhost:8000/v1?a=b",
      "export EXPORTED=1",
      "LAST=1",
    ].join("\n");
    const { HASH, ...expected } = parseEnv(text.replace("HASH=a#b", "HASH='a#b'"));
    expect(readEnvFile(write(text))).toEqual({ ...expected, HASH });
    expect(readEnvFile(write(`\uFEFF${text.replaceAll("\n", "\r\n")}`))).toEqual({ ...expected, HASH });
  });

  test.each([
    ["OK=1\nsk-secret\n", "Not a variable (FILE, line 2). Expected NAME=value."],
    ["# a\n\n1A=x", "Not a variable (FILE, line 3). Expected NAME=value."],
    ["MY-KEY=x", "Not a variable (FILE, line 1). Expected NAME=value."],
    ['A=1\nKEY="sk-secret\nB=2\n', 'The value of `KEY` has no closing " (FILE, line 2).'],
    ["KEY='a\nb' sk-secret", "Unexpected text after the value of `KEY` (FILE, line 2)."],
  ])("names the line of %j, and shows no value", (text, message) => {
    const told = (() => {
      try {
        readEnvFile(write(text));
      } catch (error) {
        return describeError(error).replace(file, "FILE");
      }
      return "";
    })();
    expect(told).toContain(message);
    expect(told).toContain("--no-dotenv");
    expect(told).not.toContain("sk-secret");
  });

  test("a file that is not there, or is none, is an error", () => {
    expect(() => readEnvFile(join(directory, "missing.env"))).toThrow("Cannot read the environment file");
    expect(() => readEnvFile(directory)).toThrow("Cannot read the environment file");
  });
});

describe("applyEnvFile", () => {
  test("sets models, credentials, and addresses that are not set yet, and can be undone", () => {
    const told = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    write(
      "MLEBENCH_MODEL=a/b\nOPENAI_API_KEY=sk-secret\nOPENAI_BASE_URL=http://x\nHF_TOKEN=mine\nPATH=/bad\nNODE_OPTIONS=--bad\nMLEBENCH_DATA_DIR=/x\nMLEBENCH_KAGGLE_ENDPOINT=http://x\nLD_PRELOAD=x.so\n",
    );
    const environment: Record<string, string | undefined> = { HF_TOKEN: "real", PATH: "/usr/bin" };
    const undo = applyEnvFile(file, environment);
    expect(environment).toEqual({
      ...{ HF_TOKEN: "real", PATH: "/usr/bin", MLEBENCH_MODEL: "a/b" },
      ...{ OPENAI_API_KEY: "sk-secret", OPENAI_BASE_URL: "http://x" },
    });
    const text = told.mock.calls.join();
    expect(text).toContain("MLEBENCH_MODEL, OPENAI_API_KEY, OPENAI_BASE_URL");
    expect(text).toMatch(
      /Ignored in .*: NODE_OPTIONS, MLEBENCH_DATA_DIR, MLEBENCH_KAGGLE_ENDPOINT, LD_PRELOAD\./,
    );
    expect(text).not.toContain("sk-secret");
    undo();
    expect(environment).toEqual({ HF_TOKEN: "real", PATH: "/usr/bin" });
  });
});
