import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type CodeOptions, runCode } from "../../src/tools/run-code.js";
import { fakeTask } from "../harness.js";

const stops: AbortController[] = [];
afterEach(() => {
  for (const controller of stops.splice(0)) controller.abort();
});

/** Runs code with temporary files in a directory of its own. */
function runner() {
  const task = fakeTask({ url: "http://127.0.0.1:1/v1" });
  const temporary = join(task.root, "tmp");
  mkdirSync(temporary);
  const run = (code: string, options: Partial<CodeOptions> = {}) =>
    runCode(task.environment, code, {
      language: "bash",
      timeout: 60,
      signal: task.signal,
      environment: { TMPDIR: temporary },
      ...options,
    });
  return { run, home: task.home, left: () => readdirSync(temporary), temporary };
}

describe("code", () => {
  test("gives its output in order, and its exit code; nothing of it stays", async () => {
    const { run, left } = runner();
    expect(await run("echo out; echo err >&2; echo more; exit 3")).toEqual({
      output: "out\nerr\nmore\n",
      exitCode: 3,
      bytes: 13,
      isCut: false,
      isStopped: false,
    });
    expect(await run("kill -9 $$")).toMatchObject({ exitCode: 137, isStopped: false });
    expect(await run("exit 0")).toMatchObject({ output: "", exitCode: 0 });
    await expect.poll(left).toEqual([]);
  });

  test("of Python sees modules beside it, and its traceback has lines", async () => {
    const { run } = runner();
    await run("echo 'x = 7' > mine.py");
    expect((await run("import mine\nprint(mine.x)", { language: "python" })).output).toBe("7\n");
    expect((await run("def f():\n  1 / 0\nf()", { language: "python" })).output).toMatch(
      /line 2, in f\n[\s\S]*ZeroDivisionError/,
    );
  });

  test("can kill others by name without hitting what executes it, and does not see it among its variables", async () => {
    const { run } = runner();
    const look =
      "tr '\\0' ' ' </proc/$PPID/cmdline; echo; pgrep -P $PPID sleep || echo no sleep; env | grep -E '^MLEBENCH_(SCRIPT|LANGUAGE)='";
    const { output } = await run(look);
    expect(output.split("\n")).toEqual([
      expect.stringMatching(/^bash -c eval "\$MLEBENCH_SCRIPT" mlebench 60 $/),
      "no sleep",
      "",
    ]);
    const program = `import os\nprint(open(f"/proc/{os.getppid()}/cmdline").read().count("python"))`;
    expect((await run(program, { language: "python" })).output).toBe("0\n");
  });

  test("finds its input empty, and keeps what it is made of", async () => {
    const { run } = runner();
    expect((await run("read -r line || echo none")).output).toBe("none\n");
    const text = `a'b"c $HOME \\n \`x\`  `;
    await run(`cat > file <<'END'\n${text}\nEND\n`);
    expect((await run("cat file")).output).toBe(`${text}\n`);
    // Longer than an argument of a command may be.
    const long = "x".repeat(300_000);
    expect((await run(`echo ${long} | wc -c`)).output.trim()).toBe("300001");
  });

  test("that takes too long is stopped with all in its group, and its output stays", async () => {
    const { run } = runner();
    const code =
      "trap 'echo no' TERM\necho begun\n(trap '' TERM; sleep 600; echo late) & while :; do sleep 600; done";
    const program = "import time\nprint('seen')\ntime.sleep(600)";
    // Long enough for a loaded machine to start both.
    const [result, python] = await Promise.all([
      run(code, { timeout: 8 }),
      run(program, { language: "python", timeout: 8 }),
    ]);
    expect(result).toMatchObject({ exitCode: null, isStopped: true });
    expect(result.output).toContain("begun");
    expect(python.output).toBe("seen\n");
  });

  test("may leave something in the background, with and without its output", async () => {
    const { run, home, left } = runner();
    const script = "nohup bash -c 'while [ ! -e stop ]; do sleep 0.05; done; echo late; touch done' ";
    const quiet = await run(`${script} > log 2>&1 &\necho begun`);
    expect(quiet).toMatchObject({ output: "begun\n", exitCode: 0 });
    const noisy = await run(`${script} &\necho begun`);
    expect(noisy.output).toBe("begun\n[something goes on in the background; what it prints later is lost]");
    await run("touch stop");
    await expect.poll(() => readdirSync(home)).toContain("done");
    await expect.poll(() => readFileSync(join(home, "log"), "utf8")).toContain("late");
    await expect.poll(left).toEqual([]);
  });

  test("ends when the signal says so", async () => {
    const { run, home } = runner();
    const controller = new AbortController();
    stops.push(controller);
    const running = run("touch begun; sleep 600", { signal: controller.signal });
    await expect.poll(() => readdirSync(home)).toContain("begun");
    controller.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
  });

  test("is executed where no temporary file can be written", async () => {
    const { run } = runner();
    const environment = { TMPDIR: "/dev/null/nowhere" };
    expect(await run("echo out; exit 4", { environment })).toMatchObject({ output: "out\n", exitCode: 4 });
    expect(await run("print(5)", { environment, language: "python" })).toMatchObject({ output: "5\n" });
  });
});

describe("output", () => {
  test("that is long loses its middle, with a note of how much", async () => {
    const { run } = runner();
    const short = await run("printf 'a%.0s' {1..10000}; printf 'b%.0s' {1..10000}");
    expect(short).toMatchObject({ bytes: 20_000, isCut: true });
    expect(short.output).toBe(`${"a".repeat(8192)}\n[… 3616 bytes left out …]\n${"b".repeat(8192)}`);
    const long = await run("seq 1 1000000");
    expect(long.bytes).toBe(6_888_896);
    expect(long.output).toMatch(
      /^1\n2\n[\s\S]*\n\[… 6872512 bytes left out …\]\n[\s\S]*\n999999\n1000000\n$/,
    );
  });

  test("has no control characters, and the last state of a progress bar", async () => {
    const { run } = runner();
    const code = String.raw`printf '\e[31mred\e[0m\r\n10%%\r50%%\r100%%\n\x00\x07\xff\xe2\x82\xac \u202e\n'`;
    expect((await run(code)).output).toBe("red\n100%\n\\u0000\\u0007\uFFFD€ \\u202e\n");
  });

  test("is cut between characters", async () => {
    const { run } = runner();
    const { output } = await run("printf 'x'; printf '€%.0s' {1..60000}");
    expect(output).not.toContain("\uFFFD");
    expect(output).toMatch(/^x€+\n\[… \d+ bytes left out …\]\n€+$/);
  });
});
