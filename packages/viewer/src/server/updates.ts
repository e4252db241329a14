import type { ServerResponse } from "node:http";
import { type Address, addressQuery } from "../address.js";

/** Reports to pages that they have changed: one loop for all of them. */
export interface Updates {
  /** Sends the page's version now and whenever it changes, until the other end leaves. */
  readonly follow: (address: Address, response: ServerResponse) => void;
  readonly close: () => void;
}

const maxFollowers = 200;
/** A line now and then shows a client that vanished. */
const beatMilliseconds = 15_000;

/**
 * @param versionOf asked once per page and round, for as many clients as there are
 */
export function createUpdates(versionOf: (address: Address) => string, pollMilliseconds: number): Updates {
  const followers = new Map<ServerResponse, { address: Address; key: string; sent: string }>();
  let timer: NodeJS.Timeout | undefined;
  let beat = Date.now();

  const round = (): void => {
    const versions = new Map<string, string>();
    const isBeat = Date.now() - beat >= beatMilliseconds;
    if (isBeat) beat = Date.now();
    for (const [response, follower] of followers) {
      const version = versions.get(follower.key) ?? versionOf(follower.address);
      versions.set(follower.key, version);
      if (version !== follower.sent) {
        follower.sent = version;
        response.write(`data: ${version}\n\n`);
      } else if (isBeat) response.write(":\n\n");
    }
  };
  const leave = (response: ServerResponse): void => {
    followers.delete(response);
    if (followers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };

  return {
    follow(address, response) {
      if (followers.size >= maxFollowers) {
        response.writeHead(503).end();
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      followers.set(response, { address, key: addressQuery(address), sent: "" });
      response.on("close", () => leave(response));
      response.on("error", () => leave(response));
      timer ??= setInterval(round, pollMilliseconds);
      round();
    },
    close() {
      clearInterval(timer);
      for (const response of followers.keys()) response.end();
      followers.clear();
    },
  };
}
