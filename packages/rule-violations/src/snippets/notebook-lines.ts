import { readFileSync } from "node:fs";
import { decodeText, type TextLine } from "@mlebench/disk";
import type { SourceFile } from "../read/list-files.js";
import { createLocator } from "./snippet.js";

/** A larger notebook is read as text. */
const maxBytes = 64 << 20;

interface Cell {
  cell_type?: unknown;
  source?: unknown;
  outputs?: unknown;
}

/** Cells and printed outputs of a notebook as lines, without images; undefined if it is no notebook. */
export function notebookLines(file: SourceFile): TextLine[] | undefined {
  if (file.bytes > maxBytes) return undefined;
  const json = decodeText(readFileSync(file.path)) ?? "";
  let cells: unknown;
  try {
    cells = (JSON.parse(json) as { cells?: unknown } | null)?.cells;
  } catch {
    return undefined;
  }
  if (!Array.isArray(cells)) return undefined;
  const locate = createLocator(json);
  return (cells as (Cell | null)[]).flatMap((cell, index) => {
    const source = textOf(cell?.source);
    const outputs = Array.isArray(cell?.outputs)
      ? cell.outputs.map(outputText).filter((text) => text !== "")
      : [];
    const parts = [
      `[cell ${index + 1}: ${String(cell?.cell_type)}]`,
      source,
      ...outputs.flatMap((text) => ["[output]", text]),
    ];
    return parts.flatMap((part) => part.split("\n")).map((text) => ({ text, number: locate(text) }));
  });
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.filter((one) => typeof one === "string").join("");
  return typeof value === "string" ? value : "";
}

function outputText(output: unknown): string {
  const { text, data, traceback } = (output ?? {}) as {
    text?: unknown;
    data?: Record<string, unknown>;
    traceback?: unknown;
  };
  return [textOf(text), textOf(data?.["text/plain"]), textOf(traceback)]
    .filter((one) => one !== "")
    .join("\n");
}
