// Puts measured ratios into the documentation.
import { machineLine } from "./machine.mjs";
import { renderMarkdown } from "./render.mjs";

const [begin, end] = ["<!-- results: written by `pnpm bench --document FILE` -->", "<!-- /results -->"];

/**
 * The text with the results between its marks, in place of earlier ones: date, machine, and ratios.
 * @throws Error if the text has no marks
 */
export function documentResults(text, { date, machine, note, results }) {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`Missing marks: expected ${begin} and ${end}`);
  // Where the reference is on one machine says nothing to others.
  const against = note.startsWith("Against") ? "" : ` ${note}`;
  const facts = `${date.slice(0, 10)}, ${machineLine(machine)}.${against}`;
  return `${text.slice(0, from + begin.length)}\n\n${facts}\n\n${renderMarkdown(results)}\n\n${text.slice(to)}`;
}
