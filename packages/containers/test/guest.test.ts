import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeFields, encodeLists, environmentList, execScript, guestScript } from "../src/index.js";

/** Runs a script as a container's first program is run. */
function runGuest(
  script: string,
  parameters: readonly string[],
  input: Uint8Array,
  go = "\n",
): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn("bash", ["-c", script, "mlebench", ...parameters], { env: { PATH: process.env.PATH } });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (printed === "" && go !== "") child.stdin.end(go);
    printed += text;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.write(input);
  if (go === "") child.stdin.end();
  return new Promise((resolve) =>
    child.once("close", (code) =>
      resolve({ code, lines: printed.split("\n").filter((line) => line !== "") }),
    ),
  );
}

const identity = (path: string): string => {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
};

const unusual = { PLAIN: "1", LINES: "a\nb\n", QUOTES: `'"\\$HOME`, EMPTY: "" };

describe.skipIf(process.platform !== "linux")("the first program of a container", () => {
  test("gives the command its variables as they are, and ends as it does", async () => {
    const command = [
      "bash",
      "-c",
      'printf "%s|" "$PLAIN" "$LINES" "$QUOTES" "$EMPTY" "$1" "$2"; exit 7',
      "x",
      "a b",
      "",
    ];
    const input = encodeLists([], environmentList({ ...unusual, "not a name": "x" }), [], [], command);
    const { code, lines } = await runGuest(guestScript, [], input);
    expect(lines[0]).toMatch(/^ready: \d+ pid:\[\d+\]$/);
    expect(lines.slice(1).join("\n")).toBe(`1|a\nb\n|'"\\$HOME||a b||`);
    expect(code).toBe(7);
  });

  test("runs nothing where a hidden file can be found by its path", async () => {
    const hidden = join(mkdtempSync(join(tmpdir(), "mlebench-guest-")), "answers, (1).csv");
    writeFileSync(hidden, "x");
    const input = encodeLists([identity(hidden), hidden], [], [], [], ["echo", "begun"]);
    const { code, lines } = await runGuest(guestScript, [], input);
    expect(lines).toEqual([`leak: ${hidden}`]);
    expect(code).toBe(124);
  });

  test("takes another file of the same name for what it is", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "mlebench-guest-")), "answers.csv");
    writeFileSync(path, "x");
    const input = encodeLists(["1:1", path], [], [], [], ["echo", "begun"]);
    const { code, lines } = await runGuest(guestScript, [], input);
    expect(lines.slice(1)).toEqual(["begun"]);
    expect(code).toBe(0);
  });

  test("runs nothing when whoever started it has gone", async () => {
    const input = encodeLists([], [], [], [], ["echo", "begun"]);
    const { code, lines } = await runGuest(guestScript, [], input, "");
    expect(lines).toHaveLength(1);
    expect(code).toBe(125);
  });

  test("has a process for the command from when it says that it is ready, which can be ended before it begins", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "mlebench-guest-")), "begun");
    const input = encodeLists([], [], [], [], ["touch", file]);
    const child = spawn("bash", ["-c", guestScript, "mlebench"], { env: { PATH: process.env.PATH } });
    const ended = once(child, "close");
    child.stdin.write(input);
    await once(child.stdout, "data");
    const below = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ");
    expect(below).toHaveLength(1);
    process.kill(Number(below[0]), "SIGTERM");
    expect(await ended).toEqual([128 + constants.signals.SIGTERM, null]);
    expect(existsSync(file)).toBe(false);
  });

  test("starts the entry point, and waits until it has ended", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "mlebench-guest-")), "entered");
    const entry = ["bash", "-c", `echo entered > '${file}'`];
    const input = encodeLists([], [], [], entry, ["cat", file]);
    const { lines } = await runGuest(guestScript, [], input);
    expect(lines.slice(1)).toEqual(["entered"]);
  });
});

describe.skipIf(process.platform !== "linux")("the first program of a command", () => {
  test("leaves the rest of standard input to the command, every byte", async () => {
    const rest = Buffer.from([0, 1, 255, 10, 0, 13]);
    const input = Buffer.concat([encodeLists(environmentList(unusual)), encodeFields([tmpdir()]), rest]);
    const command = ["bash", "-c", 'pwd -P; printf "%s|" "$LINES"; od -An -tu1'];
    const { code, lines } = await runGuest(execScript, command, input, "");
    expect(lines.slice(1).join("\n")).toBe("a\nb\n|   0   1 255  10   0  13");
    expect(code).toBe(0);
  });
});
