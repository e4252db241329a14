import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Address, addressQuery } from "../src/address.js";
import { exportPages, startViewer, type Viewer } from "../src/index.js";
import type { PageBody } from "../src/page-data.js";
import { put, temporaryDirectory, writeBusyGroup, writeGroup } from "./fixture.js";
import { ask, cookieOf, dataOf, versionsOf } from "./http.js";

let runs: string;
let viewer: Viewer;
let cookie: string;
const group = "2026-01-31T12-00-00-GMT_run-group_tree";
const busy = "spaceship-titanic_00000001-0000-4000-8000-000000000000";

beforeAll(async () => {
  runs = temporaryDirectory();
  writeBusyGroup(runs, group);
  viewer = await startViewer(runs, { pollMilliseconds: 20 });
  cookie = await cookieOf(viewer);
});
afterAll(() => viewer.close());

const load = async (address: Address) => dataOf(viewer, addressQuery(address), cookie);
const bodyOf = async <Kind extends PageBody["kind"]>(
  address: Address,
  kind: Kind,
): Promise<Extract<PageBody, { kind: Kind }>> => {
  const { body } = await load(address);
  expect(body.kind).toBe(kind);
  return body as Extract<PageBody, { kind: Kind }>;
};
const ofRun = { group, run: busy };
const page = (address: Address) => ask(viewer, `/?${addressQuery(address)}`, { headers: { cookie } });

describe("access", () => {
  test("the URL with the token gives a cookie, which opens pages", async () => {
    const first = await ask(viewer, viewer.url.slice(viewer.url.indexOf("/", 8)));
    expect(first.status).toBe(200);
    expect(first.headers["set-cookie"]?.[0]).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await ask(viewer, "/", { headers: { cookie } })).status).toBe(200);
  });

  test.each(["/", "/data", "/events", "/browser.js", "/style.css", "/?token=wrong", "/?token="])(
    "%s is refused without the token",
    async (path) => {
      expect((await ask(viewer, path)).status).toBe(403);
    },
  );

  test("a wrong cookie, another port's cookie, and a foreign host name are refused", async () => {
    const [name, token] = cookie.split("=");
    const refused: Record<string, string>[] = [
      { cookie: `${name}=${"x".repeat(token.length)}` },
      { cookie: `mlebench-view-1=${token}` },
      { cookie, host: "evil.example" },
      { cookie, host: `evil.example:${viewer.port}` },
      { cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    ];
    for (const headers of refused) {
      expect((await ask(viewer, "/", { headers })).status).toBe(403);
    }
  });

  test.each(["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])("%s is refused", async (method) => {
    expect((await ask(viewer, "/", { method, headers: { cookie } })).status).toBe(405);
  });

  test("every answer forbids what it does not need", async () => {
    const { headers } = await ask(viewer, "/", { headers: { cookie } });
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
  });
});

describe("pages", () => {
  test("groups and runs are listed with states, time, validations, submissions, and usage", async () => {
    const { groups } = await bodyOf({ page: "groups" }, "groups");
    expect(groups).toMatchObject([
      { text: group, agent: "tree", runs: 5, counts: { running: 1, failed: 1 } },
    ]);
    const list = await bodyOf({ page: "runs", group }, "runs");
    expect(list.createdAt).toBe(Date.parse("2026-01-31T12:00:00Z"));
    expect(list.runs[0]).toMatchObject({
      competition: "spaceship-titanic",
      status: "running",
      lastValidation: { verdict: "valid" },
      usage: { cpuCores: 3.4, memoryBytes: 5.2e9 },
      tokens: 1280,
      cost: 0.0042,
    });
    expect(list.runs[1]).toMatchObject({ submission: "file", submissionBytes: 4200, cost: 1.25 });
    expect(list.runs[2].reason).toContain("CUDA out of memory");
  });

  test("runs are found by state and text", async () => {
    const failed = await bodyOf({ page: "runs", group, state: "failed" }, "runs");
    expect(failed.runs.map(({ competition }) => competition)).toEqual(["denoising-dirty-documents"]);
    const found = await bodyOf({ page: "runs", group, find: "LEAF" }, "runs");
    expect(found.runs.map(({ competition }) => competition)).toEqual(["leaf-classification"]);
  });

  test("a run has a page for each thing that is there", async () => {
    const { run, log, validations, submissions } = await bodyOf({ page: "run", ...ofRun }, "run");
    expect(run.tabs.map(({ text }) => text)).toEqual([
      "Overview",
      "Log",
      "Files",
      "Transcript",
      "Tree",
      "Changes",
    ]);
    expect(log?.text.trimEnd()).toMatch(/epoch 399/);
    expect(validations.map(({ verdict }) => verdict)).toEqual(["valid", "valid", "invalid"]);
    expect(submissions[0].to).toMatchObject({ page: "file", path: "submissions/000812s_cdcdcdcdcdcd.csv" });
    const other = await bodyOf({ page: "runs", group, find: "leaf" }, "runs");
    const leaf = await bodyOf(other.runs[0].to, "run");
    expect(leaf.run.tabs.map(({ text }) => text)).toEqual(["Overview", "Log", "Files"]);
  });

  test("a transcript is shown as messages with calls of tools", async () => {
    const { events } = await bodyOf({ page: "transcript", ...ofRun }, "transcript");
    expect(events.map(({ kind }) => kind).slice(0, 7)).toEqual([
      "begin",
      "system",
      "user",
      "assistant",
      "model",
      "tool",
      "tool",
    ]);
    expect(events[3].texts).toMatchObject([
      { name: "reasoning", isFolded: true },
      { name: "", text: "I look at the data first." },
      { name: "call of bash: command", text: "head -3 /home/data/train.csv" },
    ]);
    const { text } = await page({ page: "transcript", ...ofRun });
    expect(text).toMatch(/<details class="long"><summary>.*Show all \d+ characters/s);
  });

  test("a search is a tree of nodes, each with the changes of its code", async () => {
    const { roots } = await bodyOf({ page: "tree", ...ofRun }, "tree");
    const names = (nodes: typeof roots): unknown[] =>
      nodes.map(({ node, children }) => [node.id, node.metric, names(children)]);
    expect(names(roots)).toEqual([
      ["n1", 0.7812, [["n5", 0.7799, []]]],
      ["n2", null, [["n3", 0.7903, [["n4", 0.8122, []]]]]],
    ]);
    const { changes, parent } = await bodyOf({ page: "node", ...ofRun, node: "n5" }, "node");
    expect(parent?.text).toBe("Node n1");
    expect(changes?.filter(({ kind }) => kind === "+").map(({ text }) => text)).toEqual([
      "from sklearn.ensemble import ExtraTreesClassifier",
      "model = ExtraTreesClassifier(n_estimators=100)",
    ]);
  });

  test("code of attempts is compared file by file", async () => {
    const { files, sides } = await bodyOf({ page: "changes", ...ofRun }, "changes");
    expect(files.map(({ text, kind }) => [text, kind])).toEqual([
      ["README.md", "added"],
      ["old.py", "removed"],
      ["train.py", "changed"],
    ]);
    expect(sides.map(({ choices }) => choices.find(({ isCurrent }) => isCurrent)?.text)).toEqual([
      "attempt-1/code",
      "code",
    ]);
    const { file } = await bodyOf({ page: "changes", ...ofRun, path: "train.py" }, "changes");
    expect(file?.lines?.filter(({ kind }) => kind === "+")).toEqual([
      { kind: "+", text: "model.score(train)" },
    ]);
  });

  test("groups of the Python reference, damaged ones, and a single group are shown", async () => {
    const directory = temporaryDirectory();
    const metadata = {
      run_group: "old",
      created_at: "2024-09-01T00-00-00-GMT",
      runs: { leaf_1: { success: true } },
    };
    put(directory, "old/metadata.json", JSON.stringify(metadata));
    put(directory, "broken/state.json", "{");
    const other = await startViewer(directory);
    const otherCookie = await cookieOf(other);
    const { body } = await dataOf(other, "", otherCookie);
    expect(body).toMatchObject({
      groups: [
        { text: "old", counts: { succeeded: 1 }, problem: null },
        { text: "broken", problem: expect.stringContaining("damaged") },
      ],
    });
    await other.close();
    const single = await startViewer(join(directory, "old"));
    const alone = await dataOf(single, "", await cookieOf(single));
    expect(alone.body).toMatchObject({ groups: [{ text: "old" }] });
    const hidden = await dataOf(single, "page=runs&group=broken", await cookieOf(single));
    expect(hidden.body.kind).toBe("missing");
    await single.close();
  });
});

describe("updates", () => {
  test("a page is sent a new version when its files change, and only then", async () => {
    const query = addressQuery({ page: "file", ...ofRun, path: "run.log" });
    const { versions, close } = await versionsOf(viewer, query, cookie);
    const other = await versionsOf(viewer, addressQuery({ page: "groups" }), cookie);
    await expect.poll(() => versions.length).toBe(1);
    appendFileSync(join(runs, group, busy, "run.log"), "one more line\n");
    await expect.poll(() => versions.length).toBe(2);
    const { version, body } = await dataOf(viewer, query, cookie);
    expect(version).toBe(versions[1]);
    expect(body).toMatchObject({ part: { text: expect.stringMatching(/one more line\n$/) } });
    expect(other.versions).toHaveLength(1);
    close();
    other.close();
  });
});

describe("hostile runs", () => {
  const id = "evil_1";
  const script = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;\u202e\u001b[31m";
  const evil = { group: "evil", run: id };
  let directory: string;

  beforeAll(() => {
    const root = writeGroup(runs, "evil", [
      {
        id,
        record: { reason: script, competition_id: script, status: "failed" },
        log: `${script}\n`,
        events: [
          { type: "message", id: "m", message: { role: "user", content: script } },
          { type: "node", id: script } as never,
          { type: "model" } as never,
          { type: script } as never,
        ],
        files: { "code/a.py": script, [`code/${script.replaceAll("/", "")}`]: script },
      },
    ]);
    directory = join(root, id);
    put(runs, "secret.txt", "TOP SECRET\n");
    symlinkSync("../../secret.txt", join(directory, "code/out"));
    symlinkSync("/etc", join(directory, "code/etc"));
    symlinkSync("/dev/zero", join(directory, "code/zero"));
    symlinkSync("a.py", join(directory, "code/fine"));
    symlinkSync("loop", join(directory, "code/loop"));
    execFileSync("mkfifo", [join(directory, "code/fifo")]);
  });

  test("texts stay text on every page", async () => {
    for (const address of [
      { page: "groups" },
      { page: "runs", group: "evil", find: script },
      { page: "runs", group: "evil" },
      { page: "run", ...evil },
      { page: "file", ...evil, path: "run.log" },
      { page: "files", ...evil, path: "code" },
      { page: "transcript", ...evil },
      { page: "tree", ...evil },
      { page: "node", ...evil, node: script },
    ] satisfies Address[]) {
      const { status, text } = await page(address);
      expect(status, address.page).toBe(200);
      expect(text.match(/<(script|img)/g)?.sort(), address.page).toEqual(["<script", "<script"]);
      expect(text).not.toContain("\u001b");
      // In the JSON of the page raw names may be part of links.
      expect(text.slice(0, text.indexOf('<script type="application/json"'))).not.toContain("\u202e");
    }
  });

  test.each([
    "code/out",
    "code/etc/passwd",
    "code/zero",
    "code/fifo",
    "code/loop",
    "../../secret.txt",
    "..",
    "code/../../../secret.txt",
    "/etc/passwd",
    "code//a.py",
    "code/a.py/",
    "code\0",
    "x".repeat(5000),
  ])("%s is not read", async (path) => {
    for (const kind of ["file", "files"] as const) {
      const { status, text } = await page({ page: kind, ...evil, path });
      expect([400, 404]).toContain(status);
      expect(text).not.toContain("SECRET");
    }
  });

  test("links that stay in the run are followed, and all else is listed with what it is", async () => {
    const { part } = await bodyOf({ page: "file", ...evil, path: "code/fine" }, "file");
    expect(part.text).toContain("alert(1)");
    const { entries } = await bodyOf({ page: "files", ...evil, path: "code" }, "files");
    const notes = Object.fromEntries(entries.map(({ text, note, to }) => [text, [note, to === null]]));
    expect(notes).toMatchObject({
      out: ["link that leads out of the run, or nowhere", true],
      etc: ["link that leads out of the run, or nowhere", true],
      fifo: ["not a file", true],
      fine: ["link", false],
      "a.py": [null, false],
    });
  });

  test("runs and groups that are none lead nowhere", async () => {
    for (const address of [
      { page: "run", group: "evil", run: ".." },
      { page: "run", group: "..", run: id },
      { page: "run", group: "evil/../evil", run: id },
      { page: "runs", group: "." },
      { page: "file", group: "evil", run: "../evil/evil_1", path: "run.log" },
    ] satisfies Address[]) {
      expect((await page(address)).status).toBe(404);
    }
    for (const query of [
      "page=nothing",
      "page=__proto__",
      "page=runs&group=evil&state=%3Cscript%3E",
      "page=run",
      "page=runs&group=a&from=-1",
      "page=file&group=a&run=b&path=c&at=1e9",
    ]) {
      expect((await ask(viewer, `/?${query}`, { headers: { cookie } })).status).toBe(400);
    }
  });

  test("a state that names runs outside of its group shows none of their files", async () => {
    put(runs, "outside/metadata.json", JSON.stringify({ runs: { "../evil/evil_1": {}, "..": {}, "": {} } }));
    const { body } = await load({ page: "file", group: "outside", run: "../evil/evil_1", path: "run.log" });
    expect(body.kind).toBe("missing");
  });
});

describe("size", () => {
  test("of a log of 500 MB only the part that is shown is read", async () => {
    const root = writeGroup(runs, "large", [{ id: "large_1", log: "first line\n" }]);
    const log = join(root, "large_1/run.log");
    // Sparse: it takes no room, and reading all of it would take seconds and its size in memory.
    truncateSync(log, 500e6);
    appendFileSync(log, `\n${"x".repeat(100)}\nlast line\n`);
    const before = process.memoryUsage().arrayBuffers;
    const ofLarge = { group: "large", run: "large_1" };
    const tail = await bodyOf({ page: "run", ...ofLarge }, "run");
    expect(tail.log?.text).toMatch(/last line\n$/);
    const { part, links } = await bodyOf({ page: "file", ...ofLarge, path: "run.log" }, "file");
    expect(part.end).toBe(part.size);
    expect(links.previous).not.toBeNull();
    const middle = await bodyOf({ page: "file", ...ofLarge, path: "run.log", at: 250e6 }, "file");
    expect(middle.part.isBinary).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
  });

  test("parts of a log begin and end with lines, and together they are all of it", async () => {
    const lines = Array.from({ length: 9000 }, (_, i) => `line ${i} ${"é".repeat(i % 50)}`);
    writeGroup(runs, "parts", [{ id: "parts_1", log: `${lines.join("\n")}\n` }]);
    let address: Address | null = { page: "file", group: "parts", run: "parts_1", path: "run.log", at: 0 };
    let all = "";
    while (address !== null) {
      const body: Extract<PageBody, { kind: "file" }> = await bodyOf(address, "file");
      all += body.part.text;
      address = body.links.next;
    }
    expect(all).toBe(`${lines.join("\n")}\n`);
    const middle = await bodyOf(
      { page: "file", group: "parts", run: "parts_1", path: "run.log", at: 200_001 },
      "file",
    );
    expect(lines).toContain(middle.part.text.split("\n")[0]);
  });

  test("a zero in a log hides nothing", async () => {
    writeGroup(runs, "zero", [{ id: "zero_1", log: `before\n\0\nafter\n${"x".repeat(100)}\n` }]);
    const { part } = await bodyOf({ page: "file", group: "zero", run: "zero_1", path: "run.log" }, "file");
    expect(part.text).toMatch(/^before\n\\u0000\nafter\n/);
  });

  test("a transcript of nothing but line ends, and deep or endless trees, are shown in part", async () => {
    const node = (id: string, parent: string | null) =>
      ({ type: "node", id, parent, stage: "draft" }) as never;
    const chain = Array.from({ length: 3000 }, (_, i) => node(`n${i}`, i === 0 ? null : `n${i - 1}`));
    writeGroup(runs, "odd", [
      { id: "lines_1", files: { "logs/transcript.jsonl": "\n".repeat(1_100_000) } },
      { id: "deep_1", events: [...chain, node("self", "self"), node("x".repeat(1000), "n0")] },
    ]);
    const lines = await bodyOf({ page: "transcript", group: "odd", run: "lines_1" }, "transcript");
    expect(lines.paging.total).toBe(1_000_000);
    expect(lines.events[0]).toMatchObject({ kind: "damaged" });
    const deep = { group: "odd", run: "deep_1" };
    const tree = await bodyOf({ page: "tree", ...deep }, "tree");
    expect(tree).toMatchObject({ total: 3002, more: 1002 });
    const { text, status } = await page({ page: "tree", ...deep });
    expect(status).toBe(200);
    expect(text.split('<ul class="tree">').length - 1).toBeLessThanOrEqual(42);
    expect((await page({ page: "node", ...deep, node: "x".repeat(200) })).status).toBe(200);
  });

  test("ten thousand runs come in parts, and their state is parsed once", async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ id: `many_${i}` }));
    writeGroup(runs, "many", many);
    const first = await bodyOf({ page: "runs", group: "many" }, "runs");
    expect(first.runs).toHaveLength(200);
    expect(first.paging).toEqual({ from: 0, count: 200, total: 10_000 });
    const parse = vi.spyOn(JSON, "parse");
    const last = await load({ page: "runs", group: "many", from: 9800 });
    const largest = Math.max(...parse.mock.calls.map(([text]) => text.length));
    parse.mockRestore();
    expect(last.body).toMatchObject({ runs: { length: 200 } });
    // The answer itself is parsed here; the state is many times as large.
    expect(largest).toBeLessThan(500_000);
  });
});

test("a port that is taken is named, with the reason", async () => {
  await expect(startViewer(runs, { port: viewer.port })).rejects.toThrow(
    `Cannot listen on port ${viewer.port}: another program uses it`,
  );
});

test("pages are not exported among the files of run groups", () => {
  const before = readdirSync(runs);
  const link = join(temporaryDirectory(), "link");
  symlinkSync(join(runs, group), link);
  for (const output of [runs, join(runs, group), join(runs, group, busy, "pages"), link]) {
    for (const shown of [runs, join(runs, group)])
      expect(() => exportPages(shown, output), output).toThrow("among the files of run groups");
  }
  expect(readdirSync(runs)).toEqual(before);
  const beside = join(temporaryDirectory(), "runs");
  writeGroup(beside, "one", [{ id: "a_1" }]);
  expect(exportPages(beside, join(beside, "pages")).pages).toBeGreaterThan(1);
});
