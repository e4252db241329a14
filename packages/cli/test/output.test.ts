import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Output } from "../src/output.js";

const system = vi.hoisted(() => ({
  kind: "isFIFO",
  /** Bytes that the descriptor takes before it would have to wait, and what it has got. */
  room: Number.POSITIVE_INFINITY,
  got: "",
  error: "EAGAIN",
}));

vi.mock("node:fs", async (original) => ({
  ...(await original<typeof import("node:fs")>()),
  fstatSync: () => {
    const is = (kind: string) => () => system.kind === kind;
    return { isFile: is("isFile"), isFIFO: is("isFIFO"), isSocket: is("isSocket") };
  },
  writeSync: (_descriptor: number, bytes: Uint8Array) => {
    // As a pipe that is nearly full: a part is taken.
    const taken = Math.min(bytes.length, 3, system.room);
    if (taken === 0) throw Object.assign(new Error(system.error), { code: system.error });
    system.room -= taken;
    system.got += Buffer.from(bytes.subarray(0, taken)).toString("latin1");
    return taken;
  },
}));

describe.runIf(process.platform === "linux")("a process that writes its output itself", () => {
  let stdout: Output;
  let streamed = "";

  beforeEach(async () => {
    vi.resetModules();
    const output = await import("../src/output.js");
    output.ownOutput();
    ({ stdout } = output);
    Object.assign(system, { kind: "isFIFO", room: Number.POSITIVE_INFINITY, got: "", error: "EAGAIN" });
    streamed = "";
    vi.spyOn(process.stdout, "on").mockReturnThis();
    vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      streamed += Buffer.from(chunk as Uint8Array).toString("latin1");
      return true;
    });
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    vi.spyOn(process, "exit").mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each(["isFile", "isFIFO", "isSocket"])("writes all of a text to what %s says", (kind) => {
    system.kind = kind;
    stdout.write("ä longer text\n");
    expect(Buffer.from(system.got, "latin1").toString()).toBe("ä longer text\n");
    expect(streamed).toBe("");
    expect([stdout.isTTY, stdout.columns, stdout.rows]).toEqual([false, undefined, undefined]);
  });

  test("leaves terminals and whatever else there is to the stream", () => {
    system.kind = "isCharacterDevice";
    stdout.write("text");
    expect([system.got, streamed]).toEqual(["", "text"]);
  });

  test("leaves the rest to the stream, in order, where it would have to wait", () => {
    system.room = 5;
    stdout.write("0123456789");
    system.room = 100;
    stdout.write("abc");
    expect([system.got, streamed]).toEqual(["01234", "56789abc"]);
  });

  test("ends without a message if the pipe has no reader", () => {
    Object.assign(system, { room: 0, error: "EPIPE" });
    expect(() => stdout.write("text")).toThrow("exit 0");
    expect(process.stderr.write).not.toHaveBeenCalled();
  });

  test("ends with 1 where it cannot write", () => {
    Object.assign(system, { room: 4, error: "ENOSPC" });
    expect(() => stdout.write("text and more")).toThrow("exit 1");
    expect(process.stderr.write).toHaveBeenCalledWith("error: Cannot write the output: ENOSPC\n");
  });
});

test("a process that has not asked for it, such as a program that uses `run`, writes to streams", async () => {
  vi.resetModules();
  const { stdout } = await import("../src/output.js");
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stdout.write("text");
  expect(write).toHaveBeenCalledWith("text");
  write.mockRestore();
});
