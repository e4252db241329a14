import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { downloadFile } from "@mlebench/kaggle";
import { describe, expect, it, onTestFinished } from "vitest";
import { type DownloadFile, extraFilesToDownload, prepareDataset, prepareMiniature } from "../src/index.js";
import { fakeCompetition, id, preparedFiles, rawFiles, readFiles, writeFiles } from "./fake-competition.js";
import { failure, temporaryDataDirectory, zipOf } from "./temporary-data-directory.js";

const name = "labels.meta.zip";
/** Comparing digests is faster than comparing buffers. */
const md5 = (data: Uint8Array) => createHash("md5").update(data).digest("hex");
const md5OfOther = "0123456789abcdef0123456789abcdef";
const expected = preparedFiles(rawFiles["train.csv"]);

/** A server on this machine with one file, which supports ranges. `cut` breaks the next answer after so many bytes. */
async function serve(data: Buffer, answer?: (response: ServerResponse) => boolean) {
  const state = { requests: 0, ranges: [] as (string | undefined)[], cut: undefined as number | undefined };
  const server = createServer((request, response) => {
    state.requests += 1;
    if (answer?.(response) === true) return;
    const { range } = request.headers;
    state.ranges.push(range);
    const from = range === undefined ? 0 : Number(/\d+/.exec(range)?.[0]);
    response.writeHead(range === undefined ? 200 : 206, {
      etag: '"1"',
      "content-length": data.length - from,
      ...(range !== undefined && { "content-range": `bytes ${from}-${data.length - 1}/${data.length}` }),
    });
    const { cut } = state;
    state.cut = undefined;
    if (cut === undefined) response.end(data.subarray(from));
    else response.write(data.subarray(from, cut), () => response.socket?.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/${name}?download=1`, state };
}

const overHttp =
  (attempts = 3): DownloadFile =>
  ({ file, destination, onMessage }) =>
    downloadFile(file, destination, {
      onMessage,
      environment: {},
      retry: { attempts, initialDelay: 1, maxDelay: 1 },
    });

/** The file, large enough to come in several blocks. */
async function extraZip(root: string): Promise<Buffer> {
  const path = join(root, "made.zip");
  const data = Buffer.from("fname,labels\n".repeat(20_000));
  await createZip(path, [{ name: "labels.csv", data }], { compression: "store" });
  return readFileSync(path);
}

/** A place with Kaggle's archive, a server with the extra file, and a competition that needs both. */
async function setUp(options: { published?: string; answer?: (response: ServerResponse) => boolean } = {}) {
  const place = temporaryDataDirectory();
  mkdirSync(place.home, { recursive: true });
  const data = await extraZip(place.root);
  const { url, state } = await serve(data, options.answer);
  const seen: string[] = [];
  const file = { name, url, ...(options.published !== undefined && { md5: options.published }) };
  const competition = fakeCompetition(place.package, {
    extraRawFiles: [file],
    onPrepare: ({ raw }) => void seen.push(md5(readFileSync(join(raw, name)))),
  });
  const extra = join(place.home, name);
  const archive = () => zipOf(join(place.home, `${id}.zip`));
  return { place, data, url, state, seen, competition, extra, archive, dataDirectory: place.data };
}

describe("a raw file that is not on Kaggle", () => {
  it("is downloaded once, resumed where the connection broke, and kept beside the archive", async () => {
    const { competition, state, seen, data, extra, archive, place, dataDirectory } = await setUp();
    await archive();
    state.cut = 100_000;
    const messages: string[] = [];
    const options = {
      dataDirectory,
      downloadFile: overHttp(),
      onMessage: (line: string) => messages.push(line),
    };
    await prepareDataset(competition, options);
    expect(seen).toEqual([md5(data)]);
    expect(state.ranges).toEqual([undefined, "bytes=100000-"]);
    expect(md5(readFileSync(extra))).toBe(md5(data));
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect(readdirSync(place.home).sort()).toEqual([name, "prepared", `${id}.zip`].sort());
    expect(messages).toContainEqual(expect.stringContaining(`Downloading ${name} from http://127.0.0.1`));

    await prepareDataset(competition, { ...options, fresh: true });
    expect([seen.length, state.requests]).toEqual([2, 2]);
  });

  it("is downloaded before the archive, which takes longer", async () => {
    const { competition, dataDirectory, extra, seen } = await setUp();
    const order: string[] = [];
    await prepareDataset(competition, {
      dataDirectory,
      download: async ({ destination }) => {
        order.push(existsSync(extra) ? "archive second" : "archive first");
        await zipOf(destination);
        return undefined;
      },
      downloadFile: overHttp(),
    });
    expect(order).toEqual(["archive second"]);
    expect(seen).toHaveLength(1);
  });

  it("leaves only a part when the download fails, which the next run resumes", async () => {
    const { competition, state, extra, archive, data, dataDirectory, seen, place } = await setUp();
    await archive();
    state.cut = 50_000;
    const text = await failure(prepareDataset(competition, { dataDirectory, downloadFile: overHttp(1) }));
    expect(text).toContain("cannot be downloaded");
    expect(text).toContain("interrupted at 50000 bytes");
    expect(existsSync(extra)).toBe(false);
    expect(readdirSync(place.home).sort()).toEqual([`${id}.zip`, `${name}.part`, `${name}.part.json`].sort());
    await prepareDataset(competition, { dataDirectory, downloadFile: overHttp() });
    expect(state.ranges).toEqual([undefined, "bytes=50000-"]);
    expect(seen).toEqual([md5(data)]);
  });

  it("is downloaded from the start by a run that starts over", async () => {
    const { competition, state, archive, data, dataDirectory, seen } = await setUp();
    await archive();
    state.cut = 50_000;
    await failure(prepareDataset(competition, { dataDirectory, downloadFile: overHttp(1) }));
    await prepareDataset(competition, { dataDirectory, downloadFile: overHttp(), fresh: true });
    expect(state.ranges).toEqual([undefined, undefined]);
    expect(seen).toEqual([md5(data)]);
  });
});

describe("without a network, a raw file that is not on Kaggle is found", () => {
  type Setup = Awaited<ReturnType<typeof setUp>>;
  const places: [string, (setup: Setup) => Promise<string | undefined>][] = [
    [
      "beside the archive in the data directory",
      async ({ archive, extra, data }) => {
        await archive();
        writeFileSync(extra, data);
        return undefined;
      },
    ],
    [
      "among a person's raw files",
      async ({ place, data }) => {
        writeFiles(join(place.home, "raw"), rawFiles);
        writeFileSync(join(place.home, "raw", name), data);
        return undefined;
      },
    ],
    [
      "beside a person's raw files",
      async ({ place, data, extra }) => {
        writeFiles(join(place.home, "raw"), rawFiles);
        writeFileSync(extra, data);
        return undefined;
      },
    ],
    [
      "in the directory that `--from` names",
      async ({ place, data }) => {
        const from = join(place.root, "from");
        writeFiles(from, rawFiles);
        writeFileSync(join(from, name), data);
        return from;
      },
    ],
    [
      "beside the archive that `--from` names",
      async ({ place, data }) => {
        const from = join(place.root, "from");
        mkdirSync(from);
        writeFileSync(join(from, name), data);
        return zipOf(join(from, "mine.zip"));
      },
    ],
    [
      "in an archive",
      async ({ place, data }) => {
        const members = Object.entries(rawFiles).map(([path, text]) => ({
          name: path,
          data: Buffer.from(text),
        }));
        const from = join(place.root, "mine.zip");
        await createZip(from, [...members, { name, data }]);
        return from;
      },
    ],
  ];

  it.each(places)("%s", async (_, put) => {
    const setup = await setUp();
    const from = await put(setup);
    const { competition, dataDirectory, seen, data, state, place } = setup;
    expect(await extraFilesToDownload(competition, { dataDirectory, from })).toEqual([]);
    await prepareDataset(competition, { dataDirectory, from });
    expect(seen).toEqual([md5(data)]);
    expect(state.requests).toBe(0);
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });

  it("or missed with its name, its address, and its place, before anything else is done", async () => {
    const { competition, dataDirectory, extra, url, place } = await setUp();
    let downloads = 0;
    const download = async () => {
      downloads += 1;
      return undefined;
    };
    expect(await extraFilesToDownload(competition, { dataDirectory })).toEqual([
      { file: { name, url }, destination: extra },
    ]);
    const text = await failure(prepareDataset(competition, { dataDirectory, download }));
    for (const words of [`\`${name}\``, "not on Kaggle", url, `save it as ${extra}`])
      expect(text).toContain(words);
    expect(downloads).toBe(0);
    expect(readdirSync(place.home)).toEqual([]);
  });

  it("and not asked for where Kaggle's files are missing too", async () => {
    const { competition, dataDirectory, state } = await setUp();
    const text = await failure(prepareDataset(competition, { dataDirectory, downloadFile: overHttp() }));
    expect(text).toContain(`Raw data of \`${id}\` not found`);
    expect(state.requests).toBe(0);
  });

  it("and says nothing about where Kaggle's files are", async () => {
    const { competition, dataDirectory, data, place } = await setUp();
    const from = join(place.root, "from");
    mkdirSync(from);
    writeFileSync(join(from, name), data);
    const text = await failure(prepareDataset(competition, { dataDirectory, from }));
    expect(text).toContain("No raw data");
  });
});

describe("what is not the file is refused", () => {
  it("when the server does not have it, with the address and the place", async () => {
    const answer = (response: ServerResponse) => response.writeHead(404).end() !== undefined;
    const { competition, dataDirectory, archive, url, extra } = await setUp({ answer });
    await archive();
    const text = await failure(prepareDataset(competition, { dataDirectory, downloadFile: overHttp() }));
    for (const words of ["cannot be downloaded", "HTTP 404", url, `save it as ${extra}`])
      expect(text).toContain(words);
    expect(existsSync(extra)).toBe(false);
  });

  it("when a log-in page comes in its place", async () => {
    const answer = (response: ServerResponse) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>Log in") !== undefined;
    const { competition, dataDirectory, archive, extra, state } = await setUp({ answer });
    await archive();
    const text = await failure(prepareDataset(competition, { dataDirectory, downloadFile: overHttp() }));
    expect(text).toContain("sent a web page");
    expect([state.requests, existsSync(extra)]).toEqual([3, false]);
  });

  it("when a person has saved a web page", async () => {
    const { competition, dataDirectory, archive, extra, url } = await setUp();
    await archive();
    writeFileSync(extra, "<!DOCTYPE html><html><body>Log in</body></html>");
    const text = await failure(prepareDataset(competition, { dataDirectory }));
    for (const words of ["web page", extra, url]) expect(text).toContain(words);
  });

  it("when its MD5 is not the published one, downloaded or put there", async () => {
    const { competition, dataDirectory, archive, extra, data, state } = await setUp({
      published: md5OfOther,
    });
    await archive();
    const text = await failure(prepareDataset(competition, { dataDirectory, downloadFile: overHttp() }));
    expect(text).toContain("MD5 mismatch");
    expect([existsSync(extra), state.requests]).toEqual([false, 3]);
    writeFileSync(extra, data);
    const found = await failure(prepareDataset(competition, { dataDirectory }));
    for (const words of ["differs from the published file", md5OfOther, extra])
      expect(found).toContain(words);
  });
});

it("a raw file that is not on Kaggle never becomes public", async () => {
  const place = temporaryDataDirectory();
  const extraRawFiles = [{ name, url: "https://example.com/labels.meta.zip" }];
  const competition = fakeCompetition(place.package, { extraRawFiles, more: { [`public/${name}`]: "x" } });
  const text = await failure(prepareMiniature(competition, { dataDirectory: place.data }));
  expect(text).toContain(`made \`${name}\` public`);
  expect(existsSync(join(place.home, "prepared"))).toBe(false);
});
