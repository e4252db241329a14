import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const script = fileURLToPath(new URL("../files/validate_submission.sh", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "validate-"));
let server: Server;
let address: string;
/** What the stand-in server answers, and what it received. */
let answer = { status: 200, body: "" };
/** What it answers before that, one after another. */
let before: (typeof answer)[] = [];
let received = { type: "", hash: "", length: 0 };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const start = body.indexOf("\r\n\r\n") + 4;
    const file = body.subarray(start, body.lastIndexOf("\r\n--"));
    received = {
      type: `${request.method} ${request.url} ${/name="(\w+)"/.exec(body.subarray(0, start).toString())?.[1]}`,
      hash: createHash("sha256").update(file).digest("hex"),
      length: file.length,
    };
    const { status, body: text } = before.shift() ?? answer;
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

/** A PATH with everything that the script may need except curl. */
function pathWithoutCurl(): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, target] of [
    ["bash", "/bin/bash"],
    ["python3", "/usr/bin/python3"],
    ["sleep", "/bin/sleep"],
  ] as const) {
    try {
      symlinkSync(target, join(bin, name));
    } catch {
      // It is there from the test before.
    }
  }
  return bin;
}

function validate(
  file: string,
  { curl = true, to = address } = {},
): Promise<{ code: number | null; out: string; error: string }> {
  const path = curl ? `${process.env.PATH}` : pathWithoutCurl();
  const child = spawn("/bin/bash", [script, ...(file === "" ? [] : [file])], {
    env: { PATH: path.split(delimiter).join(":"), VALIDATION_SERVER: to, http_proxy: "http://127.0.0.1:9" },
  });
  let out = "";
  let error = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (error += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, error })));
}

for (const curl of [true, false]) {
  const name = curl ? "with curl" : "with Python where curl is missing";

  test(`${name}: sends the file's bytes and prints the server's answer`, async () => {
    const file = join(folder, 'odd; name, "quoted".csv');
    const bytes = Buffer.from(`id,y\n${"1,0.5\n".repeat(200_000)}\r\n--`);
    writeFileSync(file, bytes);
    answer = { status: 200, body: '{"result": "Submission is valid."}\n' };
    expect(await validate(file, { curl })).toEqual({
      code: 0,
      out: '{"result": "Submission is valid."}\n',
      error: "",
    });
    expect(received).toEqual({
      type: "POST /validate file",
      hash: createHash("sha256").update(bytes).digest("hex"),
      length: bytes.length,
    });
  });

  test(`${name}: exits with 2 for an invalid file and with 3 if the server has no result`, async () => {
    const file = join(folder, "submission.csv");
    writeFileSync(file, "id\n");
    answer = { status: 200, body: '{"result":"Submission invalid! Say \\"Submission is valid.\\""}' };
    expect(await validate(file, { curl })).toMatchObject({ code: 2, out: `${answer.body}\n` });
    answer = { status: 429, body: '{"error":"Too many requests."}' };
    expect(await validate(file, { curl })).toMatchObject({ code: 3, out: `${answer.body}\n` });
    const silent = await validate(file, { curl, to: "http://127.0.0.1:9" });
    expect(silent.code).toBe(3);
    expect(silent.error).toMatch(/did not respond/);
  });
}

for (const curl of [true, false]) {
  test(`waits as long as the server asks, and asks again (${curl ? "curl" : "Python"})`, async () => {
    const file = join(folder, "again.csv");
    writeFileSync(file, "id\n");
    const busy = { status: 429, body: '{"error":"Too many validations.","retry_after_seconds":1}' };
    answer = { status: 200, body: '{"result":"Submission is valid."}' };
    before = [busy, { status: 503, body: busy.body }];
    const { code, out, error } = await validate(file, { curl });
    expect({ code, out }).toEqual({ code: 0, out: `${answer.body}\n` });
    expect(error.match(/Retrying in 1s/g)).toHaveLength(2);
    expect(before).toEqual([]);
  });
}

test("does not wait longer than it may, and gives the server's last answer", async () => {
  const file = join(folder, "never.csv");
  writeFileSync(file, "id\n");
  answer = { status: 429, body: '{"error":"Too many validations.","retry_after_seconds":40000}' };
  const { code, out, error } = await validate(file);
  expect({ code, out }).toEqual({ code: 3, out: `${answer.body}\n` });
  expect(error).not.toMatch(/Retrying/);
});

test("without a file, or with one that does not exist, says so and exits with 1", async () => {
  expect(await validate("")).toMatchObject({ code: 1, out: expect.stringMatching(/^Usage:/) });
  expect(await validate(join(folder, "none.csv"))).toMatchObject({
    code: 1,
    out: expect.stringMatching(/not found/),
  });
  expect(await validate(folder)).toMatchObject({ code: 1 });
});
