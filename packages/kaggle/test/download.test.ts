import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { downloadCompetition, type KaggleError } from "../src/index.js";
import { closeAll, connect, json, md5, methodOf, quickRetry, serve, serveDownload } from "./loopback.js";

afterEach(closeAll);

const newDestination = () => join(mkdtempSync(join(tmpdir(), "kaggle-")), "comp.zip");

function bytes(length: number, seed = 1): Buffer {
  const result = Buffer.alloc(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    result[index] = state >>> 24;
  }
  return result;
}

const failure = (promise: Promise<unknown>): Promise<KaggleError> =>
  promise.then(
    () => expect.fail("should have failed"),
    (error: KaggleError) => error,
  );

const doubled = (sent: readonly [number, number][]) => {
  const sorted = [...sent].sort((a, b) => a[0] - b[0]);
  return sorted.reduce(
    (sum, [from], index) => sum + (index > 0 ? Math.max(0, sorted[index - 1][1] - from) : 0),
    0,
  );
};

test("a download gets its name, its size and its MD5, and leaves nothing else", async () => {
  const data = bytes(300_000);
  const { api, host } = await serveDownload(data);
  const destination = newDestination();
  const steps: number[] = [];
  const result = await downloadCompetition(connect(api.url), "comp", destination, {
    onProgress: ({ done, total, unit }) => {
      steps.push(done);
      expect([total, unit]).toEqual([data.length, "bytes"]);
    },
  });
  expect(result).toEqual({ bytes: data.length, md5: md5(data), fetched: data.length });
  expect(readFileSync(destination).equals(data)).toBe(true);
  expect(readdirSync(join(destination, ".."))).toEqual(["comp.zip"]);
  expect(steps[0]).toBe(0);
  expect(steps.at(-1)).toBe(data.length);
  expect(host.seen.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  expect(api.seen[0].headers.authorization).toMatch(/^Bearer /);
  expect(JSON.parse(api.seen[0].body)).toEqual({ competitionName: "comp" });
});

test("connections cut at any bytes cost no byte twice", async () => {
  const data = bytes(200_000, 7);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: data.length - 1 }), { maxLength: 6 }),
      async (cuts) => {
        const { api, host, storage } = await serveDownload(data);
        storage.cuts = [...new Set(cuts)].sort((a, b) => a - b);
        const destination = newDestination();
        const result = await downloadCompetition(connect(api.url), "comp", destination);
        expect(result).toEqual({ bytes: data.length, md5: md5(data), fetched: data.length });
        expect(readFileSync(destination).equals(data)).toBe(true);
        expect(doubled(storage.sent)).toBe(0);
        expect(host.seen.length).toBe(new Set(cuts).size + 1);
        expect(api.seen.length).toBe(1);
        await closeAll();
      },
    ),
    { numRuns: 25 },
  );
});

test("a new process goes on where the last one stopped, from a new address", async () => {
  const data = bytes(100_000);
  const { api, storage } = await serveDownload(data);
  const destination = newDestination();
  storage.cuts = [40_000];
  const once = connect(api.url, { retry: { ...quickRetry, attempts: 1 } });
  const error = await failure(downloadCompetition(once, "comp", destination));
  expect(error.reason).toBe("network");
  expect(error.message).toContain("interrupted at 40000 bytes of 100000 bytes");
  expect(existsSync(destination)).toBe(false);
  const sidecar = readFileSync(`${destination}.part.json`, "utf8");
  expect(Object.keys(JSON.parse(sidecar) as object).sort()).toEqual([
    "crc32c",
    "etag",
    "md5",
    "size",
    "source",
    "version",
  ]);

  const progress: number[] = [];
  const result = await downloadCompetition(connect(api.url), "comp", destination, {
    onProgress: ({ step, done }) => step === "download" && progress.push(done),
  });
  expect(result).toEqual({ bytes: data.length, md5: md5(data), fetched: 60_000 });
  expect(progress[0]).toBe(40_000);
  expect(storage.sent).toEqual([
    [0, 40_000],
    [40_000, 100_000],
  ]);
  expect(api.seen.length).toBe(2);
});

test("a part that is complete needs no network", async () => {
  const data = bytes(50_000);
  const { api, storage } = await serveDownload(data);
  const destination = newDestination();
  storage.cuts = [49_999];
  await failure(
    downloadCompetition(connect(api.url, { retry: { ...quickRetry, attempts: 1 } }), "comp", destination),
  );
  writeFileSync(`${destination}.part`, data);
  const calls = api.seen.length;
  expect(await downloadCompetition(connect(api.url), "comp", destination)).toMatchObject({
    md5: md5(data),
    fetched: 0,
  });
  expect(api.seen.length).toBe(calls);
});

test("a destination that is there is returned as it is", async () => {
  const destination = newDestination();
  writeFileSync(destination, "there");
  writeFileSync(`${destination}.part.json`, "{}");
  const result = await downloadCompetition(connect("http://127.0.0.1:9"), "comp", destination);
  expect(result).toEqual({ bytes: 5, md5: md5(Buffer.from("there")), fetched: 0 });
  expect(readdirSync(join(destination, ".."))).toEqual(["comp.zip"]);
});

test.each([
  ["longer than the file", Buffer.alloc(200_000, 1), undefined],
  ["of another competition", bytes(40_000), { source: "competition other" }],
  ["without a record", bytes(40_000), null],
])("a part %s is thrown away", async (_, content, change) => {
  const data = bytes(100_000);
  const { api, storage } = await serveDownload(data);
  const destination = newDestination();
  storage.cuts = [40_000];
  await failure(
    downloadCompetition(connect(api.url, { retry: { ...quickRetry, attempts: 1 } }), "comp", destination),
  );
  writeFileSync(`${destination}.part`, content);
  const sidecar = JSON.parse(readFileSync(`${destination}.part.json`, "utf8")) as object;
  writeFileSync(`${destination}.part.json`, change === null ? "" : JSON.stringify({ ...sidecar, ...change }));
  const result = await downloadCompetition(connect(api.url), "comp", destination);
  expect(result).toEqual({ bytes: data.length, md5: md5(data), fetched: data.length });
});

test("damage in the part is found at the end, and the file fetched again", async () => {
  const data = bytes(100_000);
  const { api, storage } = await serveDownload(data);
  const destination = newDestination();
  storage.cuts = [40_000];
  await failure(
    downloadCompetition(connect(api.url, { retry: { ...quickRetry, attempts: 1 } }), "comp", destination),
  );
  writeFileSync(`${destination}.part`, Buffer.alloc(40_000));
  const lines: string[] = [];
  const result = await downloadCompetition(
    connect(api.url, { onMessage: (line) => lines.push(line) }),
    "comp",
    destination,
  );
  expect(result.md5).toBe(md5(data));
  expect(readFileSync(destination).equals(data)).toBe(true);
  expect(lines.join("\n")).toContain("MD5");
});

test.each(["md5", "etag", "lastModified"] as const)(
  "a file that changes during the download is downloaded again (known by %s)",
  async (mark) => {
    const [old, young] = [bytes(100_000, 1), bytes(120_000, 2)];
    const { api, storage } = await serveDownload(old);
    if (mark !== "md5") storage.hash = "none";
    if (mark !== "etag") storage.etag = undefined;
    if (mark === "lastModified") storage.lastModified = "Wed, 01 Jan 2025 00:00:00 GMT";
    storage.cuts = [70_000];
    let answers = 0;
    storage.before = () => {
      answers += 1;
      if (answers === 2) {
        storage.data = young;
        if (mark === "etag") storage.etag = '"two"';
        if (mark === "lastModified") storage.lastModified = "Thu, 02 Jan 2025 00:00:00 GMT";
      }
      return false;
    };
    const lines: string[] = [];
    const destination = newDestination();
    const result = await downloadCompetition(connect(api.url), "comp", destination, {
      onMessage: (line) => lines.push(line),
    });
    expect(result.md5).toBe(md5(young));
    expect(readFileSync(destination).equals(young)).toBe(true);
    expect(lines.join("\n")).toContain("changed on Kaggle");
  },
);

test("a changed file is noticed although the server ignores If-Range and the size stays", async () => {
  const { api, storage } = await serveDownload(bytes(100_000, 1));
  storage.hash = "none";
  storage.ifRange = false;
  storage.cuts = [70_000];
  let answers = 0;
  const young = bytes(100_000, 2);
  storage.before = () => {
    answers += 1;
    if (answers === 2) Object.assign(storage, { data: young, etag: '"two"' });
    return false;
  };
  const destination = newDestination();
  await downloadCompetition(connect(api.url), "comp", destination);
  expect(readFileSync(destination).equals(young)).toBe(true);
});

test("a file that never stays the same is an error", async () => {
  const { api, storage } = await serveDownload(bytes(100_000));
  let answers = 0;
  storage.before = () => {
    answers += 1;
    storage.etag = `"${answers}"`;
    storage.data = bytes(100_000, answers);
    storage.cuts = [50_000];
    return false;
  };
  const error = await failure(downloadCompetition(connect(api.url), "comp", newDestination()));
  expect(error.reason).toBe("changed");
});

test("a server without ranges restarts the download, with a message", async () => {
  const data = bytes(100_000);
  const { api, storage } = await serveDownload(data);
  Object.assign(storage, { ranges: false, cuts: [30_000, 60_000, 90_000] });
  const lines: string[] = [];
  const result = await downloadCompetition(connect(api.url), "comp", newDestination(), {
    onMessage: (line) => lines.push(line),
  });
  expect(result.md5).toBe(md5(data));
  expect(lines.filter((line) => line.includes("does not support resuming")).length).toBe(3);
});

test("a server without ranges that always breaks at the same byte is given up", async () => {
  const { api, storage } = await serveDownload(bytes(100_000));
  storage.ranges = false;
  storage.before = () => {
    storage.cuts = [50_000];
    return false;
  };
  const error = await failure(downloadCompetition(connect(api.url), "comp", newDestination()));
  expect(error.reason).toBe("network");
  expect(storage.sent.length).toBe(quickRetry.attempts);
});

test("a wrong MD5 is an error after starting over, and nothing gets the name", async () => {
  const { api, storage } = await serveDownload(bytes(10_000));
  storage.hash = "wrong";
  const destination = newDestination();
  const error = await failure(downloadCompetition(connect(api.url), "comp", destination));
  expect([error.reason, storage.sent.length]).toEqual(["damaged", 3]);
  expect(existsSync(destination)).toBe(false);
});

test("CRC-32C is verified where there is no MD5", async () => {
  const data = bytes(10_001);
  const { api, storage } = await serveDownload(data);
  Object.assign(storage, { hash: "crc32c", cuts: [5003] });
  expect((await downloadCompetition(connect(api.url), "comp", newDestination())).md5).toBe(md5(data));
  storage.before = (_, response) => {
    response
      .writeHead(200, { "x-goog-hash": "crc32c=AAAAAA==", etag: '"x"', "content-length": data.length })
      .end(data);
    return true;
  };
  expect((await failure(downloadCompetition(connect(api.url), "comp", newDestination()))).reason).toBe(
    "damaged",
  );
});

test("without any checksum it says that only the size was verified", async () => {
  const { api, storage } = await serveDownload(bytes(10_000));
  storage.hash = "none";
  const lines: string[] = [];
  await downloadCompetition(
    connect(api.url, { onMessage: (line) => lines.push(line) }),
    "comp",
    newDestination(),
  );
  expect(lines).toEqual(["The server sent no checksum for comp. Only its size was verified."]);
});

test("a Content-Length that is too long looks like a cut and ends in an error", async () => {
  const data = bytes(10_000);
  const { api, storage } = await serveDownload(data);
  storage.before = (request, response) => {
    if (request.headers.range !== undefined) return false;
    response.writeHead(200, { etag: '"one"', "content-length": data.length + 10 });
    response.write(data, () => response.socket?.end());
    return true;
  };
  const destination = newDestination();
  const error = await failure(downloadCompetition(connect(api.url), "comp", destination));
  expect(["changed", "network", "damaged"]).toContain(error.reason);
  expect(existsSync(destination)).toBe(false);
});

test("more bytes than announced are refused", async () => {
  const data = bytes(10_000);
  const { api, storage } = await serveDownload(data);
  storage.cuts = [5000];
  storage.before = (request, response) => {
    if (request.headers.range === undefined) return false;
    response.writeHead(206, {
      etag: '"one"',
      "content-range": `bytes 5000-9999/${data.length}`,
      "x-goog-hash": `md5=${Buffer.from(md5(data), "hex").toString("base64")}`,
    });
    response.end(Buffer.concat([data.subarray(5000), Buffer.alloc(100)]));
    return true;
  };
  const lines: string[] = [];
  const result = await downloadCompetition(
    connect(api.url, { onMessage: (line) => lines.push(line) }),
    "comp",
    newDestination(),
  );
  expect(result.md5).toBe(md5(data));
  expect(lines.join("\n")).toContain("more than it announced");
});

test("another part than the one asked for is not appended", async () => {
  const data = bytes(10_000);
  const { api, storage } = await serveDownload(data);
  storage.cuts = [5000];
  storage.before = (request, response) => {
    if (request.headers.range === undefined) return false;
    response.writeHead(206, { etag: '"one"', "content-range": `bytes 4000-9999/${data.length}` });
    response.end(data.subarray(4000));
    return true;
  };
  const destination = newDestination();
  await downloadCompetition(connect(api.url), "comp", destination);
  expect(readFileSync(destination).equals(data)).toBe(true);
});

test("silence in the middle is a cut", async () => {
  const data = bytes(10_000);
  const { api, storage } = await serveDownload(data);
  let answers = 0;
  storage.before = (_, response) => {
    answers += 1;
    if (answers > 1) return false;
    response.writeHead(200, { etag: '"one"', "content-length": data.length });
    response.write(data.subarray(0, 3000));
    storage.sent.push([0, 3000]);
    storage.hash = "none";
    return true;
  };
  const result = await downloadCompetition(connect(api.url), "comp", newDestination());
  expect(result).toMatchObject({ md5: md5(data), fetched: data.length });
  expect(doubled(storage.sent)).toBe(0);
});

test("requests an expired address again; an address that never works is an error without the signature", async () => {
  const data = bytes(100_000);
  const { api, storage } = await serveDownload(data);
  storage.cuts = [40_000];
  storage.before = (request, response) => {
    if (request.headers.range === undefined || request.url.includes("Signature=2")) return false;
    response.writeHead(403).end(`<Error>${request.url}</Error>`);
    return true;
  };
  expect((await downloadCompetition(connect(api.url), "comp", newDestination())).md5).toBe(md5(data));
  expect(api.seen.length).toBe(2);
  storage.before = (request, response) => {
    response.writeHead(403).end(`<Error>${request.url}</Error>`);
    return true;
  };
  const error = await failure(downloadCompetition(connect(api.url), "comp", newDestination()));
  expect(error).toMatchObject({ reason: "server", status: 403 });
  expect(error.message).not.toContain("Signature");
});

test.each([500, 503, 429, 408])("status %i of the storage host is tried again", async (status) => {
  const data = bytes(1000);
  const { api, storage } = await serveDownload(data);
  let answers = 0;
  storage.before = (_, response) => {
    answers += 1;
    if (answers > 2) return false;
    response.writeHead(status, { "retry-after": "0" }).end("busy");
    return true;
  };
  expect((await downloadCompetition(connect(api.url), "comp", newDestination())).fetched).toBe(1000);
});

test("rules that are not accepted name the page, and leave no file", async () => {
  const api = await serve((_, response) =>
    json(
      response,
      {
        code: 403,
        message:
          "You must accept this competition\\u0027s rules before you\\u0027ll be able to download files.",
      },
      403,
    ),
  );
  const destination = newDestination();
  const error = await failure(downloadCompetition(connect(api.url), "comp", destination));
  expect(error.reason).toBe("rules");
  expect(error.details.hint).toContain("https://www.kaggle.com/c/comp/rules");
  expect(error.details.hint).toContain("Data tab");
  expect(api.seen.length).toBe(1);
});

test("a file that Kaggle sends itself is taken, in parts too", async () => {
  const data = bytes(50_000);
  const api = await serve((request, response) => {
    expect(methodOf(request)).toBe("DownloadDataFiles");
    const from = Number(/\d+/.exec(request.headers.range ?? "0")?.[0]);
    const headers = { etag: '"e"', "content-type": "application/zip" };
    if (from > 0)
      response
        .writeHead(206, { ...headers, "content-range": `bytes ${from}-49999/50000` })
        .end(data.subarray(from));
    else {
      response.writeHead(200, { ...headers, "content-length": data.length });
      response.write(data.subarray(0, 20_000), () => response.socket?.end());
    }
  });
  expect(await downloadCompetition(connect(api.url), "comp", newDestination())).toMatchObject({
    md5: md5(data),
    fetched: data.length,
  });
});

test("a request to stop leaves the part, and the next call goes on", async () => {
  const data = bytes(100_000);
  const { api, storage } = await serveDownload(data);
  const controller = new AbortController();
  storage.before = (_, response) => {
    response.writeHead(200, { etag: '"one"', "content-length": data.length });
    response.write(data.subarray(0, 60_000), () => setTimeout(() => controller.abort(), 50));
    return true;
  };
  storage.hash = "none";
  const destination = newDestination();
  const error = await failure(
    downloadCompetition(connect(api.url), "comp", destination, { signal: controller.signal }),
  );
  expect(error.reason).toBe("aborted");
  delete storage.before;
  expect((await downloadCompetition(connect(api.url), "comp", destination)).fetched).toBe(40_000);
});

test("a file in the way of the directory is one clear error", async () => {
  const { api } = await serveDownload(bytes(10));
  const destination = newDestination();
  writeFileSync(destination, "");
  const error = await failure(
    downloadCompetition(connect(api.url), "comp", join(destination, "deeper", "comp.zip")),
  );
  expect(error.reason).toBe("disk");
});

test.each([
  ["text/html; charset=utf-8", "<!DOCTYPE html><html>Please log in</html>"],
  ["application/zip", "<html>Please log in</html>"],
  ["application/octet-stream", '{"code":403,"message":"no"}'],
  ["application/json", '{"code":403}'],
  ["application/zip", ""],
])("what comes in place of the file (%s, %j) is thrown away and asked for again", async (type, text) => {
  const data = bytes(100_000);
  const { api, storage } = await serveDownload(data);
  let pages = 2;
  storage.before = (_, response) => {
    if (pages === 0) return false;
    pages -= 1;
    response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
    return true;
  };
  const said: string[] = [];
  const destination = newDestination();
  const result = await downloadCompetition(connect(api.url), "comp", destination, {
    onMessage: (line) => said.push(line),
  });
  expect(result).toEqual({ bytes: data.length, md5: md5(data), fetched: data.length });
  expect(readFileSync(destination).equals(data)).toBe(true);
  expect(said.filter((line) => line.includes("instead of the data of comp"))).toHaveLength(2);
});

test("a page in the middle of a download costs none of what is there", async () => {
  const data = bytes(100_000);
  const { api, storage } = await serveDownload(data);
  storage.cuts = [60_000];
  storage.before = (request, response) => {
    if (request.headers.range === undefined || storage.sent.length !== 1) return false;
    storage.before = undefined;
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in</html>");
    return true;
  };
  const result = await downloadCompetition(connect(api.url), "comp", newDestination());
  expect(result).toMatchObject({ md5: md5(data), fetched: data.length });
  expect(doubled(storage.sent)).toBe(0);
});

test("a page that never goes away is an error, and nothing is left", async () => {
  const { api, storage } = await serveDownload(bytes(10));
  storage.before = (_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in</html>");
    return true;
  };
  const destination = newDestination();
  const error = await failure(downloadCompetition(connect(api.url), "comp", destination));
  expect([error.reason, error.details.hint]).toEqual(["server", expect.stringContaining("browser")]);
  expect(readdirSync(join(destination, ".."))).toEqual([]);
});
