import { stripVTControlCharacters } from "node:util";
import { printable } from "@mlebench/core";

/**
 * The output of a command as a terminal would leave it: without colors, with the last state of progress bars, and with
 * other control characters escaped.
 */
export function cleanOutput(text: string): string {
  const plain = stripVTControlCharacters(text).replaceAll("\r\n", "\n");
  const lines = plain.split("\n").map((line) => line.replace(/\r+$/, "").replace(/^.*\r/s, ""));
  return printable(lines.join("\n"));
}
