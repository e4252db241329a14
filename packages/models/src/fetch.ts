import type { Environment } from "@mlebench/core";

/** As the global function. */
export type Fetch = typeof globalThis.fetch;

const ownHosts = ["localhost", "127.0.0.1", "::1", "[::1]"];

/**
 * A `fetch` that goes through the proxy of `HTTPS_PROXY` and `HTTP_PROXY`, except to this machine and `NO_PROXY`, and
 * that waits as long as reasoning takes; the global one gives up after five minutes. undici is loaded at the first use.
 * @param timeout milliseconds without a byte
 */
export function createFetch(environment: Environment, timeout: number): Fetch {
  let prepared: Promise<Fetch> | undefined;
  return async (input, init) => {
    prepared ??= prepare(environment, timeout);
    return (await prepared)(input, init);
  };
}

async function prepare(environment: Environment, timeout: number): Promise<Fetch> {
  const { EnvHttpProxyAgent, fetch } = await import("undici");
  const variable = (name: string) => environment[name] || environment[name.toLowerCase()] || "";
  const noProxy = [variable("NO_PROXY"), ...ownHosts].filter((host) => host !== "").join(",");
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: variable("HTTP_PROXY"),
    httpsProxy: variable("HTTPS_PROXY"),
    noProxy,
    headersTimeout: timeout,
    bodyTimeout: timeout,
  });
  // The types of the global fetch and of the package differ in names only.
  const own = fetch as unknown as (input: unknown, init: unknown) => Promise<Response>;
  return (input, init) => own(input, { ...init, dispatcher });
}
