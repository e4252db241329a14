import { Buffer } from "node:buffer";

/** A file that somebody hands in as a submission. */
export interface HostileSubmission {
  /** Unique among the submissions. */
  name: string;
  bytes: Uint8Array;
}

/**
 * Submissions that are made to harm whoever reads them: each must come to a verdict in seconds, and none is valid.
 * @param header the sample submission's first line
 * @param row one of its rows
 */
export function hostileSubmissions(header: string, row: string): HostileSubmission[] {
  const text = (name: string, content: string): HostileSubmission => ({ name, bytes: Buffer.from(content) });
  const columns = header.split(",").length;
  const megabyte = 1 << 20;
  return [
    { name: "nothing", bytes: new Uint8Array() },
    { name: "NUL bytes", bytes: Buffer.alloc(megabyte) },
    {
      name: "cells of NUL bytes",
      bytes: Buffer.from(`${header}\n${`\0\0\0${",\0".repeat(columns - 1)}\n`.repeat(500)}`),
    },
    { name: "bytes that are no text", bytes: Buffer.alloc(megabyte, 0xff) },
    text("one line without an end", "x".repeat(8 * megabyte)),
    text("one cell in quotes without an end", `${header}\n"${`${row}\n`.repeat(100_000)}`),
    text("quotes only", '"'.repeat(megabyte)),
    text("line breaks only", "\n".repeat(megabyte)),
    text("commas only", ",".repeat(megabyte)),
    text(
      "a hundred thousand columns and short rows",
      `${header},${Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(",")}\n${`${row}\n`.repeat(5000)}`,
    ),
    text("one name a hundred thousand times", `${Array(100_000).fill("id").join(",")}\n1\n`),
    text(
      "columns named as parts of every object",
      "__proto__,constructor,toString,hasOwnProperty\n1,2,3,4\n",
    ),
    text("escape sequences", `\u001b[2J\u001b]0;title\u0007,\u001b[31m\n\u202e,\u0000\n`),
    text("formulas", `${header}\n=cmd|' /C calc'!A0,@SUM(1)\n`),
    text("numbers beyond numbers", `${header}\n${"9".repeat(100_000)},1e${"9".repeat(1000)}\n`),
    text("too many rows", `${header}\n${`${row}\n`.repeat(100_000)}`),
    text("a web page", "<!DOCTYPE html><html><script>alert(1)</script></html>"),
    text("deep JSON", "[".repeat(100_000)),
  ];
}
