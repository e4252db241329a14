import { styleText } from "node:util";
import { printable, printableLine } from "@mlebench/core";
import { withCommands } from "./invocation.js";
import { type Output, stderr, stdout } from "./output.js";

const styles = ["bold", "dim", "red", "green", "yellow", "cyan"] as const;
type Style = (typeof styles)[number];

// Our own styles travel as noncharacters, so that every escape sequence in a text is somebody else's.
const firstMark = 0xfdd0;
const endMark = "\ufdef";
const styled = /([\ufdd0-\ufdd5])([^\ufdd0-\ufdef]*)\ufdef/g;

/** What a terminal may get: foreign control characters are escaped here, and nowhere else; our own styles applied. */
function shown(text: string): string {
  return printable(withCommands(text).replaceAll("\r\n", "\n")).replace(
    styled,
    (_all, mark: string, inner: string) =>
      styleText(styles[mark.charCodeAt(0) - firstMark], inner, { validateStream: false }),
  );
}

let printed = false;

/** Whether a result has been printed. */
export function hasPrinted(): boolean {
  return printed;
}

/** Prints a result that is escaped already. */
export function printRaw(text: string): void {
  clearStatus();
  printed = true;
  stdout.write(`${text}\n`);
}

/** Results go to standard output, and nothing else does. */
export function print(text: string): void {
  printRaw(shown(text));
}

/** Everything that is not a result goes to standard error. */
export function note(text: string): void {
  clearStatus();
  stderr.write(`${shown(text)}\n`);
}

export function warn(text: string): void {
  note(`${style("yellow", "warning:", stderr)} ${text}`);
}

/** Colors text for a person who looks at it; plain where it goes to a file or NO_COLOR is set. */
export function style(name: Style, text: string, stream: Pick<Output, "isTTY"> = stdout): string {
  if (!stream.isTTY || process.env.NO_COLOR) return text;
  return `${String.fromCharCode(firstMark + styles.indexOf(name))}${text}${endMark}`;
}

/** The columns that a text takes up on a terminal. */
export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  const plain = text.replace(/[\ufdd0-\ufdef]|\p{M}/gu, "");
  return [...plain].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);
}

const narrow = /^[ -~\u2010-\u2027\u2500-\u257f]*$/;
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** How wide a table may be: the terminal, or what COLUMNS says; a file takes everything. */
export function tableWidth(): number {
  const declared = Number(process.env.COLUMNS);
  if (stdout.isTTY) return stdout.columns || declared || 80;
  return Number.isInteger(declared) && declared > 0 ? declared : Number.POSITIVE_INFINITY;
}

/** Lines of the status, by who shows them, in the order in which they came. */
const statuses = new Map<string, string>();
let linesShown = 0;

/** Shows one line below everything else, which the same owner's next replaces. Only for terminals. */
export function showStatus(text: string, owner = ""): void {
  statuses.set(owner, text);
  draw([...statuses.values()]);
}

/** Takes one owner's line away, or, without an owner, all of them until they are shown again. */
export function clearStatus(owner?: string): void {
  if (owner === undefined) draw([]);
  else if (statuses.delete(owner)) draw([...statuses.values()]);
}

/** How long a line of the status can be before it is cut. */
export function statusWidth(): number {
  return stderr.isTTY ? (stderr.columns || 80) - 1 : Number.POSITIVE_INFINITY;
}

function draw(lines: readonly string[]): void {
  if (linesShown === 0 && lines.length === 0) return;
  const width = statusWidth();
  // What does not fit on the screen could not be taken away again.
  const shown = lines
    .slice(0, Math.max(1, (stderr.rows || 24) - 1))
    .map((line) => printableLine(line).slice(0, width));
  const up = linesShown > 1 ? `\u001b[${linesShown - 1}A` : "";
  stderr.write(linesShown > 0 ? `\r${up}\u001b[J${shown.join("\n")}` : shown.join("\n"));
  linesShown = shown.length;
}
