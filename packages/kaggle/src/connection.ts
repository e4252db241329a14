import type { Environment } from "@mlebench/core";
import { createDispatchers, type Dispatchers } from "./dispatchers.js";
import { resolveEndpoint } from "./endpoint.js";
import { defaultRetryPolicy, type RetryPolicy } from "./retry.js";
import { redact, secretOf, secretTexts } from "./secrets.js";
import type { ConnectOptions, KaggleClient, KaggleCredentials, Timeouts, TransportOptions } from "./types.js";

/** How requests are sent, to whom it may be. */
export interface Transport {
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
  readonly dispatchers: Dispatchers;
  readonly signal: AbortSignal | undefined;
  readonly log: (line: string) => void;
  readonly redact: (text: string) => string;
  /** True from the first answer of a server on. */
  reached: boolean;
}

/** What a client knows and does not show. */
export interface Connection extends Transport {
  readonly endpoint: string;
  readonly credentials: KaggleCredentials;
  /** A renewal of the access token that is under way. */
  renewal?: Promise<string>;
}

const defaultTimeouts: Timeouts = { connect: 30_000, headers: 120_000, idle: 60_000 };

const connections = new WeakMap<KaggleClient, Connection>();

/**
 * A client for Kaggle's API. Connects when it is first used. Every request is tried again after network errors, timeouts
 * and the statuses 408, 429 and 5xx. Proxies and further certificate authorities are taken from the environment.
 * @throws UserError when the endpoint, a proxy or a certificate file cannot be used
 */
export function connectToKaggle(options: ConnectOptions): KaggleClient {
  const { credentials } = options;
  const endpoint = resolveEndpoint(options.endpoint, options.environment ?? process.env);
  const client: KaggleClient = Object.freeze({ endpoint, credentials });
  const transport = createTransport(options, () => secretTexts(secretOf(credentials)));
  connections.set(client, { ...transport, endpoint, credentials });
  return client;
}

/**
 * A way to send requests.
 * @param secrets texts that no message may show, beside the proxy's
 * @throws UserError when a proxy or a certificate file cannot be used
 */
export function createTransport(
  options: TransportOptions,
  secrets: () => readonly string[] = () => [],
): Transport {
  const { signal, onMessage } = options;
  const environment: Environment = options.environment ?? process.env;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const dispatchers = createDispatchers(environment, timeouts.connect);
  const redactText = (text: string) => redact(text, [...secrets(), ...dispatchers.secrets]);
  return {
    timeouts,
    dispatchers,
    signal,
    retry: { ...defaultRetryPolicy, ...options.retry },
    log: (line) => onMessage?.(redactText(line)),
    redact: redactText,
    reached: false,
  };
}

/** @throws TypeError when the client was not made by `connectToKaggle` of this copy of the package */
export function connectionOf(client: KaggleClient): Connection {
  const connection = connections.get(client);
  if (connection === undefined) throw new TypeError("client must be what connectToKaggle returned");
  return connection;
}
