import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describeError } from "@mlebench/core";
import { afterEach, expect, test } from "vitest";
import {
  checkCompetition,
  checkCredentials,
  competitionSize,
  connectToKaggle,
  findKaggleCredentials,
  type KaggleError,
  listCompetitionFiles,
} from "../src/index.js";
import { KaggleError as Failure } from "../src/kaggle-error.js";
import { defaultRetryPolicy, markTemporary, parseRetryAfter, retryDelay } from "../src/retry.js";
import {
  closeAll,
  connect,
  json,
  methodOf,
  quickRetry,
  sentinel,
  serve,
  tokenCredentials,
} from "./loopback.js";
import { makeCertificate } from "./make-certificate.js";

afterEach(closeAll);

const failure = (promise: Promise<unknown>): Promise<KaggleError> =>
  promise.then(
    () => expect.fail("should have failed"),
    (error: KaggleError) => error,
  );

const entered = { title: "Comp", teamCount: 12, userHasEntered: true };

test("a call is a POST of JSON with the token", async () => {
  const api = await serve((request, response) =>
    json(response, methodOf(request) === "GetCompetition" ? entered : { files: [{ name: "a" }] }),
  );
  const access = await checkCompetition(connect(`${api.url}/api/`), "comp");
  expect(access).toEqual({
    id: "comp",
    status: "ready",
    page: "https://www.kaggle.com/c/comp",
    title: "Comp",
    teamCount: 12,
  });
  const [first] = api.seen;
  expect(first).toMatchObject({
    method: "POST",
    url: "/api/v1/competitions.CompetitionApiService/GetCompetition",
    body: '{"competitionName":"comp"}',
  });
  expect(first.headers).toMatchObject({
    "content-type": "application/json",
    authorization: `Bearer ${sentinel}`,
  });
});

test("an API key goes as HTTP Basic", async () => {
  const api = await serve((_, response) => json(response, entered));
  const credentials = findKaggleCredentials({
    environment: { KAGGLE_USERNAME: "ada", KAGGLE_KEY: "k:ey" },
    home: "/nowhere",
  });
  if (credentials === undefined) throw new Error("no credentials");
  const client = connect(api.url, { credentials });
  await checkCompetition(client, "comp");
  expect(api.seen[0].headers.authorization).toBe(`Basic ${Buffer.from("ada:k:ey").toString("base64")}`);
  expect(await checkCredentials(client)).toEqual({ username: "ada" });
});

test.each([
  [{ userHasEntered: false }, 200, "rules not accepted", "https://www.kaggle.com/c/comp/rules"],
  [{ code: 404, message: "Not found" }, 404, "not found", "https://www.kaggle.com/c/comp"],
  [{ code: 410, message: "Gone" }, 410, "no longer available", "https://www.kaggle.com/c/comp"],
  [
    { code: 403, message: "Permission 'competitions.get' was denied" },
    403,
    "denied",
    "https://www.kaggle.com/c/comp",
  ],
  [
    { code: 403, message: "Permission 'competitions.get' was denied" },
    200,
    "denied",
    "https://www.kaggle.com/c/comp",
  ],
])("%j with status %i means %s", async (body, status, expected, page) => {
  const api = await serve((_, response) => json(response, body, status));
  expect(await checkCompetition(connect(api.url), "comp")).toEqual({ id: "comp", status: expected, page });
  expect(api.seen.length).toBe(1);
});

test.each([
  [{ files: [] }, 200, "no longer available"],
  [{ code: 404, message: "none" }, 404, "no longer available"],
  [{ code: 403, message: "You must accept this competition's rules" }, 403, "rules not accepted"],
])("joined, and the file list says %j: %s", async (body, status, expected) => {
  const api = await serve((request, response) =>
    methodOf(request) === "GetCompetition" ? json(response, entered) : json(response, body, status),
  );
  expect((await checkCompetition(connect(api.url), "comp")).status).toBe(expected);
});

test.each([
  [401, { code: 401, message: "Unauthenticated" }, "credentials", "KAGGLE_API_TOKEN"],
  [403, { code: 403, message: "Please verify your phone number" }, "phone", "kaggle.com/settings"],
  [403, { code: 403, message: "You must accept this competition\\u0027s rules" }, "rules", "/c/comp/rules"],
  [403, { code: 403, message: "Permission 'competitions.get' was denied" }, "denied", "private"],
  [404, { code: 404, message: "Not found" }, "not found", "spelling"],
  [400, { code: 400, message: "Bad page" }, "server", "Bad page"],
])("status %i %j is distinguished and not retried", async (status, body, reason, text) => {
  const api = await serve((_, response) => json(response, body, status));
  const error = await failure(listCompetitionFiles(connect(api.url), "comp"));
  expect(error).toMatchObject({ reason, status, name: "KaggleError", kind: "user" });
  expect(describeError(error)).toContain(text);
  expect(api.seen.length).toBe(status === 400 ? 3 : 1);
});

test.each([
  [{ error: { code: 429, message: "slow down", status: "RESOURCE_EXHAUSTED" } }, 429, "rate limit"],
  [{ error: { code: 429, message: "slow down" } }, 200, "rate limit"],
  [{ message: "oops" }, 500, "server"],
  [{ message: "oops" }, 503, "server"],
  [{ message: "oops" }, 408, "server"],
])("%j with status %i is tried again, and given up in the end", async (body, status, reason) => {
  let answers = 0;
  const api = await serve((_, response) => {
    answers += 1;
    if (answers === 3)
      json(response, { files: [{ name: "a.csv", totalBytes: "12", creationDate: "2020-01-01T00:00:00Z" }] });
    else json(response, body, status, { "retry-after": "0" });
  });
  expect(await listCompetitionFiles(connect(api.url), "comp")).toEqual([
    { name: "a.csv", bytes: 12, created: "2020-01-01T00:00:00Z" },
  ]);
  answers = 10;
  const error = await failure(listCompetitionFiles(connect(api.url), "comp"));
  expect(error.reason).toBe(reason);
  expect(answers - 10).toBe(quickRetry.attempts);
});

test("Retry-After is honoured in both forms, with a limit", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(parseRetryAfter("120", now)).toBe(120_000);
  expect(parseRetryAfter("Thu, 01 Jan 2026 00:01:30 GMT", now)).toBe(90_000);
  expect(parseRetryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
  expect(parseRetryAfter("soon", now)).toBeUndefined();
  const error = markTemporary(new Failure("rate limit", "x"), 10 * 3_600_000);
  expect(retryDelay(error, 1, defaultRetryPolicy)).toBe(3_600_000);
});

test("delays double, have a limit and are not the same for everyone", () => {
  const error = markTemporary(new Failure("server", "x"));
  expect([1, 2, 3, 20].map((failures) => retryDelay(error, failures, defaultRetryPolicy, () => 1))).toEqual([
    1000, 2000, 4000, 60_000,
  ]);
  expect(retryDelay(error, 1, defaultRetryPolicy, () => 0)).toBe(500);
  expect(
    new Set(Array.from({ length: 20 }, () => retryDelay(error, 3, defaultRetryPolicy))).size,
  ).toBeGreaterThan(10);
});

test.each(["seconds", "date"])(
  "a wait that the server asks for (as %s) is kept and announced with its end",
  async (form) => {
    let answers = 0;
    let asked = 0;
    const times: number[] = [];
    const api = await serve((_, response) => {
      answers += 1;
      times.push(Date.now());
      if (answers > 1) return json(response, { files: [] });
      asked = form === "seconds" ? 1000 : 1500;
      const value = form === "seconds" ? "1" : new Date(Date.now() + 1999).toUTCString();
      json(response, { code: 429, message: "" }, 429, { "retry-after": value });
    });
    const lines: string[] = [];
    const retry = { ...quickRetry, maxRetryAfter: 5000 };
    await listCompetitionFiles(connect(api.url, { retry, onMessage: (line) => lines.push(line) }), "comp");
    expect(times[1] - times[0]).toBeGreaterThan(asked - 600);
    expect(lines.length).toBe(1);
    expect(lines[0]).toMatch(/HTTP 429.*Retrying in .* \(at \d\d:\d\d:\d\d, attempt 2 of \d+\)\./);
  },
);

test("a server that never answers is given up in time", async () => {
  const api = await serve(() => undefined);
  const error = await failure(
    checkCompetition(connect(api.url, { retry: { ...quickRetry, attempts: 2 } }), "comp"),
  );
  expect(error.reason).toBe("network");
  expect(error.message).toContain("response timed out");
});

test("no server is one clear error with the host", async () => {
  const error = await failure(checkCompetition(connect("http://127.0.0.1:9"), "comp"));
  expect(error).toMatchObject({ reason: "network" });
  expect(error.message).toContain("127.0.0.1:9");
  expect(error.message).toContain("ECONNREFUSED");
});

test("something that is not JSON is not taken for an answer", async () => {
  const api = await serve((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Log in"),
  );
  expect((await failure(checkCompetition(connect(api.url), "comp"))).message).toContain(
    "Unexpected response",
  );
});

test("a request to stop ends a wait at once", async () => {
  const controller = new AbortController();
  const api = await serve((_, response) => {
    json(response, { code: 429, message: "" }, 429, { "retry-after": "30" });
    setTimeout(() => controller.abort(), 20);
  });
  const retry = { ...quickRetry, maxRetryAfter: 60_000 };
  const error = await failure(
    checkCompetition(connect(api.url, { retry, signal: controller.signal }), "comp"),
  );
  expect(error.reason).toBe("aborted");
});

test("all pages of a file list are read, and a circle is noticed", async () => {
  const api = await serve((request, response) => {
    const { pageToken } = JSON.parse(request.body) as { pageToken: string };
    const page = Number(pageToken || 0);
    json(response, {
      files: [{ name: `f${page}`, totalBytes: page }],
      nextPageToken: page < 4 ? String(page + 1) : "",
    });
  });
  const files = await listCompetitionFiles(connect(api.url), "comp");
  expect(files.map(({ name, bytes }) => [name, bytes])).toEqual(
    [0, 1, 2, 3, 4].map((page) => [`f${page}`, page]),
  );
  const circle = await serve((_, response) => json(response, { files: [], nextPageToken: "same" }));
  expect((await failure(listCompetitionFiles(connect(circle.url), "comp"))).message).toContain(
    "repeats the same page",
  );
});

test.each([
  [
    {
      totalFileCount: 5,
      fileTypes: [
        { fileCount: 2, totalSize: 7 },
        { fileCount: 3, totalSize: "3000000000" },
      ],
    },
    5,
    3_000_000_007,
  ],
  [{ fileTypes: [{ fileCount: 2, totalSize: 7 }, {}] }, 2, 7],
  [undefined, 0, 0],
])("the size of a competition is summed up from %j", async (fileSummaryInfo, files, bytes) => {
  const api = await serve((request, response) => {
    expect(methodOf(request)).toBe("GetCompetitionDataFilesSummary");
    json(response, { fileSummaryInfo });
  });
  expect(await competitionSize(connect(api.url), "comp")).toEqual({ files, bytes });
});

test("smaller pages are asked for when large ones are refused", async () => {
  const api = await serve((request, response) => {
    const { pageSize } = JSON.parse(request.body) as { pageSize: number };
    if (pageSize > 200) json(response, { code: 400, message: "pageSize" }, 400);
    else json(response, { files: [{ name: "a" }] });
  });
  expect((await listCompetitionFiles(connect(api.url), "comp")).length).toBe(1);
});

test("a token is checked with Kaggle", async () => {
  let active = true;
  const api = await serve((request, response) => {
    expect(JSON.parse(request.body)).toEqual({ token: sentinel });
    json(response, { active, username: active ? "ada" : "" });
  });
  expect(await checkCredentials(connect(api.url))).toEqual({ username: "ada" });
  active = false;
  expect((await failure(checkCredentials(connect(api.url)))).reason).toBe("credentials");
});

function login(fields: Record<string, string>) {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  mkdirSync(join(home, ".kaggle"));
  writeFileSync(join(home, ".kaggle/credentials.json"), JSON.stringify(fields), { mode: 0o600 });
  const credentials = findKaggleCredentials({ home, environment: {} });
  if (credentials === undefined) throw new Error("no credentials");
  return credentials;
}

test("a login renews its access token once for all, and again when it is refused", async () => {
  let generation = 0;
  let good = "";
  const api = await serve((request, response) => {
    if (methodOf(request) === "GenerateAccessToken") {
      expect(request.headers.authorization).toBeUndefined();
      expect(JSON.parse(request.body)).toEqual({
        refreshToken: sentinel,
        apiVersion: "API_VERSION_V1",
        expirationDuration: "43200s",
      });
      generation += 1;
      good = `access-${generation}`;
      return json(response, { token: good, expiresIn: 43_200 });
    }
    const isGood = request.headers.authorization === `Bearer ${good}`;
    json(response, isGood ? entered : { code: 401, message: "expired" }, isGood ? 200 : 401);
  });
  const credentials = login({
    refresh_token: sentinel,
    access_token: "old",
    access_token_expiration: "2020-01-01T00:00:00+00:00",
  });
  const client = connect(api.url, { credentials });
  await Promise.all(["a", "b", "c"].map((id) => checkCompetition(client, id)));
  expect(generation).toBe(1);
  good = "nothing";
  await checkCompetition(client, "d");
  expect(generation).toBe(2);
});

test("a login that is over says how to log in again", async () => {
  const api = await serve((_, response) => json(response, { code: 400, message: `bad ${sentinel}` }, 400));
  const client = connect(api.url, { credentials: login({ refresh_token: sentinel }) });
  const error = await failure(checkCompetition(client, "comp"));
  expect(error.reason).toBe("credentials");
  expect(describeError(error)).toContain("kaggle auth login");
});

test("no message, error or printed object holds a secret, however the server spreads it", async () => {
  const basic = Buffer.from(`ada:${sentinel}`).toString("base64");
  const credentials = [
    tokenCredentials(),
    findKaggleCredentials({
      environment: { KAGGLE_USERNAME: "ada", KAGGLE_KEY: sentinel },
      home: "/nowhere",
    }),
    login({
      refresh_token: sentinel,
      access_token: sentinel,
      access_token_expiration: "2099-01-01T00:00:00Z",
    }),
  ];
  const forms = [
    sentinel,
    basic,
    Buffer.from(sentinel).toString("base64").replace(/=+$/, ""),
    encodeURIComponent(sentinel),
  ];
  const shown: unknown[] = [];
  for (const status of [200, 400, 401, 403, 404, 429, 500])
    for (const credential of credentials) {
      if (credential === undefined) throw new Error("no credentials");
      const echo = `Bearer ${sentinel} Basic ${basic} ${forms.join(" ")} https://x.test/y?sig=${sentinel}`;
      const api = await serve((_, response) =>
        json(response, { code: Math.max(status, 403), message: echo }, status),
      );
      const client = connect(api.url, { credentials: credential, onMessage: (line) => shown.push(line) });
      const error = await failure(listCompetitionFiles(client, "comp"));
      shown.push(
        error.message,
        error.stack,
        error.cause,
        inspect(error, { depth: 9, showHidden: true }),
        JSON.stringify(error),
        describeError(error),
        inspect(client, { depth: 9, showHidden: true }),
        JSON.stringify(client),
      );
    }
  const text = shown.map(String).join("\n");
  expect(text.length).toBeGreaterThan(1000);
  for (const form of forms) expect(text).not.toContain(form);
});

test.each([
  ["http://api.kaggle.com", "others can read"],
  ["http://localhost.evil.test", "others can read"],
  ["https://user:pass@api.kaggle.com", "not an address"],
  ["kaggle", "not an address"],
])("the endpoint %s is refused", (endpoint, text) => {
  expect(() => connect(endpoint)).toThrow(text);
  expect(() =>
    connectToKaggle({ credentials: tokenCredentials(), environment: { MLEBENCH_KAGGLE_ENDPOINT: endpoint } }),
  ).toThrow(text);
});

test("the endpoint comes from the environment", () => {
  const endpoint = (environment: Record<string, string>) =>
    connectToKaggle({ credentials: tokenCredentials(), environment }).endpoint;
  expect(endpoint({})).toBe("https://api.kaggle.com");
  expect(endpoint({ KAGGLE_API_ENVIRONMENT: "TEST" })).toBe("http://localhost:7777/api");
  expect(
    endpoint({ KAGGLE_API_ENVIRONMENT: "TEST", MLEBENCH_KAGGLE_ENDPOINT: "http://127.0.0.1:1/api/" }),
  ).toBe("http://127.0.0.1:1/api");
  expect(() => endpoint({ KAGGLE_API_ENVIRONMENT: "test" })).toThrow("unknown value");
});

test("nothing follows a redirect to an address that others can read", async () => {
  const { downloadCompetition } = await import("../src/index.js");
  const api = await serve((_, response) =>
    response.writeHead(302, { location: "http://storage.test/x?sig=1" }).end(),
  );
  const error = await failure(downloadCompetition(connect(api.url), "comp", join(tmpdir(), "never.zip")));
  expect(error.message).toContain("others can read");
});

/** An HTTP proxy that leads every tunnel to one port of this machine. */
async function startProxy(port: number, authorization?: string) {
  const tunnels: string[] = [];
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", (request, socket, head) => {
    tunnels.push(request.url ?? "");
    if (authorization !== undefined && request.headers["proxy-authorization"] !== authorization) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const upstream = connectSocket(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return { url: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, tunnels, close: () => proxy.close() };
}

test("a proxy of the environment is used, with its password and further certificates, but not for this machine", async () => {
  const { key, certificate } = makeCertificate("api.kaggle.test");
  const bundle = join(mkdtempSync(join(tmpdir(), "ca-")), "bundle.pem");
  writeFileSync(bundle, certificate);
  const server = createTlsServer({ key, cert: certificate }, (_, response) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ ...entered, files: [{}] })),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const password = "pr0xy-password";
  const proxy = await startProxy(
    (server.address() as AddressInfo).port,
    `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`,
  );
  const environment = { HTTPS_PROXY: `http://ada:${password}@${proxy.url}`, REQUESTS_CA_BUNDLE: bundle };
  try {
    const client = connect("https://api.kaggle.test", { environment });
    expect((await checkCompetition(client, "comp")).status).toBe("ready");
    expect(proxy.tunnels[0]).toBe("api.kaggle.test:443");

    const local = await serve((_, response) => json(response, { ...entered, files: [{}] }));
    const before = proxy.tunnels.length;
    await checkCompetition(connect(local.url, { environment }), "comp");
    expect(proxy.tunnels.length).toBe(before);

    const untrusted = connect("https://api.kaggle.test", {
      environment: { https_proxy: environment.HTTPS_PROXY },
    });
    expect((await failure(checkCompetition(untrusted, "comp"))).message).toContain("is not trusted");

    const wrong = { ...environment, HTTPS_PROXY: `http://ada:${password}x@${proxy.url}` };
    const error = await failure(
      checkCompetition(connect("https://api.kaggle.test", { environment: wrong }), "comp"),
    );
    expect(describeError(error)).toContain("407");
    expect(inspect(error)).not.toContain(password);
  } finally {
    server.closeAllConnections();
    server.close();
    proxy.close();
  }
});

test("an answer without end is given up", async () => {
  const block = Buffer.alloc(1 << 20, "[");
  let sent = 0;
  const api = await serve((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const write = () => {
      while (!response.destroyed && response.write(block)) sent += block.length;
    };
    response.on("drain", write);
    write();
  });
  const error = await checkCompetition(connect(api.url), "comp").then(
    () => expect.fail("should have failed"),
    (reason: KaggleError) => reason,
  );
  expect(error.message).toContain("longer than 64 MiB");
  expect(sent).toBeLessThan(512 << 20);
});
