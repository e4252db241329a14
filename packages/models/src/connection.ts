import type { Environment } from "@mlebench/core";
import { describeError } from "@mlebench/core";
import { createFetch, type Fetch } from "./fetch.js";
import { type Limiter, sharedLimiter } from "./limiter.js";
import { isModelError, ModelError } from "./model-error.js";
import type { ModelName } from "./model-name.js";
import {
  abortError,
  type Clock,
  defaultRetryPolicy,
  isTemporary,
  type RetryContext,
  type RetryPolicy,
  type ServerState,
  systemClock,
  withRetries,
} from "./retry.js";
import { bareUrl, createRedaction } from "./secrets.js";
import type { ModelOptions } from "./types.js";

/** How one model is reached. Only {@link keyOf} gives the key away, so that no log of an object shows it. */
export interface Connection {
  readonly name: ModelName;
  /** Undefined: the SDK knows it. */
  readonly url: string | undefined;
  /** True if the provider has an address of its own, and this is another. */
  readonly isElsewhere: boolean;
  readonly environment: Environment;
  readonly fetch: Fetch;
  readonly redact: (text: string) => string;
  readonly warnings: readonly string[];
  readonly timeout: number;
  readonly onMessage: (message: string) => void;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly policy: RetryPolicy;
  readonly state: ServerState;
}

const keys = new WeakMap<Connection, string | undefined>();

/** The key of a connection; undefined for servers that need none. */
export const keyOf = (connection: Connection): string | undefined => keys.get(connection);

const defaultConnections = 10;
const defaultTimeout = 1_800_000;

/** Finds the address and the key of a model. Sends nothing. */
export function connect(name: ModelName, options: ModelOptions): Connection {
  const { environment = process.env, baseUrl, maxConnections = defaultConnections } = options;
  const { definition, provider } = name;
  const url = addressOf(name, baseUrl, environment);
  const key = firstValue(environment, definition.keyVariables);
  const secrets = [key, environment.AWS_SESSION_TOKEN, passwordOf(url)].filter(
    (secret): secret is string => secret !== undefined && secret !== "",
  );
  const redact = createRedaction(secrets);
  const { timeout = defaultTimeout, onMessage = () => undefined, signal, clock = systemClock } = options;
  const connection: Connection = {
    name,
    url,
    isElsewhere: definition.url !== undefined && url !== definition.url,
    environment,
    fetch: createFetch(environment, timeout),
    redact,
    warnings: unencrypted(url, key) ? [`The key is sent unencrypted to ${bareUrl(url ?? "")}`] : [],
    timeout,
    onMessage: (message) => onMessage(redact(message)),
    signal,
    clock,
    limiter: sharedLimiter(provider, url ?? "", key ?? "", maxConnections),
    policy: { ...defaultRetryPolicy, ...options.retry },
    state: { wasReached: false, hasWorked: false, givenUp: 0 },
  };
  keys.set(connection, key);
  return connection;
}

function addressOf(
  { name, definition }: ModelName,
  given: string | undefined,
  environment: Environment,
): string | undefined {
  const url = given ?? firstValue(environment, definition.urlVariables) ?? definition.url;
  if (url === undefined) {
    if (definition.protocol === "bedrock") return undefined;
    throw new ModelError("credentials", `No address for the model \`${name}\``, {
      expected: `\`${definition.urlVariables[0]}\` in the environment, or --base-url`,
    });
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new ModelError("request", `Invalid base URL of the model \`${name}\``, {
      expected: "an address such as http://localhost:8000/v1",
    });
  return url.replace(/\/+$/, "");
}

/** An empty variable counts as none: container tools set those for what is not given. */
function firstValue(environment: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== "");
}

function passwordOf(url: string | undefined): string | undefined {
  const password = url === undefined ? "" : new URL(url).password;
  return password === "" ? undefined : decodeURIComponent(password);
}

const localHost = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function unencrypted(url: string | undefined, key: string | undefined): boolean {
  if (url === undefined || key === undefined) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !localHost.test(hostname);
}

/** @throws ModelError when a key is needed and the environment has none */
export function requireKey(connection: Connection): void {
  const { definition, name } = connection.name;
  const key = keyOf(connection);
  if (key === undefined) {
    // An address of one's own may be a server without keys.
    if (!definition.needsKey || connection.isElsewhere) return;
    throw new ModelError("credentials", `No API key for the model \`${name}\``, {
      expected: `\`${definition.keyVariables[0]}\` in the environment`,
    });
  }
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new ModelError("credentials", "The API key has characters that HTTP cannot send", {
      expected: `\`${definition.keyVariables[0]}\` to hold nothing but the key`,
    });
}

/**
 * Makes one call: waits for a turn, tries again after temporary errors, and keeps keys out of messages.
 * @param attempt sends once; throws ModelErrors
 * @returns what the attempt gives, and the seconds that were spent waiting
 */
export async function call<T>(
  connection: Connection,
  attempt: (signal: AbortSignal | undefined) => Promise<T>,
  ownSignal?: AbortSignal,
): Promise<{ result: T; waited: number }> {
  requireKey(connection);
  const { clock, limiter, state, policy, onMessage } = connection;
  const signal = joinSignals(connection.signal, ownSignal);
  let queued = 0;
  const context: RetryContext = {
    policy,
    clock,
    signal,
    onMessage,
    state,
    onWait: (error, milliseconds) => {
      if (error.reason === "rate limit") limiter.slowDown(clock, milliseconds);
    },
  };
  const { result, waited } = await withRetries(context, async () => {
    const before = clock.now();
    const release = await limiter.acquire(clock, signal);
    queued += clock.now() - before;
    try {
      const done = await attempt(signal);
      state.wasReached = true;
      state.hasWorked = true;
      limiter.speedUp();
      return done;
    } catch (error) {
      if (signal?.aborted) throw abortError();
      // A server that counts calls works.
      if (isModelError(error) && error.reason === "rate limit") state.hasWorked = true;
      throw error;
    } finally {
      release();
    }
  }).catch((error: unknown) => {
    throw isTemporary(error) ? givenUp(connection, error) : error;
  });
  return { result, waited: (waited + queued) / 1000 };
}

/** Calls that a server may fail, each several times, before it counts as broken. */
const maxGivenUp = 3;

/** The error of a call that was tried often enough: of a server that has never worked, one that ends a batch. */
function givenUp({ state, name }: Connection, error: ModelError): ModelError {
  if (state.hasWorked) return error;
  state.givenUp += 1;
  if (state.givenUp < maxGivenUp) return error;
  return new ModelError(
    "unavailable",
    `No call of \`${name.name}\` has succeeded, and ${state.givenUp} were given up after several attempts each. The last error: ${error.headline}`,
    { hint: error.details.hint ?? "Check the model's server, then run again.", cause: error },
  );
}

function joinSignals(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const present = signals.filter((signal): signal is AbortSignal => signal !== undefined);
  return present.length <= 1 ? present[0] : AbortSignal.any(present);
}

/** An error of another kind, without keys. */
export function unexpected(connection: Connection, error: unknown): ModelError {
  return new ModelError("response", connection.redact(describeError(error)));
}
