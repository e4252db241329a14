import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { checkFile, downloadFile, type KaggleError } from "../src/index.js";
import { closeAll, md5, newStorage, quickRetry, serve, storageHandler } from "./loopback.js";

afterEach(closeAll);

const data = Buffer.from("0123456789".repeat(30_000));
const options = {
  environment: {},
  retry: quickRetry,
  timeouts: { connect: 500, headers: 300, idle: 300 },
};
const newDestination = () => join(mkdtempSync(join(tmpdir(), "kaggle-file-")), "meta.zip");
const failure = (promise: Promise<unknown>): Promise<KaggleError> =>
  promise.then(
    () => expect.fail("should have failed"),
    (error: KaggleError) => error,
  );

async function serveFile() {
  const storage = newStorage(data);
  storage.hash = "none";
  const server = await serve(storageHandler(storage));
  return { storage, server, file: { url: `${server.url}/meta.zip?download=1`, name: "meta.zip" } };
}

describe("downloading a public file", () => {
  test("needs no credentials, resumes cut connections, and leaves nothing else", async () => {
    const { storage, server, file } = await serveFile();
    storage.cuts = [10_000, 200_000];
    const destination = newDestination();
    const result = await downloadFile({ ...file, md5: md5(data) }, destination, options);
    expect(result).toEqual({ bytes: data.length, md5: md5(data), fetched: data.length });
    expect(readFileSync(destination).equals(data)).toBe(true);
    expect(readdirSync(dirname(destination))).toEqual(["meta.zip"]);
    expect(server.seen.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(server.seen.map(({ headers }) => headers.range)).toEqual([
      undefined,
      "bytes=10000-",
      "bytes=200000-",
    ]);
  });

  test("follows redirects, and names the host that refuses", async () => {
    const { server, file, storage } = await serveFile();
    const front = await serve((_, response) => response.writeHead(302, { location: file.url }).end());
    const destination = newDestination();
    await downloadFile({ ...file, url: `${front.url}/x` }, destination, options);
    expect(readFileSync(destination).equals(data)).toBe(true);
    storage.before = (_, response) => response.writeHead(403).end() !== undefined;
    const error = await failure(downloadFile({ ...file, url: `${front.url}/x` }, newDestination(), options));
    expect(error.reason).toBe("denied");
    expect(error.message).toBe(`127.0.0.1:${server.port} denied the file meta.zip (HTTP 403)`);
  });

  test.each([429, 503])("retries after status %i", async (status) => {
    const { storage, file } = await serveFile();
    let refusals = 2;
    storage.before = (_, response) => {
      refusals -= 1;
      return refusals >= 0 && response.writeHead(status, { "retry-after": "0" }).end() !== undefined;
    };
    expect(await downloadFile(file, newDestination(), options)).toMatchObject({ bytes: data.length });
  });

  test("reports a file that is not there, or has another MD5, and keeps no file of that name", async () => {
    const { storage, file } = await serveFile();
    const destination = newDestination();
    const wrong = await failure(downloadFile({ ...file, md5: "0".repeat(32) }, destination, options));
    expect([wrong.reason, wrong.message]).toEqual([
      "damaged",
      "Download of `meta.zip` is corrupt: MD5 mismatch",
    ]);
    storage.before = (_, response) => response.writeHead(404).end() !== undefined;
    expect((await failure(downloadFile(file, destination, options))).reason).toBe("not found");
    expect(existsSync(destination)).toBe(false);
  });

  test("takes a web page for no archive, but for the file where that is one", async () => {
    const page = Buffer.from("<!doctype html><p>Log in</p>");
    const server = await serve((_, response) =>
      response.writeHead(200, { "content-type": "text/html", "content-length": page.length }).end(page),
    );
    const error = await failure(
      downloadFile({ url: server.url, name: "meta.zip" }, newDestination(), options),
    );
    expect(error.message).toContain("sent a web page, a message, or an empty response instead of the file");
    const taken = await downloadFile({ url: server.url, name: "page.html" }, newDestination(), options);
    expect(taken.bytes).toBe(page.length);
  });

  test("refuses an address that others could change on the way", async () => {
    for (const url of ["http://example.com/meta.zip", "file:///etc/passwd", "meta.zip"]) {
      const error = await failure(downloadFile({ url, name: "meta.zip" }, newDestination(), options));
      expect(error.message).toContain(`The address of \`meta.zip\` cannot be used: ${url}`);
    }
  });
});

test("checking a public file asks for its head only", async () => {
  const { server, file, storage } = await serveFile();
  expect(await checkFile(file, options)).toEqual({ bytes: data.length });
  expect(server.seen.map(({ method }) => method)).toEqual(["HEAD"]);
  storage.before = (_, response) => response.writeHead(404).end() !== undefined;
  expect((await failure(checkFile(file, options))).message).toContain("does not have the file meta.zip");
});

test("checking a public file without a network fails after a few attempts", async () => {
  const { server, file } = await serveFile();
  await closeAll();
  const error = await failure(checkFile(file, options));
  expect([error.reason, error.message]).toEqual([
    "network",
    `Cannot connect to 127.0.0.1:${server.port}: connection refused (ECONNREFUSED)`,
  ]);
});
