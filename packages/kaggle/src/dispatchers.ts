import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { type Environment, UserError } from "@mlebench/core";
import type { Dispatcher } from "undici";
import { isLoopback } from "./endpoint.js";
import { loadUndici } from "./undici.js";

/** Which way a request takes. */
export interface Dispatchers {
  readonly forUrl: (url: URL) => Dispatcher;
  /** User names and passwords of proxies, which no message may show. */
  readonly secrets: readonly string[];
}

/**
 * Connections as the environment asks for: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` in either case;
 * `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE` and `SSL_CERT_FILE` name further certificate authorities. This machine itself is
 * never reached through a proxy.
 * @throws UserError when one of them cannot be used
 */
export function createDispatchers(environment: Environment, connectTimeout: number): Dispatchers {
  const ca = certificateAuthorities(environment);
  const tls = { timeout: connectTimeout, ...(ca && { ca }) };
  const proxy = proxyUrl(environment);
  const direct = once(() => new (loadUndici().Agent)({ connect: tls }));
  if (proxy === undefined) return { forUrl: direct, secrets: [] };
  const noProxy = environment.no_proxy ?? environment.NO_PROXY ?? "";
  const proxied = once(() => {
    const { EnvHttpProxyAgent } = loadUndici();
    const tlsEverywhere = { connect: tls, requestTls: tls, proxyTls: tls };
    return new EnvHttpProxyAgent({
      httpProxy: proxy.href,
      httpsProxy: proxy.href,
      noProxy,
      ...tlsEverywhere,
    });
  });
  return {
    forUrl: (url) => (isLoopback(url.hostname) ? direct() : proxied()),
    secrets: proxySecrets(proxy),
  };
}

/** Makes it when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function proxyUrl(environment: Environment): URL | undefined {
  const names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
  const name = names.find((candidate) => environment[candidate]?.trim());
  if (name === undefined) return undefined;
  const text = environment[name]?.trim() ?? "";
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && ["http:", "https:"].includes(url.protocol)) return url;
  throw new UserError(`${name} is not the address of a proxy that can be used`, {
    expected: "something like http://proxy.example:3128",
  });
}

function proxySecrets({ username, password }: URL): string[] {
  if (password === "") return [];
  const plain = [username, password].map(decodeURIComponent);
  return [password, plain[1], plain.join(":")];
}

function certificateAuthorities(environment: Environment): string[] | undefined {
  const names = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"];
  const name = names.find((candidate) => environment[candidate]?.trim());
  const path = name === undefined ? undefined : environment[name]?.trim();
  if (path === undefined) return undefined;
  try {
    return [...rootCertificates, readFileSync(path, "utf8")];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It may be a directory of certificates, which others understand and Node does not.
    if (code === "EISDIR") return undefined;
    throw new UserError(`${name} names a file that cannot be read (${code})`, {
      file: path,
      expected: "a file with certificates in PEM format",
    });
  }
}
