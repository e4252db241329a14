import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  formatJsonLines,
  parseJsonLines,
  readJsonLines,
  readJsonLinesChunks,
  readJsonLinesFields,
  withTextColumn,
  writeJsonLines,
} from "../src/json-lines.js";
import { JsonRewriter } from "../src/json-rewriter.js";

const directory = mkdtempSync(join(tmpdir(), "json-lines-"));
afterAll(() => rmSync(directory, { recursive: true }));
const bytesOf = (lines: readonly string[]): Buffer[] => lines.map((line) => Buffer.from(line));

/** All rows of all chunks, written again. */
function rewritten(lines: readonly Buffer[], chunkSize = 1000): string {
  const parts: Buffer[] = [];
  for (const chunk of readJsonLinesChunks(lines, { chunkSize }))
    writeJsonLines(chunk, (bytes) => parts.push(Buffer.from(bytes)), { rows: Array(chunk.length).keys() });
  return Buffer.concat(parts).toString("latin1");
}

// What pandas 2.2.3 makes of each line alone: `read_json(lines=True)`, then `to_json(orient="records", lines=True)`.
test.each([
  ['{"a": "x/y", "b": [1, {"c": null}]}', '{"a":"x\\/y","b":[1,{"c":null}]}'],
  ['{"a":"\\u00E9\\u2028é\\/\\t\\u0007\\u007f\\u0041"}', '{"a":"\\u00e9\\u2028\\u00e9\\/\\t\\u0007\u007fA"}'],
  ['{"a":"\\ud83d\\ude00😀"}', '{"a":"\\ud83d\\ude00\\ud83d\\ude00"}'],
  ['{"a":[18446744073709551615,-9223372036854775808]}', '{"a":[18446744073709551615,-9223372036854775808]}'],
  ['{"a":5655493461695504401,"b":-1}', '{"a":5655493461695504401,"b":-1}'],
  ['{"a":"007"}', '{"a":7}'],
  ['{"a":" 1.50 "}', '{"a":1.5}'],
  ['{"a":[1.5e0,0.1]}', '{"a":[1.5,0.1]}'],
  ['{"a":2.0}', '{"a":2}'],
  ['{"a":[{"b":1,"c":2,"b":3}]}', '{"a":[{"b":3,"c":2}]}'],
  ['{"a":null,"b":true}', '{"a":null,"b":true}'],
])("%s becomes what pandas writes", (line, expected) => {
  expect(rewritten(bytesOf([line]))).toBe(`${expected}\n`);
});

function newRewriter(): JsonRewriter {
  const rewriter = JsonRewriter.create();
  if (rewriter === undefined) throw new Error("no space for WebAssembly");
  return rewriter;
}

// The rest is parsed, which takes three times as long and four times the memory.
test.each([
  ["9223372036854775807", "integer"],
  ["9223372036854775808", "unsigned"],
  ['{"id":18446744073709551615}', "container"],
  ["[18446744073709551616]", undefined],
  ["[-9223372036854775809]", undefined],
])("%s is rewritten as %s", (json, kind) => {
  const rewriter = newRewriter();
  expect(rewriter.start(Buffer.from(json))).toBe(true);
  expect(rewriter.value()).toBe(kind);
  if (kind !== undefined) expect(rewriter.written().toString()).toBe(json);
});

// What the text is followed by in memory must not become part of it.
const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const object = (members: number): string =>
  `{${Array.from({ length: members }, (_, i) => `"${i}":0`).join(",")}}`;
test.each([
  ...["", " ", "-", "01", "-0", "1.", "1e5", "1E5", "tru", "nulL", "fals", "truE", "'a'"],
  ...[
    '"',
    '"a',
    '"\\',
    '"\\"',
    '"\\u',
    '"\\u00',
    '"\\u12',
    '"\\u12"',
    '"\\u00\u0010\u0010"',
    '"\\u004G"',
    '"\\u00@1"',
  ],
  ...[
    '"\\ud800"',
    '"\\ud800\\',
    '"\\ud800\\u',
    '"\\ud800\\udc0',
    '"\\ud800\\u0041"',
    '"\\udc00"',
    '"\u0000"',
    '"\u001f"',
  ],
  ...[
    "[",
    "[1",
    "[1,",
    "[1,]",
    "[1 2]",
    "[,]",
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{"a" 1}',
    "{1:2}",
  ],
  ...['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"é":1,"\\u00e9":2}', nested(501), object(65)],
  ...["18446744073709551616", "20000000000000000000", "28446744073709551615", "100000000000000000000"],
  "-9223372036854775809",
])("%j is refused", (json) => {
  const rewriter = newRewriter();
  // Something longer was there before.
  for (const text of [`"${'a"'.repeat(40)}`, json]) rewriter.start(Buffer.from(text));
  expect(rewriter.value()).toBeUndefined();
});

test.each([
  ["10000000000000000000", "unsigned"],
  ["-9223372036854775808", "integer"],
  ["false", "word"],
  [nested(500), "container"],
  [object(64), "container"],
  ['{"a":{"a":[{"a":1},{"a":2}]},"b":1}', "container"],
  ['"_1"', "numeric-text"],
  ['"Infinity"', "numeric-text"],
  ['"."', "numeric-text"],
  ['","', "text"],
  ['"Jan"', "text"],
])("%s is rewritten as it is, as %s", (json, kind) => {
  const rewriter = newRewriter();
  rewriter.start(Buffer.from(json));
  expect([rewriter.value(), rewriter.written().toString()]).toEqual([kind, json]);
  expect(rewriter.isAtEnd()).toBe(true);
});

const short = fc
  .string({ unit: "binary", maxLength: 8 })
  .filter((text) => Buffer.from(text).toString() === text);
/** Long runs of plain characters are copied at once. */
const word = fc.oneof(
  { weight: 3, arbitrary: short },
  {
    weight: 1,
    arbitrary: fc
      .tuple(short, fc.integer({ min: 44, max: 52 }))
      .map(([text, length]) => `${"a".repeat(length)}${text}${"b".repeat(length)}`),
  },
);
const scalar = fc.oneof(
  word.map((text) => JSON.stringify(text)),
  word.map((text) =>
    JSON.stringify(text).replaceAll(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  ),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(String),
  fc.constantFrom("null", "true", "false", "0", "-1", '"12"', '"nan"', '"a/b"', "1.5", "1e3"),
);
const container = fc.oneof(
  fc.array(scalar, { maxLength: 3 }).map((items) => `[ ${items.join(" ,")}]`),
  fc
    .array(scalar, { maxLength: 3 })
    .map((items) => `{${items.map((item, i) => `"k${i}" : ${item}`).join(", ")} }`),
);
const column = fc.constantFrom(
  word.map((text) => JSON.stringify(`t${text}`)),
  fc.integer().map(String),
  container,
  scalar,
);
const file = fc
  .tuple(fc.array(column, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 9 }), fc.boolean())
  .chain(([columns, rows, isTurned]) =>
    fc.array(fc.tuple(...columns), { minLength: rows, maxLength: rows }).map((table) =>
      table.map((cells, row) => {
        const members = cells.map((cell, i) => `"c${i}":${cell}`);
        return `{${(isTurned && row % 2 === 1 ? members.reverse() : members).join(", ")}}`;
      }),
    ),
  );

test("lines that are rewritten equal those that are parsed", () => {
  fc.assert(
    fc.property(file, fc.integer({ min: 1, max: 4 }), (lines, chunkSize) => {
      const chunks = Array.from({ length: Math.ceil(lines.length / chunkSize) }, (_, i) =>
        lines.slice(i * chunkSize, (i + 1) * chunkSize),
      );
      const expected = chunks.map((chunk) => formatJsonLines(parseJsonLines(chunk.join("\n")))).join("");
      expect(rewritten(bytesOf(lines), chunkSize)).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

test("damaged lines come to the same, or to the same error, as those that are parsed", () => {
  const outcomeOf = (write: () => string): string => {
    try {
      return write();
    } catch (error) {
      return String(error);
    }
  };
  const damage = fc.record({
    line: fc.nat(),
    at: fc.nat(),
    byte: fc.constantFrom(...'"\\{}[]:,/u0-.e \t\0\x7fZ'),
  });
  const counts = { written: 0, refused: 0 };
  fc.assert(
    fc.property(file, fc.array(damage, { minLength: 1, maxLength: 3 }), (lines, places) => {
      const damaged = bytesOf(lines);
      for (const { line, at, byte } of places) {
        const bytes = damaged[line % damaged.length];
        bytes[at % bytes.length] = byte.charCodeAt(0);
      }
      const text = damaged.map((line) => line.toString());
      // Damage within a character leaves no UTF-8, which either way has words of its own for.
      if (text.some((line) => line.includes("\ufffd"))) return;
      const expected = outcomeOf(() => formatJsonLines(parseJsonLines(text.join("\n"))));
      expect(outcomeOf(() => rewritten(damaged))).toBe(expected);
      counts[expected.startsWith("{") ? "written" : "refused"]++;
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(counts.written, counts.refused)).toBeGreaterThan(100);
});

test.each([3, 47, 48, 49, 200])("a string of %i plain characters is valid only with its end", (length) => {
  const run = "x".repeat(length);
  expect(rewritten(bytesOf([`{"a":"${run}"}`]))).toBe(`{"a":"${run}"}\n`);
  for (const end of ["", '\u0001"}', '\t"}', "\\", '\\q"}']) {
    expect(() => rewritten(bytesOf([`{"a":"${run}${end}`]))).toThrow();
  }
});

test("blank lines count for chunks, and have no rows", () => {
  expect(rewritten(bytesOf(['{"a":"1"}', " ", '{"a":"x"}', ""]), 2)).toBe('{"a":1}\n{"a":"x"}\n');
});

test("rows and columns are chosen, and a column becomes text", () => {
  const [chunk] = readJsonLinesChunks(bytesOf(['{"a":1,"b":"x"}', '{"b":"y","a":-2}']), { chunkSize: 5 });
  const parts: Buffer[] = [];
  const write = (bytes: Uint8Array): number => parts.push(Buffer.from(bytes));
  writeJsonLines(withTextColumn(chunk, "a"), write, { rows: [1, 0], names: ["b", "a"] });
  expect(Buffer.concat(parts).toString()).toBe('{"b":"y","a":"-2"}\n{"b":"x","a":"1"}\n');
  const [floats] = readJsonLinesChunks(bytesOf(['{"a":1.5}']), { chunkSize: 5 });
  expect(() => withTextColumn(floats, "a").cell("a", 0)).toThrow("Invalid value of `a`");
});

test.each(["[1]", "{", '{"a":1}}', '{"a":"\\x"}', "{'a':1}", "x"])("%s is rejected", (line) => {
  expect(() => rewritten(bytesOf([line]))).toThrow();
});

test("bytes that are not UTF-8 are rejected", () => {
  expect(() => rewritten([Buffer.from('{"a":"\xe9"}', "latin1")])).toThrow("UTF-8");
});

test("a line separator of Unicode does not end a line", async () => {
  const path = join(directory, "separators.jsonl");
  writeFileSync(path, '{"a":"x\u2028y"}\r\n{"a":"z"}\r{"a":"\u0085"}');
  const tables = [];
  for await (const table of readJsonLines(path)) tables.push(table);
  expect(tables.map((table) => table.column("a"))).toEqual([["x\u2028y", "z", "\u0085"]]);
});

describe("some members of each line", () => {
  const path = join(directory, "fields.jsonl");
  const fields = (text: string): unknown[] => {
    writeFileSync(path, text);
    return Array.from(readJsonLinesFields(path, ["a", "b"]), (found) => [...found]);
  };

  test("are read, and all others skipped", () => {
    const text =
      '{"x": "}\\"]\\\\", "a" : [1, {"c": "]"}], "y": [{"z": "\\\\"}, -1.5e3] ,"b":null}\n{}\n { "b" :true, "b":2, "w": null } \n';
    expect(fields(text)).toEqual([
      [
        ["a", [1n, new Map([["c", "]"]])]],
        ["b", null],
      ],
      [],
      [["b", 2n]],
    ]);
  });

  test.each([
    "",
    "[]",
    "{",
    '{"a"}',
    '{"a":}',
    '{"a":1',
    '{"a":"x}',
    '{"a":[1}',
    '{"x":[1',
    '{"a":oops}',
    '{"a":1}1',
    "{,}",
  ])("are not read from %s", (line) => {
    expect(() => fields(`{"a":1}\n${line}\n`)).toThrow(
      expect.objectContaining({
        headline: "Line is not a JSON object",
        details: expect.objectContaining({ row: 2 }),
      }),
    );
  });
});
