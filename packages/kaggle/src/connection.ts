import type { Environment } from "@mlebench/core";
import { createDispatchers, type Dispatchers } from "./dispatchers.js";
import { resolveEndpoint } from "./endpoint.js";
import { defaultRetryPolicy, type RetryPolicy } from "./retry.js";
import { redact, secretOf, secretTexts } from "./secrets.js";
import type { ConnectOptions, KaggleClient, KaggleCredentials, Timeouts } from "./types.js";

/** What a client knows and does not show. */
export interface Connection {
  readonly endpoint: string;
  readonly credentials: KaggleCredentials;
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
  readonly dispatchers: Dispatchers;
  readonly signal: AbortSignal | undefined;
  readonly log: (line: string) => void;
  readonly redact: (text: string) => string;
  /** True from the first answer of a server on. */
  reached: boolean;
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
  const { credentials, signal, onMessage } = options;
  const environment: Environment = options.environment ?? process.env;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const endpoint = resolveEndpoint(options.endpoint, environment);
  const dispatchers = createDispatchers(environment, timeouts.connect);
  const redactText = (text: string) =>
    redact(text, [...secretTexts(secretOf(credentials)), ...dispatchers.secrets]);
  const client: KaggleClient = Object.freeze({ endpoint, credentials });
  connections.set(client, {
    endpoint,
    credentials,
    timeouts,
    dispatchers,
    signal,
    retry: { ...defaultRetryPolicy, ...options.retry },
    log: (line) => onMessage?.(redactText(line)),
    redact: redactText,
    reached: false,
  });
  return client;
}

/** @throws TypeError when the client was not made by `connectToKaggle` of this copy of the package */
export function connectionOf(client: KaggleClient): Connection {
  const connection = connections.get(client);
  if (connection === undefined) throw new TypeError("client must be what connectToKaggle returned");
  return connection;
}
