import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readCsvBytes } from "../src/index.js";

/** Text that no reader takes for a number, a boolean or a missing value. */
const cell = fc
  .string({ unit: fc.constantFrom(..."ab é漢😀,\"\n\r;'\t#"), maxLength: 8 })
  .map((text) => `t${text}`);

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
const needsQuotes = (text: string) => /[",\r\n]/.test(text);

const file = fc
  .record({ width: fc.integer({ min: 1, max: 5 }), end: fc.constantFrom("\n", "\r\n") })
  .chain(({ width, end }) =>
    fc.record({
      end: fc.constant(end),
      width: fc.constant(width),
      rows: fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: width, maxLength: width }), {
        maxLength: 12,
      }),
      finalEnd: fc.boolean(),
    }),
  );

test("agrees with csv-parse on every cell of a well-formed file of text", () => {
  fc.assert(
    fc.property(file, ({ end, width, rows, finalEnd }) => {
      const header = Array.from({ length: width }, (_, index) => `c${index}`).join(",");
      const lines = rows.map((row) =>
        row.map(([text, quoted]) => (quoted || needsQuotes(text) ? quote(text) : text)).join(","),
      );
      const text = [header, ...lines].join(end) + (finalEnd ? end : "");
      const table = readCsvBytes(Buffer.from(text, "utf8"));
      const theirs: string[][] = parse(text, {
        record_delimiter: end,
        from_line: 2,
        relax_column_count: false,
      });
      expect(theirs.length).toBe(rows.length);
      expect(table.length).toBe(rows.length);
      const ours = rows.map((_, row) => table.names.map((_, index) => table.columnAt(index).values[row]));
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 500 },
  );
});
