import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  type HeldLock,
  type LockedByOther,
  lockHolder,
  tryLock,
  waitForLock,
  withLock,
} from "../src/lock.js";
import { currentProcess, processStatus } from "../src/process-identity.js";
import { scratchDirectory } from "./scratch.js";

const notMany = 4_000_000;

describe("withLock", () => {
  it("is held during the work and gone after it, also when the work fails", async () => {
    const path = join(scratchDirectory(), ".lock");
    let held = false;
    const work = async (): Promise<never> => {
      held = existsSync(path) && JSON.parse(readFileSync(path, "utf8")).pid === process.pid;
      throw new Error("boom");
    };
    await expect(withLock(path, work)).rejects.toThrow("boom");
    expect(held).toBe(true);
    expect(existsSync(path)).toBe(false);
  });

  it("lets one at a time in", async () => {
    const path = join(scratchDirectory(), ".lock");
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, work, { poll: 5 })));
    expect(most).toBe(1);
  });

  it("takes over at once from a dead process, and from a pid that another process has now", async () => {
    const path = join(scratchDirectory(), ".lock");
    const own = currentProcess();
    const abandoned = [{ ...own, pid: notMany }];
    if (own.started !== null) abandoned.push({ ...own, started: "1" });
    for (const holder of abandoned) {
      writeFileSync(path, JSON.stringify({ ...holder, token: "old", since: "2020" }));
      const messages: string[] = [];
      expect(await withLock(path, async () => "done", { onWait: (line) => messages.push(line) })).toBe(
        "done",
      );
      expect(messages).toEqual([]);
    }
  });

  it("waits for one on another machine while it shows signs of life, and reports its holder", async () => {
    const path = join(scratchDirectory(), ".lock");
    const text = JSON.stringify({ pid: 7, host: "far-away", started: null, token: "t", since: "2020" });
    writeFileSync(path, text);
    let beats = 0;
    let enough = (): void => {};
    const manyBeats = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const beat = setInterval(() => {
      writeFileSync(path, text);
      if (++beats === 40) enough();
    }, 50);
    const messages: string[] = [];
    let isDone = false;
    const waiting = withLock(path, async () => {}, {
      poll: 10,
      silence: 1_500,
      onWait: (line) => messages.push(line),
    }).then(() => {
      isDone = true;
    });
    await manyBeats;
    expect(isDone).toBe(false);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain("process 7 on far-away");
    expect(messages[0]).toContain(path);
    clearInterval(beat);
    await waiting;
    expect(isDone).toBe(true);
  });

  it("takes over a lock left empty by a writer that died", async () => {
    const path = join(scratchDirectory(), ".lock");
    writeFileSync(path, "");
    expect(await withLock(path, async () => "done", { poll: 10, silence: 100 })).toBe("done");
  });

  it("does not remove a lock that has become somebody else's", async () => {
    const path = join(scratchDirectory(), ".lock");
    await withLock(path, async () => writeFileSync(path, "theirs"));
    expect(readFileSync(path, "utf8")).toBe("theirs");
  });
});

describe("tryLock", () => {
  const release = (attempt: ReturnType<typeof tryLock>): void => {
    if (attempt === undefined || !("release" in attempt)) throw new Error("not locked");
    attempt.release();
  };

  it("takes a free lock, reports a living holder, and leaves nothing", () => {
    const directory = scratchDirectory();
    const path = join(directory, "lock");
    const first = tryLock(path);
    expect(tryLock(path)).toMatchObject({ holder: { pid: process.pid }, isOnThisMachine: true });
    expect(lockHolder(path)?.holder.pid).toBe(process.pid);
    release(first);
    expect(lockHolder(path)).toBeUndefined();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("takes over from the dead, from before a restart of the machine, and from damaged files", () => {
    const path = join(scratchDirectory(), "lock");
    const own = { ...currentProcess(), token: "old", since: "2020" };
    const abandoned = [{ ...own, pid: notMany }, null, "half"];
    if (own.boot !== null) abandoned.push({ ...own, boot: "an earlier one" });
    for (const content of abandoned) {
      writeFileSync(path, JSON.stringify(content));
      expect(lockHolder(path)).toBeUndefined();
      release(tryLock(path));
    }
  });

  it("leaves a lock of another machine, and removes only old leftovers of takers", () => {
    const directory = scratchDirectory();
    const path = join(directory, "lock");
    writeFileSync(path, JSON.stringify({ ...currentProcess(), host: "far-away", token: "t", since: "2020" }));
    expect(tryLock(path)).toMatchObject({ holder: { host: "far-away" }, isOnThisMachine: false });
    writeFileSync(path, "");
    const id = "00000000-0000-4000-8000-000000000000";
    for (const name of [`lock.${id}`, `lock.stale-${id}`, `lock.fresh`, `other.${id}`]) {
      writeFileSync(join(directory, name), "");
      utimesSync(join(directory, name), 1, 1);
    }
    writeFileSync(join(directory, `lock.1${id.slice(1)}`), "");
    release(tryLock(path));
    expect(readdirSync(directory).sort()).toEqual([`lock.1${id.slice(1)}`, "lock.fresh", `other.${id}`]);
  });
});

describe("a lock of tryLock", () => {
  const take = (path: string, options: Parameters<typeof tryLock>[1] = {}): HeldLock => {
    const attempt = tryLock(path, options);
    if (attempt === undefined || !("release" in attempt)) throw new Error("not locked");
    onTestFinished(() => attempt.release());
    return attempt;
  };
  const foreign = (change: object = {}): string =>
    JSON.stringify({
      ...currentProcess(),
      host: "far-away",
      token: "t",
      since: "2020",
      beats: true,
      ...change,
    });
  const age = (path: string, milliseconds: number): void => {
    const time = (statSync(path).mtimeMs - milliseconds) / 1000;
    utimesSync(path, time, time);
  };

  it("is kept fresh by its holder, by the clock of the file system", async () => {
    const path = join(scratchDirectory(), "lock");
    const lock = take(path, { beat: 20 });
    const text = readFileSync(path, "utf8");
    const { mtimeMs } = statSync(path);
    age(path, 3_600_000);
    await expect.poll(() => statSync(path).mtimeMs).toBeGreaterThanOrEqual(mtimeMs);
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(lock.isHeld()).toBe(true);
  });

  it("is taken from a holder on another machine that is silent, and from no other", () => {
    const path = join(scratchDirectory(), "lock");
    writeFileSync(path, foreign());
    age(path, 60_000);
    const seen = tryLock(path, { silence: 120_000 });
    expect(seen).toMatchObject({ holder: { host: "far-away" }, isOnThisMachine: false });
    expect((seen as LockedByOther).silent).toBeGreaterThanOrEqual(60_000);
    expect(lockHolder(path, 120_000)?.holder.host).toBe("far-away");
    expect(lockHolder(path, 30_000)).toBeUndefined();
    expect(take(path, { silence: 30_000 }).isHeld()).toBe(true);
    // Of earlier versions, which showed nothing, and on this machine, where a process that was stopped lives.
    for (const text of [foreign({ beats: undefined }), foreign({ host: currentProcess().host })]) {
      writeFileSync(path, text);
      age(path, 3_600_000);
      expect(tryLock(path, { silence: 30_000 })).not.toHaveProperty("release");
    }
  });

  it("is lost to whoever took it over while its holder was stopped, who learns it at the next beat", async () => {
    const path = join(scratchDirectory(), "lock");
    let lost = 0;
    const lock = take(path, { beat: 20, onLost: () => lost++ });
    writeFileSync(path, foreign());
    age(path, 3_600_000);
    const { mtimeMs } = statSync(path);
    await expect.poll(() => lost).toBe(1);
    expect(lock.isHeld()).toBe(false);
    lock.release();
    expect(lost).toBe(1);
    expect(readFileSync(path, "utf8")).toBe(foreign());
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
  });

  it("is lost before the next beat too, when its holder asks", () => {
    const path = join(scratchDirectory(), "lock");
    let lost = 0;
    const lock = take(path, { onLost: () => lost++ });
    writeFileSync(path, foreign());
    expect(lock.isHeld()).toBe(false);
    expect(lost).toBe(1);
  });

  it("is put back if somebody deletes it", () => {
    const directory = scratchDirectory();
    const path = join(directory, "lock");
    const lock = take(path);
    rmSync(path);
    expect(lock.isHeld()).toBe(true);
    expect(tryLock(path)).toMatchObject({ isOnThisMachine: true });
    lock.release();
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("processStatus", () => {
  it("distinguishes running from dead processes, and makes no statement about other machines", () => {
    const own = currentProcess();
    expect(processStatus(own)).toBe("alive");
    expect(processStatus({ ...own, pid: notMany })).toBe("dead");
    expect(processStatus({ ...own, host: "far-away" })).toBe("unknown");
  });
});

describe("waitForLock", () => {
  const remote = (more: object): string =>
    JSON.stringify({ pid: 7, host: "far-away", started: null, token: "t", since: "2020", ...more });

  it("takes over from another machine that has stopped to show signs of life, which learns of it", async () => {
    const path = join(scratchDirectory(), ".lock");
    const first = tryLock(path);
    if (first === undefined || !("release" in first)) throw new Error("not taken");
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ beats: true });
    expect(first.isHeld()).toBe(true);
    writeFileSync(path, remote({ beats: true }));
    const lines: string[] = [];
    const second = await waitForLock(path, { poll: 5, silence: 50, onWait: (line) => lines.push(line) });
    expect(lines).toHaveLength(1);
    expect(second.isHeld()).toBe(true);
    expect(first.isHeld()).toBe(false);
    first.release();
    expect(second.isHeld()).toBe(true);
    second.release();
    expect(existsSync(path)).toBe(false);
  });

  it("waits for one of a version that shows none until it is released", async () => {
    const path = join(scratchDirectory(), ".lock");
    writeFileSync(path, remote({}));
    let isTaken = false;
    const waiting = waitForLock(path, { poll: 5, silence: 5 }).then((lock) => {
      isTaken = true;
      lock.release();
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isTaken).toBe(false);
    expect(readFileSync(path, "utf8")).toBe(remote({}));
    rmSync(path);
    await waiting;
    expect(isTaken).toBe(true);
  });
});
