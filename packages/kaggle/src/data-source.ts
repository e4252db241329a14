import { authorized, type Call, competitionService, readAnswer } from "./call.js";
import type { Connection, Transport } from "./connection.js";
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
  /** What is downloaded, for messages: "the data of titanic". */
  readonly subject: string;
  /** Who has it, for messages: "Kaggle", or a host. */
  readonly owner: string;
  /** A page to open in a browser. */
  readonly page: string;
}

/**
 * The data of a competition. Kaggle answers with a signed address at a storage host, which is requested again only when it
 * is not good any more: Kaggle throttles that call. The address is never stored or shown, and the storage host never
 * sees the credentials.
 */
export function dataSource(connection: Connection, id: string, signal: AbortSignal | undefined): DataSource {
  let address: URL | undefined;
  let host = new URL(connection.endpoint).host;
  const subject = `the data of ${id}`;
  const names = { subject, owner: "Kaggle", page: "https://www.kaggle.com" };
  const call: Call = {
    service: competitionService,
    method: "DownloadDataFiles",
    fields: { competitionName: id },
    subject,
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

  const open: DataSource["open"] = async (range) => {
    const headers = rangeHeaders(range);
    const isOld = address !== undefined;
    if (address === undefined) {
      const located = await locate(headers);
      if (!(located instanceof URL)) return located;
      address = located;
      host = located.host;
    }
    const { answer } = await follow(connection, address, { headers, signal });
    if (answer.statusCode === 200 && isTextType(header(answer.headers, "content-type"))) {
      discard(answer);
      address = undefined;
      // Before what has come is compared with what the page says of itself: it is no newer version.
      throw notTheFile({ ...names, host });
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
      subject,
      host,
      ...(retryAfter !== undefined && { retryAfter }),
    });
  };

  return {
    ...names,
    open,
    forget: () => {
      address = undefined;
    },
    get host() {
      return host;
    },
  };
}

/** Requests an address, and the one that it redirects to, and so on. */
export async function follow(
  transport: Transport,
  url: URL,
  request: {
    method?: "GET" | "HEAD";
    headers: Readonly<Record<string, string>>;
    signal: AbortSignal | undefined;
  },
): Promise<{ answer: Answer; url: URL }> {
  let current = url;
  for (let hops = 0; hops < maxRedirects; hops++) {
    const answer = await send(transport, { method: "GET", ...request, url: current });
    if (answer.statusCode < 300 || answer.statusCode >= 400) return { answer, url: current };
    discard(answer);
    current = redirectTarget(answer.headers.location, current);
  }
  throw new KaggleError("server", `${url.host} sends from one address to the next`, {
    hint: "Try again later.",
  });
}

export function rangeHeaders(
  range: { from: number; origin: RemoteFile } | undefined,
): Record<string, string> {
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

export const isTextType = (type: string | undefined): boolean =>
  /^(text\/html|application\/json)\b/i.test(type ?? "");

/** A login page of a network (captive portal) and some error messages arrive with a success status. */
export function notTheFile({
  host,
  subject,
  owner,
  page,
}: Pick<DataSource, "host" | "subject" | "owner" | "page">): KaggleError {
  return markTemporary(
    new KaggleError(
      "server",
      `${host} sent a web page, a message, or an empty response instead of ${subject}`,
      {
        hint: `The network may require a login, or a proxy responds in place of ${owner}. Open ${page} in a browser.`,
      },
    ),
  );
}
