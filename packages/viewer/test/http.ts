import { type IncomingHttpHeaders, request } from "node:http";
import type { Viewer } from "../src/index.js";
import type { PageData } from "../src/page-data.js";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** One request as a browser would make it, with headers that `fetch` would not send. */
export function ask(
  { port }: Pick<Viewer, "port">,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    sent.on("error", reject).end();
  });
}

/** The cookie that a browser has after the viewer's URL was opened. */
export async function cookieOf(viewer: Viewer): Promise<string> {
  const { headers } = await ask(viewer, viewer.url.slice(viewer.url.indexOf("/", 8)));
  return (headers["set-cookie"]?.[0] ?? "").split(";")[0];
}

/** The data of a page; `query` as in its URL. */
export async function dataOf(viewer: Viewer, query: string, cookie: string): Promise<PageData> {
  const { text } = await ask(viewer, `/data?${query}`, { headers: { cookie } });
  return JSON.parse(text) as PageData;
}

/** Collects the versions that the server sends for a page. */
export function versionsOf(
  { port }: Pick<Viewer, "port">,
  query: string,
  cookie: string,
): Promise<{ versions: string[]; close: () => void }> {
  return new Promise((resolve, reject) => {
    const versions: string[] = [];
    const sent = request(
      { host: "127.0.0.1", port, path: `/events?${query}`, headers: { host: `127.0.0.1:${port}`, cookie } },
      (response) => {
        response.setEncoding("utf8").on("data", (chunk: string) => {
          for (const [, version] of chunk.matchAll(/^data: (.+)$/gm)) versions.push(version);
        });
        resolve({ versions, close: () => sent.destroy() });
      },
    );
    sent.on("error", (error) => reject(error)).end();
  });
}
