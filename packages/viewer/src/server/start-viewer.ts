import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "@mlebench/core";
import { parseAddress } from "../address.js";
import { livePage, serverPolicy } from "../html.js";
import { openPages } from "../load/load-page.js";
import { style } from "../pages/style.js";
import { cookieName, hasToken, isFromElsewhere, isOwnHost, isSame } from "./access.js";
import { browserScript } from "./browser-script.js";
import { createUpdates } from "./updates.js";

export interface ViewerOptions {
  /** @default 0: any that is free */
  port?: number;
  /** How often changes are looked for, in milliseconds. @default 1000 */
  pollMilliseconds?: number;
}

/** A viewer that serves pages. */
export interface Viewer {
  /** With the token, which only this URL holds. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the server has ended, with all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Serves pages over run groups to this machine alone. It only reads, so that it works beside a run of another process.
 * @param directory a directory of run groups, or a run group
 * @throws UserError if there is no such directory, or the port is taken
 */
export async function startViewer(directory: string, options: ViewerOptions = {}): Promise<Viewer> {
  const pages = openPages(directory);
  const token = randomBytes(24).toString("base64url");
  const updates = createUpdates(pages.version, options.pollMilliseconds ?? 1000);
  let port = options.port ?? 0;

  const answer = (request: IncomingMessage, response: ServerResponse): Reply | undefined => {
    if (!isOwnHost(request, port) || isFromElsewhere(request)) return plain(403, "Forbidden");
    if (request.method !== "GET") return plain(405, "Only GET is allowed");
    const url = new URL(request.url ?? "/", "http://viewer");
    const given = url.searchParams.get("token");
    if (url.pathname === "/" && given !== null) {
      if (!isSame(given, token)) return plain(403, "Wrong token");
      response.setHeader("set-cookie", `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`);
      return { type: "text/html", body: welcome };
    }
    if (!hasToken(request, port, token)) return plain(403, "Open the URL that `mlebench view` printed");
    if (url.pathname === "/style.css") return { type: "text/css", body: style };
    if (url.pathname === "/browser.js") return { type: "text/javascript", body: browserScript() };
    const address = parseAddress(url.searchParams);
    if (address === undefined) return plain(400, "No such page");
    if (url.pathname === "/events") {
      updates.follow(address, response);
      return undefined;
    }
    if (url.pathname !== "/" && url.pathname !== "/data") return plain(404, "No such page");
    const data = pages.load(address);
    const status = data.body.kind === "missing" ? 404 : 200;
    if (url.pathname === "/data") return { status, type: "application/json", body: JSON.stringify(data) };
    return { status, type: "text/html", body: livePage(data) };
  };

  const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    try {
      const reply = answer(request, response);
      if (reply !== undefined) send(response, reply);
    } catch (error) {
      // One page that fails is no reason to take away the others.
      process.stderr.write(
        `A page failed: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`,
      );
      if (response.headersSent) response.destroy();
      else send(response, plain(500, "This page failed. The terminal of `mlebench view` shows the error."));
    }
  });
  await listen(server, port);
  ({ port } = server.address() as AddressInfo);
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    close: () =>
      new Promise((resolve) => {
        updates.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const headers = {
  "content-security-policy": serverPolicy,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

/** What leaves the token in a cookie goes on by itself: a redirection would be part of a request that another site may have begun, and bring no cookie. */
const welcome = `<!doctype html><html lang="en"><title>mlebench view</title><meta http-equiv="refresh" content="0;url=/"></html>\n`;

interface Reply {
  status?: number;
  type: string;
  body: string;
}

function plain(status: number, message: string): Reply {
  return { status, type: "text/plain", body: `${message}\n` };
}

function send(response: ServerResponse, { status = 200, type, body }: Reply): void {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8` }).end(body);
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new UserError(`Cannot listen on port ${port}: ${whyNot(cause)}`, {
          hint: "Choose another one with `--port`.",
          cause,
        }),
      );
    });
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === "EADDRINUSE") return "another program uses it";
  if (code === "EACCES") return "this user may not use it";
  return message;
}
