import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type GradingServerOptions, startGradingServer } from "../src/index.js";
import { type Answer, colorGuess, secret, sendBody, sendForm, serve, temporaryDirectory } from "./harness.js";

const good = "id,color\n1,red\n";
/** Sends the beginning of a submission and leaves the connection open. */
function beginUpload(url: string, length: number, content: string): Socket {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const head = ["POST /validate HTTP/1.1", "Host: x", "Content-Type: text/csv", `Content-Length: ${length}`];
  socket.write(`${head.join("\r\n")}\r\n\r\n${content}`);
  return socket;
}

const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");

describe("the answer to a submission", () => {
  test("says valid, as the reference's server says it, for a form and for a plain body", async () => {
    const { url } = await serve();
    const expected = { result: "Submission is valid." };
    expect(await sendForm(url, good)).toMatchObject({ status: 200, body: expected });
    expect(await sendBody(url, good)).toMatchObject({ status: 200, body: expected });
    expect(await sendBody(url, good, { "content-type": "application/octet-stream" })).toMatchObject({
      status: 200,
      body: expected,
    });
  });

  test("says what is wrong with an invalid one, by its row and without the server's paths", async () => {
    const { url } = await serve();
    const { status, body } = await sendForm(url, "id,color\nrefuse");
    expect(status).toBe(200);
    expect(body).toEqual({ result: "Submission invalid! This will not do (submission.csv, row 3)." });
    expect((await sendForm(url, "")).body.result).toMatch(/^Submission invalid! The file is empty/);
    expect((await sendForm(url, "id;color\n1;red\n")).body.result).toMatch(/separated by semicolons/);
  });

  test("holds no score", async () => {
    const { url } = await serve();
    expect(JSON.stringify((await sendForm(url, good)).body)).not.toMatch(/0\.12|score/);
  });

  test("is short, however much the grader has to say", async () => {
    const { url } = await serve();
    const { body } = await sendForm(url, "id,color\nbabble");
    expect(body.result?.length).toBeLessThan(2100);
    expect(body.result).toMatch(/^Submission invalid! x+…$/);
  });

  test.each(["throw", "exit"])("gives no result if the grader fails (%s)", async (trick) => {
    const { url, records } = await serve();
    const { status, body } = await sendForm(url, trick);
    expect(status).toBe(500);
    expect(body).toEqual({
      error: "An unexpected error occurred.",
      details: "The grader failed. The submission was not validated.",
    });
    expect(records).toMatchObject([{ verdict: "grader-error" }]);
    if (trick === "throw") expect(records[0].reason).toContain(secret);
  });

  test("knows nothing of the server's environment", async () => {
    process.env.GRADING_SECRET = secret;
    try {
      const { url } = await serve();
      const { body } = await sendForm(url, "id,color\nenvironment");
      expect(body.result).toContain("secrets:");
      expect(body.result).not.toMatch(/vermilion|HOME|PATH/);
    } finally {
      delete process.env.GRADING_SECRET;
    }
  });

  test("takes the first of several files of that name and overlooks other fields", async () => {
    const { url } = await serve();
    const form = new FormData();
    form.append("note", "hello");
    form.append("other", new Blob(["throw"]), "other.csv");
    form.append("file", new Blob([good]), "submission.csv");
    form.append("file", new Blob(["throw"]), "second.csv");
    const response = await fetch(`${url}/validate`, { method: "POST", body: form });
    expect(await response.json()).toEqual({ result: "Submission is valid." });
  });
});

describe("other requests", () => {
  test("reports its health", async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: "running" }]);
  });

  test("distinguishes unknown paths from wrong methods", async () => {
    const { url } = await serve();
    expect((await fetch(`${url}/answers`)).status).toBe(404);
    expect((await fetch(`${url}/../../private`)).status).toBe(404);
    expect((await fetch(`${url}/validate`)).status).toBe(405);
    expect((await fetch(`${url}/health`, { method: "DELETE" })).status).toBe(405);
  });

  test("explains how to send a submission if a request has none", async () => {
    const { url, records } = await serve();
    expect(await sendForm(url, good, "submission")).toMatchObject({ status: 400 });
    const urlencoded = await sendBody(url, good, { "content-type": "application/x-www-form-urlencoded" });
    expect(urlencoded).toMatchObject({ status: 415 });
    expect(urlencoded.body.details).toContain("curl -F file=@submission.csv");
    expect(await sendBody(url, good, { "content-type": "multipart/form-data" })).toMatchObject({
      status: 400,
    });
    const broken = { "content-type": "multipart/form-data; boundary=x" };
    expect(await sendBody(url, "--x\r\ncontent-disposition: form-data", broken)).toMatchObject({
      status: 400,
    });
    expect(records.map(({ verdict }) => verdict)).toEqual(Array(4).fill("refused"));
  });

  test("headers beyond the limit are refused", async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/health`, { headers: { "x-long": "x".repeat(20_000) } });
    expect(response.status).toBe(431);
  });
});

describe("the log", () => {
  test("has every validation with time, hash, size, verdict and reason, before the agent has its answer", async () => {
    const { url, records, logged } = await serve();
    await sendForm(url, good);
    expect(logged()).toHaveLength(1);
    await sendForm(url, "id,color\nrefuse");
    expect(logged()).toEqual(records);
    expect(records).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        verdict: "valid",
        sha256: sha256(good),
        bytes: good.length,
        reason: null,
        milliseconds: expect.any(Number),
      },
      expect.objectContaining({
        verdict: "invalid",
        sha256: sha256("id,color\nrefuse"),
        reason: expect.stringContaining("This will not do"),
      }),
    ]);
  });

  test("can be read by its owner only", async () => {
    const directory = temporaryDirectory();
    await serve({ logFile: join(directory, "log.jsonl") });
    expect(statSync(join(directory, "log.jsonl")).mode & 0o777).toBe(0o600);
  });
});

describe("limits", () => {
  test("a submission that is announced as too large is refused before it is sent", async () => {
    const { url, records } = await serve({ limits: { uploadBytes: 1000 } });
    const { port } = new URL(url);
    const answer = await new Promise<string>((settle) => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.setEncoding("utf8").once("data", (text: unknown) => {
        socket.destroy();
        settle(String(text));
      });
      const head = ["POST /validate HTTP/1.1", "Host: x", "Content-Type: text/csv", "Expect: 100-continue"];
      socket.write(`${[...head, "Content-Length: 5000000000"].join("\r\n")}\r\n\r\n`);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain("1000 bytes");
    expect(records).toMatchObject([{ verdict: "refused", bytes: 0, sha256: null }]);
  });

  test.each(["text/csv", "multipart/form-data; boundary=x"])(
    "one that never says how large it is is refused on the way (%s)",
    async (type) => {
      const { url, records, leftovers } = await serve({ limits: { uploadBytes: 300_000 } });
      const start =
        type === "text/csv" ? "" : '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
      const status = await new Promise<number | undefined>((settle, fail) => {
        const sending = request(`${url}/validate`, { method: "POST", headers: { "content-type": type } });
        sending.on("response", (response) => {
          response.resume();
          sending.destroy();
          settle(response.statusCode);
        });
        sending.on("error", fail);
        sending.write(start);
        const more = (): void => {
          while (!sending.destroyed && sending.write("x".repeat(65_536)));
          if (!sending.destroyed) sending.once("drain", more);
        };
        more();
      });
      expect(status).toBe(413);
      expect(records).toMatchObject([{ verdict: "refused", sha256: null }]);
      expect(leftovers()).toEqual([]);
    },
  );

  test("compressed requests are refused unread, so that no bomb goes off", async () => {
    const { url } = await serve();
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const headers = { "content-type": "text/csv", "content-encoding": "gzip" };
    expect(await sendBody(url, bomb, headers)).toMatchObject({ status: 415 });
    expect((await sendForm(url, bomb)).body.result).toMatch(/^Submission invalid! /);
  });

  test("an upload that drips in is given up", async () => {
    const { url, records } = await serve({ limits: { uploadSeconds: 0.3 } });
    const status = await new Promise<number | undefined>((settle, fail) => {
      const sending = request(`${url}/validate`, { method: "POST", headers: { "content-type": "text/csv" } });
      sending.on("response", (response) => {
        sending.destroy();
        settle(response.statusCode);
      });
      sending.on("error", fail);
      sending.write("id,");
    });
    expect(status).toBe(408);
    expect(records).toMatchObject([{ verdict: "refused", reason: expect.stringContaining("0.3s") }]);
    expect(await sendForm(url, good)).toMatchObject({ status: 200 });
  });

  test.each([
    ["allocate", { checkBytes: 250 * 2 ** 20 }, "memory limit of 250 MiB"],
    ["grow", { checkBytes: 250 * 2 ** 20 }, "memory limit of 250 MiB"],
    ["loop", { checkSeconds: 2 }, "time limit of 2s"],
  ])("a submission that makes the grader %s costs one process", async (trick, limits, why) => {
    const { url, records, leftovers } = await serve({ limits });
    const { status, body } = await sendForm(url, trick);
    expect(status).toBe(200);
    expect(body.result).toMatch(/^Submission invalid! /);
    expect(body.result).toContain(why);
    expect(records).toMatchObject([{ verdict: "refused", sha256: sha256(trick) }]);
    expect(leftovers()).toEqual([]);
    expect(await sendForm(url, good)).toMatchObject({
      status: 200,
      body: { result: "Submission is valid." },
    });
  });

  test("a submission that becomes longer than a string can be is invalid, as in grading", async () => {
    const { url, records } = await serve();
    const { status, body } = await sendForm(url, "lengthen");
    expect(status).toBe(200);
    expect(body.result).toMatch(/^Submission invalid! The submission is too large: grading its 8 bytes /);
    expect(records).toMatchObject([{ verdict: "invalid" }]);
  });

  test.each([
    ["grow", { checkBytes: 250 * 2 ** 20 }, "The sample submission exceeds it as well."],
    ["lengthen", {}, "Invalid string length"],
  ])(
    "a grader that comes to %s on the sample submission too is not the submission's fault",
    async (trick, limits, why) => {
      const privateDirectory = temporaryDirectory();
      // The sample is replaced by the answers where there is no sample submission.
      writeFileSync(join(privateDirectory, "answers.csv"), `id,color\n${trick}\n`);
      const { url, records } = await serve({ limits, privateDirectory } as Partial<GradingServerOptions>);
      expect(await sendForm(url, trick)).toMatchObject({ status: 500 });
      expect(records).toMatchObject([{ verdict: "grader-error", reason: expect.stringContaining(why) }]);
    },
  );

  test("one validation runs at a time, a few wait, the others learn when to retry", async () => {
    const { url, records, leftovers } = await serve({ limits: { waiting: 1 } });
    const holder = beginUpload(url, 900_000, "id,");
    await expect.poll(() => leftovers().length, { timeout: 120_000 }).toBeGreaterThan(0);
    const answers: Answer[] = [];
    const sent = [1, 2].map(async () => answers.push(await sendForm(url, good)));
    await expect.poll(() => answers.length, { timeout: 120_000 }).toBe(1);
    expect(answers[0].status).toBe(429);
    expect(Number(answers[0].headers.get("retry-after"))).toBeGreaterThan(0);
    holder.destroy();
    await Promise.all(sent);
    expect(answers[1]).toMatchObject({ status: 200, body: { result: "Submission is valid." } });
    expect(records.map(({ verdict }) => verdict)).toEqual(["refused", "refused", "valid"]);
  });

  test("a flood is refused and leaves one line in the log", async () => {
    const { url, logged } = await serve({ limits: { rateRequests: 1, rateSeconds: 30 } });
    await sendForm(url, good);
    const flood = await Promise.all(Array.from({ length: 40 }, () => sendForm(url, good)));
    expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([429]));
    expect(flood[0].body.details).toMatch(/Limit: 1 validation per 30s\. Try again in \d+ seconds\./);
    expect(logged().map(({ verdict }) => verdict)).toEqual(["valid", "refused"]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

describe("nothing lasting", () => {
  test("a client that goes away while it sends leaves no file", async () => {
    const { url, records, leftovers } = await serve();
    const socket = beginUpload(url, 900_000, "id,");
    await expect.poll(() => leftovers().length, { timeout: 120_000 }).toBeGreaterThan(0);
    socket.destroy();
    await expect.poll(() => records.length, { timeout: 120_000 }).toBe(1);
    expect(records).toMatchObject([
      { verdict: "refused", reason: expect.stringContaining("Client disconnected") },
    ]);
    expect(leftovers()).toEqual([]);
  });

  test("a client that goes away while its submission is judged frees the judge at once", async () => {
    const { url, records, leftovers } = await serve();
    const socket = beginUpload(url, 4, "loop");
    await expect.poll(() => leftovers().length, { timeout: 120_000 }).toBeGreaterThan(0);
    await setTimeout(300);
    socket.destroy();
    await expect.poll(() => records.length, { timeout: 120_000 }).toBe(1);
    expect(records).toMatchObject([{ verdict: "refused", sha256: sha256("loop") }]);
    expect(leftovers()).toEqual([]);
    expect(await sendForm(url, good)).toMatchObject({ status: 200 });
  });

  test("closing gives up what is under way and removes every temporary file", async () => {
    const temporary = temporaryDirectory();
    const { url, server, records } = await serve({ temporaryDirectory: temporary });
    const pending = sendForm(url, "loop").catch(() => "closed");
    await setTimeout(300);
    await server.close();
    await server.close();
    expect(await pending).toBe("closed");
    expect(readdirSync(temporary)).toEqual([]);
    expect(records).toMatchObject([{ verdict: "refused" }]);
  });
});

describe("starting", () => {
  test("a data directory does as well as the private directory alone", async () => {
    const dataDirectory = temporaryDirectory();
    const answers = join(dataDirectory, "color-guess/prepared/private/answers.csv");
    mkdirSync(dirname(answers), { recursive: true });
    writeFileSync(answers, "id,color\n1,blue\n");
    const { url } = await serve({ dataDirectory, privateDirectory: undefined });
    expect(await sendForm(url, good)).toMatchObject({ status: 200 });
  });

  test.each([
    ["no answers", { privateDirectory: "/nonexistent" }, "Answers of `color-guess` not found"],
    ["an unknown competition", { competition: "color-gess" }, "contains the competition `color-gess`"],
    ["a path without a package", { competition: "./nowhere" }, "Not a competition package"],
    ["an impossible host", { host: "203.0.113.1" }, "cannot listen on 203.0.113.1"],
    ["a log that is a directory", { logFile: "/" }, "log cannot be written"],
  ])("%s fails at once and leaves nothing", async (_case, changes, message) => {
    const temporary = temporaryDirectory();
    await expect(serve({ temporaryDirectory: temporary, ...changes })).rejects.toThrow(message);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("reports a port that is in use", async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    await expect(serve({ port: Number(port) })).rejects.toThrow("the port is taken");
  });

  test("an id finds the package of the benchmark", async () => {
    await expect(
      startGradingServer({ competition: "spaceship-titanic", privateDirectory: colorGuess, port: 0 }),
    ).rejects.toThrow("Answers of `spaceship-titanic` not found");
  });
});
