import type { Transport } from "./connection.js";
import { type DataSource, follow, isTextType, notTheFile, rangeHeaders } from "./data-source.js";
import { overloadError } from "./failures.js";
import { KaggleError } from "./kaggle-error.js";
import { parseRetryAfter } from "./retry.js";
import { type Answer, discard, header } from "./send.js";

export interface FileSource extends DataSource {
  /** Asks for the head of the file alone. @throws as `open` */
  readonly look: () => Promise<Answer>;
}

/**
 * A file at a public address, requested without credentials.
 * @param name of the file, for messages
 * @param mayBeText whether the file itself may be a web page or JSON
 */
export function fileSource(
  transport: Transport,
  url: URL,
  { name, mayBeText, signal }: { name: string; mayBeText: boolean; signal: AbortSignal | undefined },
): FileSource {
  let host = url.host;
  const names = { subject: `the file ${name}`, owner: url.host, page: url.href };

  const request = async (method: "GET" | "HEAD", headers: Readonly<Record<string, string>>) => {
    const { answer, url: address } = await follow(transport, url, { method, headers, signal });
    host = address.host;
    const { statusCode: status } = answer;
    if (status === 200 && !mayBeText && isTextType(header(answer.headers, "content-type"))) {
      discard(answer);
      throw notTheFile({ ...names, host });
    }
    if ([200, 206, 416].includes(status)) return answer;
    discard(answer);
    const retryAfter = parseRetryAfter(header(answer.headers, "retry-after"));
    const refusal = {
      status,
      text: "",
      subject: names.subject,
      host,
      ...(retryAfter !== undefined && { retryAfter }),
    };
    throw overloadError(transport, refusal) ?? refusedError(refusal);
  };

  return {
    ...names,
    open: (range) => request("GET", { accept: "*/*", ...rangeHeaders(range) }),
    look: () => request("HEAD", { accept: "*/*" }),
    forget: () => undefined,
    get host() {
      return host;
    },
  };
}

function refusedError({
  status,
  subject,
  host,
}: {
  status: number;
  subject: string;
  host: string;
}): KaggleError {
  const isAbsent = status === 404 || status === 410;
  return new KaggleError(
    isAbsent ? "not found" : "denied",
    `${host} ${isAbsent ? "does not have" : "denied"} ${subject} (HTTP ${status})`,
    { status, hint: isAbsent ? "It may have moved." : "If you use a proxy, ask its operator." },
  );
}
