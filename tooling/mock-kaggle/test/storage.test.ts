import { createHash } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Fault, type Kaggle, startMockKaggle } from "../src/index.js";
import { addressOf, call, type Leaving, type Transfer, transfer } from "./transfer.js";

let kaggle: Kaggle;
let original: Buffer;
let address: string;
const size = 3_000_000;

beforeAll(async () => {
  kaggle = await startMockKaggle({
    competitions: [
      { id: "alpha", archive: { size }, files: [{ name: "a.csv", bytes: 10 }] },
      { id: "nine", archive: Buffer.from("123456789") },
      { id: "empty", archive: Buffer.alloc(0) },
    ],
  });
  address = await addressOf(kaggle, "alpha");
  original = (await got(address)).body;
});

afterAll(() => kaggle.close());

async function got(url: string, headers?: Record<string, string>, leaving?: Leaving): Promise<Transfer> {
  const result = await transfer(url, headers, leaving);
  if (result === "no answer") throw new Error("no answer");
  return result;
}

/** A transfer that meets this fault, and no later one does. */
async function meeting(kind: Fault["kind"], headers?: Record<string, string>, leaving?: Leaving) {
  kaggle.faults.push({ on: "download", competition: "alpha", kind });
  const result = await transfer(address, headers, leaving);
  expect(kaggle.faults).toEqual([]);
  return result;
}

describe("transfers", () => {
  test("say size, time, identity and checksums", async () => {
    const { status, headers, body } = await got(await addressOf(kaggle, "nine"));
    expect([status, body.toString()]).toEqual([200, "123456789"]);
    // The check values of both algorithms for these nine digits.
    expect(headers["x-goog-hash"]).toBe(
      `crc32c=${Buffer.from("e3069283", "hex").toString("base64")}, md5=${Buffer.from("25f9e794323b453885f5181f1b624d0b", "hex").toString("base64")}`,
    );
    expect(headers).toMatchObject({
      "content-length": "9",
      "accept-ranges": "bytes",
      "content-type": "application/zip",
      etag: '"25f9e794323b453885f5181f1b624d0b"',
      "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT",
    });
  });

  test("generated content is the same each time, and random access agrees with it", async () => {
    expect(original).toHaveLength(size);
    const part = await got(address, { range: "bytes=1048570-2097200" });
    expect(part.body.equals(original.subarray(1_048_570, 2_097_201))).toBe(true);
    const again = await startMockKaggle({ competitions: [{ id: "alpha", archive: { size } }] });
    const { body } = await got(await addressOf(again, "alpha"));
    await again.close();
    expect(body.equals(original)).toBe(true);
    expect(original.subarray(0, 1000).equals(original.subarray(1 << 20, (1 << 20) + 1000))).toBe(false);
  });

  test("files come from the disk", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "mock-")), "data.zip");
    await writeFile(path, original);
    kaggle.put({ id: "on-disk", archive: path });
    const whole = await got(await addressOf(kaggle, "on-disk"));
    expect(whole.body.equals(original)).toBe(true);
    expect(whole.headers.etag).toBe(`"${createHash("md5").update(original).digest("hex")}"`);
    const tail = await got(await addressOf(kaggle, "on-disk"), { range: "bytes=2999990-" });
    expect(tail.body.equals(original.subarray(2_999_990))).toBe(true);
  });

  test.each([
    ["bytes=0-0", 206, "bytes 0-0/9", "1"],
    ["bytes=4-", 206, "bytes 4-8/9", "56789"],
    ["bytes=4-100", 206, "bytes 4-8/9", "56789"],
    ["bytes=-2", 206, "bytes 7-8/9", "89"],
    ["bytes=-99", 206, "bytes 0-8/9", "123456789"],
    ["bytes=5-4", 200, undefined, "123456789"],
    ["bytes=0-1,3-4", 200, undefined, "123456789"],
    ["lines=1-2", 200, undefined, "123456789"],
  ])("Range: %s", async (range, status, contentRange, text) => {
    const result = await got(await addressOf(kaggle, "nine"), { range });
    expect([result.status, result.headers["content-range"], result.body.toString()]).toEqual([
      status,
      contentRange,
      text,
    ]);
  });

  test.each([
    ["nine", "bytes=9-", "bytes */9"],
    ["nine", "bytes=-0", "bytes */9"],
    ["empty", "bytes=0-", "bytes */0"],
  ])("%s has no %s", async (id, range, contentRange) => {
    const result = await got(await addressOf(kaggle, id), { range });
    expect([result.status, result.headers["content-range"]]).toEqual([416, contentRange]);
  });

  test("an empty file is given", async () => {
    expect(await got(await addressOf(kaggle, "empty"))).toMatchObject({
      status: 200,
      complete: true,
      body: Buffer.alloc(0),
    });
  });

  test("If-Range gives the complete content of another file, If-Match nothing of it", async () => {
    const url = await addressOf(kaggle, "nine");
    const range = "bytes=4-";
    const etag = '"25f9e794323b453885f5181f1b624d0b"';
    expect((await got(url, { range, "if-range": etag })).status).toBe(206);
    expect((await got(url, { range, "if-range": "Mon, 01 Jan 2024 00:00:00 GMT" })).status).toBe(206);
    expect((await got(url, { range, "if-range": '"other"' })).body.toString()).toBe("123456789");
    expect((await got(url, { range, "if-match": etag })).status).toBe(206);
    expect((await got(url, { range, "if-match": '"other"' })).status).toBe(412);
  });

  test("addresses expire, and cannot be invented", async () => {
    const brief = await startMockKaggle({
      competitions: [{ id: "nine", archive: Buffer.from("9") }],
      addressLifetime: 60_000,
    });
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const url = await addressOf(brief, "nine");
      vi.setSystemTime(Date.now() + 59_000);
      expect((await got(url)).status).toBe(200);
      vi.setSystemTime(Date.now() + 2000);
      const late = await got(url);
      expect(late.status).toBe(400);
      expect(late.body.toString()).toContain("<Code>ExpiredToken</Code>");
    } finally {
      vi.useRealTimers();
    }
    const url = await addressOf(brief, "nine");
    expect(brief.violations).toEqual([]);
    const longer = new URL(url);
    longer.searchParams.set("Expires", "9999999999");
    expect((await got(longer.href)).status).toBe(403);
    expect(brief.violations).toHaveLength(1);
    await brief.close();
  });

  test("a credential sent to storage is noticed and refused", async () => {
    const before = kaggle.violations.length;
    const result = await got(address, { authorization: "Bearer mock-access-token" });
    expect(result.status).toBe(400);
    expect(kaggle.violations.slice(before)).toEqual(["Authorization was sent to storage"]);
    expect(kaggle.requests.at(-1)).toMatchObject({ server: "storage", authorization: "access token" });
  });

  test("an address is good for GET only", async () => {
    for (const method of ["POST", "HEAD"]) expect((await fetch(address, { method })).status).toBe(403);
  });

  test("the log says which bytes went out", async () => {
    const url = await addressOf(kaggle, "nine");
    const before = kaggle.served("nine").length;
    await got(url, { range: "bytes=2-4" });
    await got(url, { range: "bytes=9-" });
    await got(url);
    expect(kaggle.served("nine").slice(before)).toEqual([
      { from: 2, to: 5 },
      { from: 0, to: 9 },
    ]);
    expect(kaggle.requests.at(-1)).toMatchObject({
      call: "download",
      competition: "nine",
      file: "archive",
      done: true,
    });
  });

  test("the log counts what a client that left did not take, up to the buffers between", async () => {
    const before = kaggle.served("alpha").length;
    kaggle.faults.push({ on: "download", competition: "alpha", kind: { bytesPerSecond: 1_000_000 } });
    await got(address, {}, { afterBytes: 50_000 });
    await expect.poll(() => kaggle.requests.at(-1)?.done).toBe(true);
    const { from, to } = kaggle.served("alpha")[before];
    expect(from).toBe(0);
    expect(to).toBeGreaterThanOrEqual(50_000);
    expect(to).toBeLessThan(size);
  });
});

describe("faults", () => {
  test("cutAfter breaks the connection after so many bytes of the body", async () => {
    const result = await meeting({ cutAfter: 1_234_567 }, { range: "bytes=1000-" });
    expect(result).toMatchObject({ status: 206, complete: false });
    expect((result as Transfer).body.equals(original.subarray(1000, 1_235_567))).toBe(true);
  });

  test("cutAt breaks it at an offset of the file, once a transfer would pass it", async () => {
    kaggle.faults.push({ on: "download", times: 2, kind: { cutAt: 2_000_001 } });
    expect(await got(address, { range: "bytes=0-999999" })).toMatchObject({ complete: true });
    for (const start of [1_000_000, 1_999_999]) {
      const { complete, body } = await got(address, { range: `bytes=${start}-` });
      expect(complete).toBe(false);
      expect(body.equals(original.subarray(start, 2_000_001))).toBe(true);
    }
    expect(await got(address)).toMatchObject({ complete: true });
    kaggle.faults.push({ on: "download", times: Infinity, kind: { cutAt: 2_000_001 } });
    expect(await got(address)).toMatchObject({ complete: false });
    expect(await got(address, { range: "bytes=2000001-" })).toMatchObject({ complete: true });
    kaggle.faults.pop();
  });

  test("bytesPerSecond slows the body down", async () => {
    const result = (await meeting({ bytesPerSecond: 2_000_000 }, { range: "bytes=0-999999" })) as Transfer;
    expect(result.body).toHaveLength(1_000_000);
    expect(result.milliseconds).toBeGreaterThan(450);
  });

  test("delay holds the complete response back", async () => {
    const result = (await meeting({ delay: 300 }, { range: "bytes=0-9" })) as Transfer;
    expect(result.body).toHaveLength(10);
    expect(result.milliseconds).toBeGreaterThan(290);
  });

  test("truncateAfter ends the body as if it were complete", async () => {
    const result = (await meeting({ truncateAfter: 1000 })) as Transfer;
    expect(result).toMatchObject({ status: 200, complete: true, body: original.subarray(0, 1000) });
    expect(result.headers["content-length"]).toBeUndefined();
  });

  test.each([
    [500, size, false],
    [-500, size - 500, true],
  ])("contentLengthOff %d announces another length", async (off, received, complete) => {
    const result = (await meeting({ contentLengthOff: off })) as Transfer;
    expect(result.headers["content-length"]).toBe(String(size + off));
    expect([result.body.length, result.complete]).toEqual([received, complete]);
  });

  test("hash lies about the MD5 or leaves it out", async () => {
    const truth = (await got(address)).headers["x-goog-hash"];
    const wrong = ((await meeting({ hash: "wrong" })) as Transfer).headers["x-goog-hash"];
    const missing = ((await meeting({ hash: "missing" })) as Transfer).headers["x-goog-hash"];
    expect(wrong).toMatch(/^crc32c=[^,]+, md5=/);
    expect(wrong).not.toBe(truth);
    expect(missing).toMatch(/^crc32c=[^,]+$/);
  });

  test("ignoreRange gives everything", async () => {
    const result = (await meeting({ ignoreRange: true }, { range: "bytes=100-" })) as Transfer;
    expect(result.status).toBe(200);
    expect(result.body).toHaveLength(size);
  });

  test("status answers with an error of storage, or with what one likes", async () => {
    const usual = (await meeting({ status: 503, retryAfter: 7 })) as Transfer;
    expect(usual).toMatchObject({
      status: 503,
      headers: { "retry-after": "7", "content-type": "application/xml; charset=UTF-8" },
    });
    const own = (await meeting({ status: 403, body: "<h1>no</h1>" })) as Transfer;
    expect([own.status, own.body.toString()]).toEqual([403, "<h1>no</h1>"]);
    const json = (await meeting({ status: 418, body: { teapot: true } })) as Transfer;
    expect([json.status, JSON.parse(json.body.toString())]).toEqual([418, { teapot: true }]);
  });

  test("hang stops before the headers or within the body, until the client leaves", async () => {
    const leaving = new AbortController();
    const hanging = meeting({ hang: "before headers" }, {}, { signal: leaving.signal });
    await expect.poll(() => kaggle.faults.length).toBe(0);
    // By the time a later transfer is whole, this one would at least have begun.
    expect(await got(address)).toMatchObject({ complete: true });
    leaving.abort();
    expect(await hanging).toBe("no answer");
    const result = (await meeting({ hang: 5000 }, {}, { afterBytes: 5000 })) as Transfer;
    expect(result).toMatchObject({ status: 200, complete: false });
    expect(result.body).toHaveLength(5000);
    await expect.poll(() => kaggle.requests.at(-1)?.done).toBe(true);
  });

  test("changeFile puts another file in place for good, with another identity", async () => {
    kaggle.put({ id: "changing", archive: { size: 2000 } });
    const url = await addressOf(kaggle, "changing");
    const before = await got(url);
    kaggle.faults.push({
      on: "download",
      competition: "changing",
      kind: { changeFile: { size: 2500, seed: 9 } },
    });
    const headers = { range: "bytes=1000-", "if-range": String(before.headers.etag) };
    const after = await got(url, headers);
    expect(after).toMatchObject({ status: 200, headers: { "content-length": "2500" } });
    expect(after.headers.etag).not.toBe(before.headers.etag);
    expect(Date.parse(String(after.headers["last-modified"]))).toBeGreaterThan(
      Date.parse(String(before.headers["last-modified"])),
    );
    expect((await got(url)).body.equals(after.body)).toBe(true);
    kaggle.faults.push({ on: "download", competition: "changing", kind: { ignoreIfRange: true } });
    expect(await got(url, headers)).toMatchObject({
      status: 206,
      headers: { "content-range": "bytes 1000-2499/2500" },
    });
  });

  test("the API has faults of its own, for all calls or for one method", async () => {
    kaggle.faults.push({ on: "ListDataFiles", kind: { status: 429, retryAfter: 3 } });
    kaggle.faults.push({ on: "rpc", times: 2, kind: { status: 500 } });
    const statuses = async (...methods: string[]) => {
      const seen: number[] = [];
      for (const method of methods)
        seen.push((await call(kaggle, method, { competitionName: "alpha" })).status);
      return seen;
    };
    expect(await statuses("GetCompetition", "ListDataFiles", "ListDataFiles", "GetCompetition")).toEqual([
      500, 429, 500, 200,
    ]);
    kaggle.faults.push({ on: "rpc", kind: { status: 429, retryAfter: 3 } });
    const response = await call(kaggle, "GetCompetition", { competitionName: "alpha" });
    expect(response.headers.get("retry-after")).toBe("3");
    expect(await response.json()).toMatchObject({ error: { code: 429, status: "RESOURCE_EXHAUSTED" } });
    expect(kaggle.faults).toEqual([]);
  });

  test("listedBytesOff lies in the list of files", async () => {
    kaggle.faults.push({ on: "ListDataFiles", kind: { listedBytesOff: -4 } });
    const response = await call(kaggle, "ListDataFiles", { competitionName: "alpha" });
    expect(await response.json()).toMatchObject({ files: [{ name: "a.csv", totalBytes: 6 }] });
  });

  test("faults of other competitions and of the API do not touch a transfer", async () => {
    kaggle.faults.push({ on: "download", competition: "nine", kind: { status: 500 } });
    kaggle.faults.push({ on: "rpc", kind: { status: 500 } });
    expect((await got(address)).status).toBe(200);
    expect(kaggle.faults).toHaveLength(2);
    kaggle.faults.length = 0;
  });

  test("endings wait for each other; the rest hit together", async () => {
    kaggle.faults.push({ on: "download", kind: { hash: "missing" } });
    kaggle.faults.push({ on: "download", times: 2, kind: { status: 503 } });
    kaggle.faults.push({ on: "download", kind: { cutAfter: 10 } });
    const results = [await got(address), await got(address), await got(address), await got(address)];
    expect(results.map(({ status, complete }) => [status, complete])).toEqual([
      [503, true],
      [503, true],
      [200, false],
      [200, true],
    ]);
    expect(kaggle.requests.slice(-4).map(({ faults }) => faults)).toEqual([
      [{ hash: "missing" }, { status: 503 }],
      [{ status: 503 }],
      [{ cutAfter: 10 }],
      [],
    ]);
  });
});

test("closing ends answers that hang", async () => {
  const other = await startMockKaggle({ competitions: [{ id: "nine", archive: Buffer.from("9") }] });
  other.faults.push({ on: "download", kind: { hang: "before headers" } });
  const url = await addressOf(other, "nine");
  const pending = transfer(url);
  await expect.poll(() => other.faults.length).toBe(0);
  await other.close();
  expect(await pending).toBe("no answer");
});
