import { get, type IncomingHttpHeaders } from "node:http";
import type { Kaggle } from "../src/index.js";

/** What came of a GET, also when the connection broke. */
export interface Transfer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** False when the connection broke before the announced end. */
  readonly complete: boolean;
  readonly milliseconds: number;
}

/** When to leave before the answer is whole. */
export interface Leaving {
  /** Once so many bytes of the body have come. */
  readonly afterBytes?: number;
  readonly signal?: AbortSignal;
}

/** GETs an address, whatever happens to it. */
export function transfer(
  url: string,
  headers: Record<string, string> = {},
  { afterBytes = Number.POSITIVE_INFINITY, signal }: Leaving = {},
): Promise<Transfer | "no answer"> {
  const started = performance.now();
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let finish: (complete: boolean) => void = () => resolve("no answer");
    const request = get(url, { headers, agent: false }, (response) => {
      finish = (complete) =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(pieces),
          complete,
          milliseconds: performance.now() - started,
        });
      let bytes = 0;
      response.on("data", (piece: Buffer) => {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes >= afterBytes) leave();
      });
      response.on("end", () => finish(response.complete));
      response.on("error", () => finish(false));
    });
    request.on("error", () => finish(false));
    const leave = () => {
      finish(false);
      request.destroy();
    };
    signal?.addEventListener("abort", leave);
  });
}

const services: Readonly<Record<string, string>> = {
  ListKernels: "kernels.KernelsApiService",
  GetKernel: "kernels.KernelsApiService",
  IntrospectToken: "security.OAuthService",
  ExchangeOAuthToken: "security.OAuthService",
  GenerateAccessToken: "users.AccountService",
  ExpireApiToken: "users.AccountService",
};

/** Calls a method of the API, with the usual token unless told otherwise, and follows no redirect. */
export async function call(
  kaggle: Kaggle,
  method: string,
  fields: object = {},
  authorization: string | undefined = "Bearer mock-access-token",
): Promise<Response> {
  const service = services[method] ?? "competitions.CompetitionApiService";
  return fetch(`${kaggle.url}/v1/${service}/${method}`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/json", ...(authorization !== "" && { authorization }) },
    body: JSON.stringify(fields),
  });
}

/** The signed address of a competition's archive, or of one of its files. */
export async function addressOf(kaggle: Kaggle, competitionName: string, fileName?: string): Promise<string> {
  const method = fileName === undefined ? "DownloadDataFiles" : "DownloadDataFile";
  const response = await call(kaggle, method, { competitionName, fileName });
  if (response.status !== 302) throw new Error(`${response.status}: ${await response.text()}`);
  return response.headers.get("location") ?? "";
}
