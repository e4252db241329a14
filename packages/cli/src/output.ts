import { fstatSync, writeSync } from "node:fs";
import { exitCodes } from "./exit-codes.js";

/** Where text is printed. */
export interface Output {
  readonly isTTY: boolean;
  /** Columns of a terminal. */
  readonly columns: number | undefined;
  /** Rows of a terminal. */
  readonly rows: number | undefined;
  write(text: string): void;
}

const descriptors = { stdout: 1, stderr: 2 } as const;
type Name = keyof typeof descriptors;

/** Streams of Node's that are used, and files and pipes that are written to without them. */
const used = new Map<Name, NodeJS.WriteStream | "descriptor">();
let isOwnProcess = false;

/**
 * Lets this process write to files and pipes itself, as Node's streams of them do on Linux: at once, and until all is
 * written. Loading the streams, and the network with them, takes a tenth of what a short command takes. Errors of
 * writing end the process.
 */
export function ownOutput(): void {
  isOwnProcess = true;
}

function isFileOrPipe(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    // Node gives sockets to programs that it starts.
    return stats.isFile() || stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}

function streamOf(name: Name): NodeJS.WriteStream {
  const stream = process[name];
  if (isOwnProcess && used.get(name) !== stream) stream.on("error", endBecauseOf);
  used.set(name, stream);
  return stream;
}

function streamUnlessPlain(name: Name): NodeJS.WriteStream | undefined {
  if (!used.has(name) && isOwnProcess && process.platform === "linux" && isFileOrPipe(descriptors[name]))
    used.set(name, "descriptor");
  return used.get(name) === "descriptor" ? undefined : streamOf(name);
}

/** Ends the process. A reader that closes the pipe early, such as `head`, is not an error. */
export function endBecauseOf(error: NodeJS.ErrnoException): never {
  if (isClosedPipe(error)) process.exit(process.exitCode ?? exitCodes.ok);
  process.stderr.write(`error: Cannot write the output: ${error.message}\n`);
  process.exit(exitCodes.userError);
}

/** Whether an error comes from writing to a pipe that has no reader. */
export function isClosedPipe(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "EPIPE";
}

function write(name: Name, text: string): void {
  const stream = streamUnlessPlain(name);
  if (stream !== undefined) {
    stream.write(text);
    return;
  }
  let rest: Uint8Array = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptors[name], rest));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") endBecauseOf(error as NodeJS.ErrnoException);
    // Another process has made the pipe one that does not wait. Node's stream waits.
    used.delete(name);
    streamOf(name).write(rest);
  }
}

const output = (name: Name): Output => ({
  get isTTY() {
    return streamUnlessPlain(name)?.isTTY === true;
  },
  get columns() {
    return streamUnlessPlain(name)?.columns;
  },
  get rows() {
    return streamUnlessPlain(name)?.rows;
  },
  write: (text) => write(name, text),
});

/** Results. */
export const stdout: Output = output("stdout");

/** Everything that is not a result. */
export const stderr: Output = output("stderr");
