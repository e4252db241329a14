import type { Readable } from "node:stream";
import type Docker from "dockerode";

/**
 * Output of a container, both streams as one, from its byte `from` on; it ends when the container does. The
 * engine keeps all of it, so that an offset means the same byte whenever and by whomever it is asked for.
 */
export async function* containerLogs(
  container: Docker.Container,
  options: { from?: number; signal?: AbortSignal } = {},
): AsyncIterable<Uint8Array> {
  const { from = 0, signal } = options;
  if (signal?.aborted) return;
  // Also from a container that has ended: without following, the client would hold everything in memory.
  const stream = (await container.logs({
    stdout: true,
    stderr: true,
    follow: true,
    timestamps: true,
  })) as unknown as Readable;
  const stop = (): void => void stream.destroy();
  signal?.addEventListener("abort", stop);
  const join = joinPieces();
  let skip = from;
  try {
    for await (const frames of framesOf(stream)) {
      const payload = Buffer.concat(frames.flatMap(join));
      if (skip >= payload.length) {
        skip -= payload.length;
        continue;
      }
      yield skip > 0 ? payload.subarray(skip) : payload;
      skip = 0;
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    stream.destroy();
  }
}

/** A line that a container printed, and when: RFC 3339 with nanoseconds, which sorts as text. */
export interface LoggedLine {
  time: string;
  text: string;
}

/** Lines printed after a time, one after another: what a container printed may be more than memory holds. */
export async function* eachLoggedLine(
  container: Docker.Container,
  options: { after?: string; tail?: number } = {},
): AsyncIterable<LoggedLine> {
  const { after = "", tail } = options;
  const stream = await logStream(container, {
    stdout: true,
    stderr: true,
    timestamps: true,
    // The engine counts full seconds reliably; what is too early is left out below.
    ...(after !== "" && { since: Math.floor(Date.parse(after) / 1000) }),
    ...(tail !== undefined && { tail }),
  });
  try {
    for await (const frames of framesOf(stream)) {
      for (const frame of frames) {
        const { time, payload } = timed(frame);
        if (time > after) yield { time, text: payload.toString("utf8").trimEnd() };
      }
    }
  } finally {
    stream.destroy();
  }
}

/** The last lines that a container printed. */
export async function lastLoggedLines(container: Docker.Container, tail: number): Promise<LoggedLine[]> {
  const lines: LoggedLine[] = [];
  for await (const line of eachLoggedLine(container, { tail })) lines.push(line);
  return lines;
}

/** What is logged so far, as a stream: dockerode's own way holds all of it in memory. */
function logStream(container: Docker.Container, options: object): Promise<Readable> {
  return new Promise((resolve, reject) => {
    container.modem.dial(
      {
        path: `/containers/${container.id}/logs?`,
        method: "GET",
        isStream: true,
        statusCodes: { 200: true, 404: "no such container", 500: "server error" },
        options: { follow: false, ...options },
      },
      (error: unknown, stream: unknown) => {
        if (error) reject(error);
        else resolve(stream as Readable);
      },
    );
  });
}

export interface Frame {
  /** Number of the stream. */
  stream: number;
  content: Buffer;
}

function timed({ content }: Frame): { time: string; payload: Buffer } {
  const space = content.indexOf(0x20);
  return { time: content.toString("latin1", 0, space), payload: content.subarray(space + 1) };
}

const newline = 0x0a;

/**
 * Engines cut lines of more than 16 KiB into pieces of one time, and some lose the line's end then: it is put back
 * where another time follows.
 */
function joinPieces(): (frame: Frame) => Buffer[] {
  const open = new Map<number, string>();
  return (frame) => {
    const { time, payload } = timed(frame);
    const before = open.get(frame.stream);
    if (payload.at(-1) === newline) open.delete(frame.stream);
    else open.set(frame.stream, time);
    return before !== undefined && before !== time ? [Buffer.of(newline), payload] : [payload];
  };
}

const headerBytes = 8;

/**
 * The engine sends each piece of a line in a frame: one byte of stream number, three of nothing, four of length, then
 * as many bytes. Returns the completed frames together.
 */
export async function* framesOf(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncIterable<Frame[]> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    let position = 0;
    while (rest.length - position >= headerBytes) {
      const end = position + headerBytes + rest.readUInt32BE(position + 4);
      if (end > rest.length) break;
      frames.push({ stream: rest[position], content: rest.subarray(position + headerBytes, end) });
      position = end;
    }
    rest = rest.subarray(position);
    if (frames.length > 0) yield frames;
  }
}
