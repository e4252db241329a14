import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { SubmissionSchema } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { diagnoseFile } from "../src/diagnose/diagnose-file.js";
import { temporaryDirectory } from "./fake-competition.js";

const schema: SubmissionSchema = {
  id: ["PassengerId"],
  targets: [{ names: ["Transported"], value: { type: "boolean" } }],
};
const header = "PassengerId,Transported";
const body = "0003_01,False\n0001_01,False\n0002_01,True\n";
const good = `${header}\n${body}`;

function diagnose(content: string | Buffer, changes: Partial<SubmissionSchema> = {}): string | undefined {
  const path = join(temporaryDirectory(), "submission.csv");
  writeFileSync(path, content);
  return diagnoseFile(path, { ...schema, ...changes });
}

/** The same text with a byte order of its own. */
function bigEndian(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

function utf32(text: string): Buffer {
  return Buffer.from(Uint32Array.from([...text], (character) => character.codePointAt(0) as number).buffer);
}

const signature = (hex: string): Buffer => Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(300, "x")]);

describe("a file that is no CSV text is named as what it is", () => {
  test.each<[string, string | Buffer, string]>([
    ["nothing", "", "The file is empty (0 bytes)."],
    ["white space", " \n\t\r\n", "nothing but white space"],
    ["a pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "`git lfs pull`"],
    ["gzip", gzipSync(good), "is a gzip file"],
    ["zip", signature("504b0304"), "is a zip archive"],
    ["xlsx", Buffer.from(`PK\u0003\u0004${"\u0000".repeat(26)}[Content_Types].xml`, "latin1"), "(.xlsx)"],
    ["xls", signature("d0cf11e0a1b11ae1"), "(.xls)"],
    ["Parquet", signature("50415231"), "is a Parquet file"],
    ["npy", signature("934e554d5059"), "(.npy)"],
    ["pickle", signature("80049500"), "is a Python pickle"],
    ["PDF", "%PDF-1.7\n", "is a PDF document"],
    ["PNG", signature("89504e470d0a1a0a"), "is a PNG image"],
    ["7z", signature("377abcaf271c"), "is a 7z archive"],
    ["HDF5", signature("894844460d0a1a0a"), "is an HDF5 file"],
    ["SQLite", signature("53514c69746520666f726d6174203300"), "is an SQLite database"],
    ["UTF-16 with a mark", Buffer.from(`\ufeff${good}`, "utf16le"), "is text in UTF-16,"],
    ["UTF-16, big endian, with a mark", bigEndian(`\ufeff${good}`), "is text in UTF-16,"],
    ["UTF-16 without a mark", Buffer.from(good, "utf16le"), "UTF-16 without a byte-order mark"],
    ["UTF-16, big endian", bigEndian(good), "UTF-16 without a byte-order mark"],
    ["UTF-32 with a mark", utf32(`\ufeff${good}`), "is text in UTF-32,"],
    ["UTF-32 without a mark", utf32(good), "UTF-32 without a byte-order mark"],
    ["Latin-1", Buffer.from(`${header}\n0003_01,Zürich\n`, "latin1"), "not UTF-8 text (line 2)"],
    ["NUL bytes only", Buffer.alloc(5000), "consists of NUL bytes"],
    ["a NUL byte", `${header}\n0003_01,Fal\u0000se\n`, "contains a NUL byte (line 2)"],
    ["a web page", "<!DOCTYPE html><html><body>Not found</body></html>\n", "is an HTML page"],
    ["XML", '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>', "is XML"],
    ["JSON", '[{"PassengerId":"0003_01","Transported":false}]', "is JSON,"],
    ["a JSON object", '{\n  "PassengerId": ["0003_01"]\n}', "is JSON,"],
    ["JSON Lines", '{"PassengerId":"1"}\n{"PassengerId":"2"}\n', "is JSON Lines"],
    [
      "a Markdown table",
      "| PassengerId | Transported |\n| --- | --- |\n| 1 | True |\n",
      "is a Markdown table",
    ],
    ["a traceback", 'Traceback (most recent call last):\n  File "a.py"\n', "error message of Python"],
  ])("%s", (_name, content, reason) => {
    expect(diagnose(content)).toContain(reason);
  });
});

describe("a table that is not split or named as it should be", () => {
  const separated = (by: string): string => good.replaceAll(",", by);
  test.each<[string, string, string]>([
    ["semicolons", separated(";"), "Cells are separated by semicolons"],
    ["tabs", separated("\t"), "Cells are separated by tabs"],
    ["vertical bars", separated("|"), "Cells are separated by vertical bars"],
    ["spaces", separated("   "), "Cells are separated by spaces"],
    ["semicolons and other case", separated(";").toLowerCase(), "Cells are separated by semicolons"],
    ["a fence", `\`\`\`csv\n${good}\`\`\`\n`, "The first line is a Markdown fence: `` ```csv ``. The header"],
    ["sep=,", `sep=,\n${good}`, "Excel's separator line: `sep=,`. The header line is line 2"],
    ["sep=;", `"sep=;"\n${separated(";")}`, "Excel's separator line"],
    ["a comment", `# made by me\n${good}`, "is a comment: `# made by me`"],
    ["a title", `My submission\n\n${good}`, "`My submission`. The header line is line 3"],
    ["quotes around the line", good.replace(header, `"${header}"`), "entire header line is in quotes"],
    [
      "another case",
      good.replace(header, "passengerid,TRANSPORTED"),
      "otherwise: `passengerid`, `TRANSPORTED`",
    ],
    ["spaces in names", good.replace(header, "Passenger Id, Transported"), "spelled otherwise"],
    ["quoted names", good.replace(header, "'PassengerId','Transported'"), "spelled otherwise"],
    ["no header", body, "The header line is missing"],
    ["no header, labels of text", "a,maybe\nb,no\nc,maybe\n", "The header line is missing"],
    ["no header, ids of text", "0003_01,a\n0001_01,b\n", "The header line is missing"],
    ["no header, names of files", "7be2.png,a\n31a.png,b\n", "The header line is missing"],
    ["other names with digits", "col1,prediction2\nx,y\n", "Missing columns"],
    ["numbered columns", `0,1\n${body}`, "no names but numbers: `0`, `1`"],
    ["numbered columns and an index", ",0,1\n0,0003_01,False\n", "no names but numbers: `0`, `1`"],
    ["a missing column", "PassengerId\n0003_01\n", "Missing column: `Transported`"],
    ["other columns", "a,b\nx,y\n", "Missing columns: `PassengerId`, `Transported`"],
    [
      "a surplus comma in all rows",
      `${header}\n0003_01,False,\n0001_01,False,\n`,
      "comma at the end of the rows",
    ],
    [
      "a surplus comma in the first row",
      `${header}\n0003_01,False,\n0001_01,False\n`,
      "(row 1). Expected 2 cells",
    ],
    ["an index without a name", `${header}\n0,0003_01,False\n1,0001_01,False\n`, "`index=False`"],
    ["a comma in a text", `${header}\n0003_01,yes, sir\n`, "put quotes around text"],
    ["the header twice", `${header}\n${good}`, "Line 2 repeats the header line"],
    ["two files in one", good + good, "Line 5 repeats the header line"],
  ])("%s", (_name, content, reason) => {
    const found = diagnose(content);
    expect(found).toContain(reason.replace("`` ```csv ``", "````csv`"));
  });

  test.each(["\n", "\r\n", "\r"])("line ends %j do not matter", (end) => {
    expect(diagnose((good + good).replaceAll("\n", end))).toContain("Line 5 repeats the header line");
    expect(diagnose(`# x\n${good}`.replaceAll("\n", end))).toContain("The header line is line 2");
    expect(diagnose(good.replaceAll("\n", end))).toBeUndefined();
  });

  test("an index or an empty column, where only the columns asked for may be", () => {
    const exact = { exactColumns: true };
    const indexed = `,${header}\n0,0003_01,False\n`;
    expect(diagnose(indexed)).toBeUndefined();
    expect(diagnose(indexed, exact)).toContain("The first column, without a name, is an index");
    expect(diagnose(`Unnamed: 0${indexed}`, exact)).toContain("`Unnamed: 0`, is an index");
    expect(diagnose(`${header},\n0003_01,False,\n`, exact)).toContain("header line ends in a comma");
  });

  test("names cannot act on a terminal, nor fill it", () => {
    const found = diagnose(`\u001b[31mred\u001b[0m,${"x".repeat(10_000)},c\n1x,2x,3x\n`);
    expect(found).toContain("`\\u001b[31mred\\u001b[0m`");
    expect(found?.length).toBeLessThan(500);
  });
});

describe("a table with the right columns is left to the grader", () => {
  test.each([
    ["as it should be", good],
    ["a byte-order mark", `\ufeff${good}`],
    ["quoted cells", '"PassengerId","Transported"\n"0003_01","False"\n'],
    ["other order, more columns", `x,Transported,PassengerId\n1,True,0003_01\n`],
    ["header only", `${header}\n`],
    ["short rows", `${header},x\n0003_01\n0001_01,True\n`],
    ["a quoted header line break", `PassengerId,Transported,"a\nb"\n0003_01,False,1\n`],
    ["other encodings' letters in UTF-8", `${header}\n0003_01,Zürich 語 👩‍👩‍👧\n`],
  ])("%s", (_name, content) => {
    expect(diagnose(content)).toBeUndefined();
  });

  test("a character across the end of what is looked at is no wrong encoding", () => {
    const line = "0003_01,ü\n";
    for (let shift = 0; shift < 4; shift++) {
      const rows = line.repeat((1 << 20) / line.length);
      expect(diagnose(`${header}\n${"x".repeat(shift)}${rows}`)).toBeUndefined();
    }
  });

  test("the header line is found far down, and across the pieces in which the file is read", () => {
    const lines = 400_000;
    const pad = "0003_01,False\n".repeat(lines);
    expect(diagnose(`${header}\n${pad}${header}\n`)).toContain(`Line ${lines + 2} repeats`);
    expect(diagnose(`${header}\n${pad}x${header}\n`)).toBeUndefined();
  });
});
