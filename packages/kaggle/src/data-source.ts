import { authorized, type Call, competitionService, readAnswer } from "./call.js";
import type { Connection } from "./connection.js";
import { refusalError } from "./failures.js";
import { KaggleError } from "./kaggle-error.js";
import { type RemoteFile, rangeCondition } from "./remote-file.js";
import { markTemporary, parseRetryAfter } from "./retry.js";
import { type Answer, discard, header, readText, send } from "./send.js";

const maxRedirects = 5;

export interface DataSource {
  /** @throws KaggleError for any status but 200, 206 and 416 */
  readonly open: (range: { from: number; origin: RemoteFile } | undefined) => Promise<Answer>;
  /** Makes the next request ask for a new address. */
  readonly forget: () => void;
  /** For messages. */
  readonly host: string;
}

/**
 * The data of a competition. Kaggle answers with a signed address at a storage host, which is requested again only when it
 * is not good any more: Kaggle throttles that call. The address is never stored or shown, and the storage host never
 * sees the credentials.
 */
export function dataSource(connection: Connection, id: string, signal: AbortSignal | undefined): DataSource {
  let address: URL | undefined;
  let host = new URL(connection.endpoint).host;
  const call: Call = {
    service: competitionService,
    method: "DownloadDataFiles",
    fields: { competitionName: id },
    subject: `the data of ${id}`,
    competition: id,
    signal,
  };

  const locate = async (headers: Readonly<Record<string, string>>): Promise<Answer | URL> => {
    const { answer, url } = await authorized(connection, call, { ...headers, accept: "*/*" });
    const { statusCode, headers: got } = answer;
    if (statusCode >= 300 && statusCode < 400) {
      discard(answer);
      return redirectTarget(got.location, url);
    }
    const isJson = header(got, "content-type")?.includes("json") === true;
    const isFile = statusCode === 206 || statusCode === 416 || (statusCode === 200 && !isJson);
    if (isFile) return answer;
    await readAnswer(connection, call, answer, url);
    throw markTemporary(new KaggleError("server", `Kaggle sent something else than the data of ${id}`));
  };

  const follow = async (url: URL, headers: Readonly<Record<string, string>>): Promise<Answer> => {
    let current = url;
    for (let hops = 0; hops < maxRedirects; hops++) {
      const answer = await send(connection, { method: "GET", url: current, headers, signal });
      if (answer.statusCode < 300 || answer.statusCode >= 400) return answer;
      discard(answer);
      current = redirectTarget(answer.headers.location, current);
    }
    throw new KaggleError("server", `${url.host} sends from one address to the next`, {
      hint: "Try again later.",
    });
  };

  const open: DataSource["open"] = async (range) => {
    const headers = rangeHeaders(range);
    const isOld = address !== undefined;
    if (address === undefined) {
      const located = await locate(headers);
      if (!(located instanceof URL)) return located;
      address = located;
      host = located.host;
    }
    const answer = await follow(address, headers);
    if (answer.statusCode === 200 && isTextType(header(answer.headers, "content-type"))) {
      discard(answer);
      address = undefined;
      // Before what has come is compared with what the page says of itself: it is no newer version.
      throw notTheFile(id, host);
    }
    if ([200, 206, 416].includes(answer.statusCode)) return answer;
    const { statusCode } = answer;
    const retryAfter = parseRetryAfter(header(answer.headers, "retry-after"));
    // Storage says in XML what is wrong, with the signed address in it.
    await readText(connection, answer, address, signal).catch(() => undefined);
    const isClientError = statusCode >= 400 && statusCode < 500 && statusCode !== 408 && statusCode !== 429;
    if (isClientError) address = undefined;
    if (isClientError && isOld) return open(range);
    throw refusalError(connection, {
      status: statusCode,
      text: "",
      subject: `the data of ${id}`,
      host,
      ...(retryAfter !== undefined && { retryAfter }),
    });
  };

  return {
    open,
    forget: () => {
      address = undefined;
    },
    get host() {
      return host;
    },
  };
}

function rangeHeaders(range: { from: number; origin: RemoteFile } | undefined): Record<string, string> {
  if (range === undefined) return {};
  const condition = rangeCondition(range.origin);
  return { range: `bytes=${range.from}-`, ...(condition !== undefined && { "if-range": condition }) };
}

function redirectTarget(location: string | string[] | undefined, base: URL): URL {
  if (typeof location === "string" && URL.canParse(location, base.href)) return new URL(location, base);
  throw markTemporary(
    new KaggleError("server", `${base.host} redirects to nowhere`, { hint: "Try again later." }),
  );
}

const isTextType = (type: string | undefined): boolean =>
  /^(text\/html|application\/json)\b/i.test(type ?? "");

/** A login page of a network (captive portal) and some error messages arrive with a success status. */
export function notTheFile(id: string, host: string): KaggleError {
  return markTemporary(
    new KaggleError(
      "server",
      `${host} sent a web page, a message, or an empty response instead of the data of ${id}`,
      {
        hint: "The network may require a login, or a proxy responds in place of Kaggle. Open https://www.kaggle.com in a browser.",
      },
    ),
  );
}
