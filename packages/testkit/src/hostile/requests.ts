import { Buffer } from "node:buffer";
import { connect } from "node:net";

/** Bytes that a client may send to an HTTP server, well-formed or not. */
export interface HostileRequest {
  /** Unique among the requests. */
  name: string;
  bytes: Uint8Array;
}

const host = "Host: localhost\r\n";

function request(name: string, head: string, body: string | Uint8Array = ""): HostileRequest {
  return {
    name,
    bytes: Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), Buffer.from(body as Uint8Array)]),
  };
}

/** A request line with any target. */
const target = (name: string, text: string, method = "GET"): HostileRequest =>
  request(name, `${method} ${text} HTTP/1.1\r\n${host}Connection: close\r\n`);

/** Requests that must not harm a server: malformed targets, odd protocols, floods, bodies that lie. */
export function hostileRequests(): HostileRequest[] {
  const many = "GET // HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2000);
  return [
    target("two slashes", "//"),
    target("many slashes", "/".repeat(5000)),
    target("an open bracket", "http://["),
    target("a bad port", "http://localhost:99999/validate"),
    target("absolute form", "http://localhost:5000/health"),
    target("absolute form of another host", "http://169.254.169.254/latest/meta-data"),
    target("another scheme", "file:///etc/passwd"),
    target("an asterisk", "*", "OPTIONS"),
    target("a connection to elsewhere", "localhost:22", "CONNECT"),
    target("a path of 8 KB", `/${"a".repeat(8000)}`),
    target("a path of 64 KB", `/${"a".repeat(64_000)}`),
    target("bad percent escapes", "/%zz%%%c0%af%2e%2e%2f"),
    target("an escaped NUL", "/validate%00.csv"),
    target("a NUL", "/\0validate"),
    target("bytes beyond ASCII", "/\xff\xfe\xc3\xa9"),
    target("climbing", "/../../private/data"),
    target("escaped climbing", "/%2e%2e/%2e%2e/private"),
    target("a query alone", "?file=/private"),
    target("a fragment", "/validate#/private"),
    target("an unknown method", "/validate", "BREW"),
    target("TRACE", "/validate", "TRACE"),
    target("PUT", "/validate", "PUT"),
    request("no host", "GET /health HTTP/1.1\r\nConnection: close\r\n"),
    request("HTTP/1.0", "GET // HTTP/1.0\r\n"),
    request("HTTP/0.9", "GET /\r\n"),
    request("HTTP/2", "PRI * HTTP/2.0\r\n", "SM\r\n\r\n"),
    request("no protocol", "\0\x01\x02\x03 \xff\r\n"),
    request("a header without a name", `GET // HTTP/1.1\r\n${host}: x\r\n`),
    request("headers beyond the limit", `GET // HTTP/1.1\r\n${host}X: ${"y".repeat(100_000)}\r\n`),
    request(
      "both lengths",
      `POST /validate HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`,
      "0\r\n\r\nGET /health HTTP/1.1\r\n\r\n",
    ),
    request("a negative length", `POST /validate HTTP/1.1\r\n${host}Content-Length: -1\r\n`),
    request(
      "a length beyond numbers",
      `POST /validate HTTP/1.1\r\n${host}Content-Length: ${"9".repeat(40)}\r\n`,
    ),
    request(
      "a chunk without an end",
      `POST /validate HTTP/1.1\r\n${host}Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n`,
      "ffffffffffffffff\r\nx",
    ),
    request(
      "a form without its border",
      `POST /validate HTTP/1.1\r\n${host}Content-Type: multipart/form-data\r\nContent-Length: 3\r\nConnection: close\r\n`,
      "abc",
    ),
    request(
      "an expectation nobody meets",
      `POST /validate HTTP/1.1\r\n${host}Expect: miracles\r\nContent-Length: 1\r\nConnection: close\r\n`,
      "x",
    ),
    request("an upgrade", `GET // HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n`),
    { name: "a flood on one connection", bytes: Buffer.from(many) },
  ];
}

/**
 * Sends a request as it is and gives the beginning of whatever comes back, until the server closes the connection or is
 * silent.
 * @param url of the server
 * @param silence milliseconds after which nothing more is expected
 */
export function sendHostileRequest(url: string, { bytes }: HostileRequest, silence = 1500): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => void socket.write(bytes));
    socket.setEncoding("latin1");
    socket.setTimeout(silence, () => socket.destroy());
    socket.on("data", (text: string) => {
      if (answer.length < 1e6) answer += text;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}
