import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describeError } from "@mlebench/core";
import { afterEach, expect, test } from "vitest";
import { downloadCompetition } from "../src/index.js";
import { closeAll, connect, type Seen, serve, serveDownload } from "./loopback.js";

afterEach(closeAll);

/** Header lines without end, as long as anybody reads them. */
function endlessHeaders(response: ServerResponse): void {
  const { socket } = response;
  socket?.write("HTTP/1.1 200 OK\r\n");
  const more = (): void => {
    while (socket?.writable && socket.write(`x-filler: ${"x".repeat(10_000)}\r\n`));
  };
  socket?.on("drain", more).on("error", () => {});
  more();
}

/** What storage does with every request for the file. */
const hostile: [string, (request: Seen, response: ServerResponse) => void][] = [
  ["redirects in a circle", (request, response) => response.writeHead(302, { location: request.url }).end()],
  [
    "redirects further and further",
    (request, response) => response.writeHead(302, { location: `${request.url}&n=1` }).end(),
  ],
  [
    "redirects to a file of this machine",
    (_, response) => response.writeHead(302, { location: "file:///etc/hostname" }).end(),
  ],
  ["redirects to nowhere", (_, response) => response.writeHead(302).end()],
  ["sends header lines without end", (_, response) => endlessHeaders(response)],
];

test.each(hostile)("storage that %s is given up, and nothing is left", async (_, act) => {
  const { api, storage } = await serveDownload(Buffer.alloc(10_000, "data"));
  let requests = 0;
  storage.before = (request, response) => {
    requests += 1;
    act(request, response);
    return true;
  };
  const destination = join(mkdtempSync(join(tmpdir(), "kaggle-")), "comp.zip");
  const error: unknown = await downloadCompetition(connect(api.url), "comp", destination).catch(
    (reason: unknown) => reason,
  );
  expect(describeError(error)).toMatch(/comp|127\.0\.0\.1|`file:`/);
  expect(error).toMatchObject({ name: "KaggleError" });
  expect(requests).toBeGreaterThan(0);
  expect(existsSync(destination)).toBe(false);
  expect(readdirSync(dirname(destination)).filter((name) => name.endsWith(".zip"))).toEqual([]);
});

test("Kaggle that sends header lines without end is given up", async () => {
  const api = await serve((_, response) => endlessHeaders(response));
  const destination = join(mkdtempSync(join(tmpdir(), "kaggle-")), "comp.zip");
  await expect(downloadCompetition(connect(api.url), "comp", destination)).rejects.toMatchObject({
    name: "KaggleError",
  });
  expect(readdirSync(dirname(destination))).toEqual([]);
});
