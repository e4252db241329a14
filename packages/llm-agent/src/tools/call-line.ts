import { stripVTControlCharacters } from "node:util";
import { printableLine } from "@mlebench/core";
import type { TranscriptToolCall } from "@mlebench/transcripts";

const longestLine = 120;

/** What a person who looks on reads of a call: the tool, and the start of the first line that it was given. */
export function callLine({ name, arguments: given }: TranscriptToolCall): string {
  const values = typeof given === "object" && given !== null ? Object.values(given) : [];
  const text = values.find((value) => typeof value === "string" && value.trim() !== "") as string | undefined;
  return shortLine(text === undefined ? name : `${name}: ${text.trimStart()}`);
}

/** The first line of a text, cut to what fits beside other facts. */
export function shortLine(text: string): string {
  // Escaping makes longer, and of a long text only the start is of interest.
  const [line] = stripVTControlCharacters(text.slice(0, 4 * longestLine))
    .trimStart()
    .split(/[\r\n]/, 1);
  const characters = [...printableLine(line)];
  if (characters.length <= longestLine) return characters.join("").trimEnd();
  return `${characters.slice(0, longestLine - 1).join("")}…`;
}
