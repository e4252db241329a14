import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAccounts } from "./accounts.js";
import type { Fault } from "./fault.js";
import { handleApi, handleStorage, type MockState } from "./handle-request.js";
import type { LoggedRequest } from "./request-log.js";
import { createSite } from "./site.js";
import type { MockCompetition, MockCredentials } from "./world.js";

/** What {@link startMockKaggle} serves, and where. */
export interface MockKaggleOptions {
  readonly competitions?: readonly MockCompetition[];
  /** Who may log in; each kind that is left out has one good credential. */
  readonly credentials?: MockCredentials;
  /** Of the API; the official client's TEST environment calls 7777. @default any free port */
  readonly port?: number;
  /** Milliseconds that a signed address of storage is good for. @default 15 minutes */
  readonly addressLifetime?: number;
}

/** A running mock. */
export interface Kaggle {
  /** For MLEBENCH_KAGGLE_ENDPOINT: "http://127.0.0.1:PORT/api". */
  readonly url: string;
  readonly port: number;
  /** "http://127.0.0.1:PORT" of the storage server. */
  readonly storageUrl: string;
  /** For a child process of ours: an access token and MLEBENCH_KAGGLE_ENDPOINT. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * For a process of the official client, which can only use ports 80 and 7777 of this machine: it is configured to
   * call port 80 and to use the mock as its proxy.
   */
  readonly officialEnvironment: Readonly<Record<string, string>>;
  readonly credentials: Required<MockCredentials>;
  /** Push to it; a fault leaves when it has hit as often as it should. */
  readonly faults: Fault[];
  readonly requests: readonly LoggedRequest[];
  /** What a client did that it should not, such as sending its Authorization to storage. */
  readonly violations: readonly string[];
  /** Adds a competition or replaces the one of the same id. */
  readonly put: (competition: MockCompetition) => void;
  /** Byte ranges of the competition's archive that were sent, in order of request; of one of its files if named. */
  readonly served: (competition: string, file?: string) => { readonly from: number; readonly to: number }[];
  readonly close: () => Promise<void>;
}

const usualCredentials: Required<MockCredentials> = {
  tokens: [{ token: "mock-access-token", username: "ada" }],
  keys: [{ username: "ada", key: "mock-key" }],
  refreshTokens: [{ token: "mock-refresh-token", username: "ada" }],
};

const quarterHour = 15 * 60_000;

/**
 * Starts a mock of Kaggle on this machine: the API on one port, storage on another.
 * @throws Error of the system if the port is taken
 */
export async function startMockKaggle({
  competitions = [],
  credentials: given,
  port = 0,
  addressLifetime = quarterHour,
}: MockKaggleOptions = {}): Promise<Kaggle> {
  const credentials = { ...usualCredentials, ...given };
  const state: MockState = {
    site: createSite(competitions, addressLifetime),
    accounts: createAccounts(credentials),
    faults: [],
    requests: [],
    violations: [],
  };
  const { site, faults, requests, violations } = state;

  const storage = createServer((request, response) => void handleStorage(state, request, response));
  const api = createServer((request, response) => void handleApi(state, storageUrl, request, response));
  // "localhost" may mean either; where there is no IPv6 it means the first.
  const apiToo = createServer((request, response) => void handleApi(state, storageUrl, request, response));
  const servers = [storage, api, apiToo];
  for (const server of servers) server.keepAliveTimeout = 60_000;

  const close = async () => {
    await Promise.all(
      servers.map((server) => {
        server.closeAllConnections();
        return new Promise<void>((resolve) => server.close(() => resolve()));
      }),
    );
  };

  const storageUrl = `http://127.0.0.1:${await listen(storage, 0, "127.0.0.1")}`;
  let apiPort: number;
  try {
    apiPort = await listen(api, port, "127.0.0.1");
  } catch (error) {
    await close();
    throw error;
  }
  await listen(apiToo, apiPort, "::1").catch(() => undefined);

  const origin = `http://127.0.0.1:${apiPort}`;
  const token = credentials.tokens[0]?.token;
  const login: Record<string, string> = token === undefined ? {} : { KAGGLE_API_TOKEN: token };
  return {
    url: `${origin}/api`,
    port: apiPort,
    storageUrl,
    environment: { ...login, MLEBENCH_KAGGLE_ENDPOINT: `${origin}/api` },
    officialEnvironment: {
      ...login,
      KAGGLE_API_ENVIRONMENT: "LOCALHOST",
      http_proxy: origin,
      no_proxy: "",
    },
    credentials,
    faults,
    requests,
    violations,
    put: site.put,
    served: (competition, file = "archive") =>
      requests
        .filter((entry) => entry.competition === competition && entry.file === file)
        .flatMap(({ sent }) => (sent === undefined || sent.from === sent.to ? [] : [{ ...sent }])),
    close,
  };
}

async function listen(server: Server, at: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
