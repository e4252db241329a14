import { deflateSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { type Constants, foldCollection, foldString, unknownPart } from "../../src/python/fold.js";
import { parsePython, pythonParser } from "../../src/python/parser.js";

let fold: (expression: string, constants?: Constants) => string | undefined;

beforeAll(async () => {
  const parser = await pythonParser();
  fold = (expression, constants = new Map()) =>
    foldString(parsePython(parser, expression).namedChildren[0]?.namedChildren[0] ?? null, constants);
});

const base64 = (text: string | Buffer): string => Buffer.from(text).toString("base64");

test.each([
  [`"open" + "ai"`, "openai"],
  [`"a" 'b' """c"""`, "abc"],
  [String.raw`"\x61\u0062\103\n\""`, 'abC\n"'],
  [String.raw`r"\d"`, String.raw`\d`],
  [`"/".join(["", "private", "data"])`, "/private/data"],
  [`os.path.join("/", "pri" + "vate", "x")`, "/private/x"],
  [`os.path.join("a", "/b", "c")`, "/b/c"],
  [`Path("/private") / "data" / "x.csv"`, "/private/data/x.csv"],
  [`"ianepo"[::-1]`, "openai"],
  [`"".join(chr(c) for c in [97, 98])`, "ab"],
  [`"".join(map(chr, [97, 98]))`, "ab"],
  [`bytes([97, 98]).decode()`, "ab"],
  [`base64.b64decode("${base64("api.openai.com")}").decode("utf-8")`, "api.openai.com"],
  [`b64decode(b"${base64("x")}").decode()`, "x"],
  [`zlib.decompress(base64.b64decode("${base64(deflateSync("print(1)"))}"))`, "print(1)"],
  [`bytes.fromhex("6162").decode()`, "ab"],
  [`codecs.decode("bcranv", "rot13")`, "openai"],
  [`".".join(reversed(["com", "openai", "api"]))`, "api.openai.com"],
  [`"%s/x" % name`, `${unknownPart}/x`],
  [`"%s://%s/%d" % ("https", "a" + "b", n)`, `https://ab/${unknownPart}`],
  [`"{}://{host}/{0}".format("x", host="h", y=1)`, "x://h/x"],
  [`["a", "b"][1]`, "b"],
  [`{"k": "v"}["k"]`, "v"],
  [`{"k": "v"}["other"]`, undefined],
  [`f"{root}/train.csv"`, `${unknownPart}/train.csv`],
  [`"{}/x".format(a)`, `${unknownPart}/x`],
  [`name`, undefined],
  [`1 + 2`, undefined],
  [`f(x)`, undefined],
])("folds %s", (expression, expected) => {
  expect(fold(expression)).toBe(expected);
});

test("replaces names of constants", () => {
  expect(fold(`HOST + "/v1"`, new Map([["HOST", "api.x"]]))).toBe("api.x/v1");
});

test("follows names of collections", async () => {
  const parser = await pythonParser();
  const collection = (source: string) =>
    foldCollection(parsePython(parser, source).namedChildren[0]?.namedChildren[0], new Map()) ?? "";
  const constants = new Map([
    ["parts", collection(`["api", "openai", "com"]`)],
    ["codes", collection(`(97, 98)`)],
    ["names", collection(`{"host": "h" + "1", 2: x}`)],
  ]);
  expect(fold(`".".join(parts)`, constants)).toBe("api.openai.com");
  expect(fold(`parts[-2] + parts[0]`, constants)).toBe("openaiapi");
  expect(fold(`"".join(chr(c) for c in codes)`, constants)).toBe("ab");
  expect(fold(`bytes(codes).decode()`, constants)).toBe("ab");
  expect(fold(`names["host"]`, constants)).toBe("h1");
  expect(fold(`names["none"]`, constants)).toBeUndefined();
});

test("ends on deep expressions", () => {
  expect(fold(`${'"a" + ('.repeat(500)}"b"${")".repeat(500)}`)).toContain("a");
});
