import { styleText } from "node:util";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Results go to standard output, and nothing else does. */
export function print(text: string): void {
  clearStatus();
  process.stdout.write(`${text}\n`);
}

/** Everything that is not a result goes to standard error. */
export function note(text: string): void {
  clearStatus();
  process.stderr.write(`${text}\n`);
}

export function warn(text: string): void {
  note(
    `${process.stderr.isTTY && !process.env.NO_COLOR ? styleText("yellow", "warning:") : "warning:"} ${text}`,
  );
}

/** Colours results for a person who looks at them; plain where standard output is a file or NO_COLOR is set. */
export function style(styles: Style | Style[], text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(styles, text) : text;
}

let statusShown = false;

/** Shows one line that the next status, note or result replaces. Only for terminals. */
export function showStatus(text: string): void {
  const width = (process.stderr.columns || 80) - 1;
  process.stderr.write(`\r\u001b[2K${text.slice(0, width)}`);
  statusShown = true;
}

export function clearStatus(): void {
  if (!statusShown) return;
  process.stderr.write("\r\u001b[2K");
  statusShown = false;
}
