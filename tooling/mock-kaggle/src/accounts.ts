import { randomUUID } from "node:crypto";
import type { AuthorizationKind } from "./request-log.js";
import type { MockCredentials } from "./world.js";

/** Who sent a request. */
export interface Caller {
  readonly kind: AuthorizationKind;
  readonly username?: string;
}

/** A token that was made from a refresh token. */
export interface IssuedToken {
  readonly token: string;
  readonly username: string;
  readonly expiresIn: number;
}

/** What is known about an access token. */
export interface TokenFacts {
  readonly kind: "access token" | "oauth";
  readonly username: string;
  /** Milliseconds since 1970. */
  readonly expires?: number;
}

/** All credentials of the site. */
export interface Accounts {
  /** Who an Authorization header stands for; "unknown" when it stands for nobody. */
  readonly identify: (authorization: string | undefined) => Caller;
  /** Undefined when the token is not good (any more). */
  readonly inspect: (token: string) => TokenFacts | undefined;
  /** Undefined when the refresh token is not good (any more). */
  readonly issue: (refreshToken: string) => IssuedToken | undefined;
  readonly revoke: (token: string) => void;
}

const twelveHours = 43_200;

export function createAccounts({ tokens, keys, refreshTokens }: Required<MockCredentials>): Accounts {
  const facts = new Map<string, TokenFacts>(
    tokens.map(({ token, username }) => [token, { kind: "access token", username }]),
  );
  const refreshable = new Map(refreshTokens.map((entry) => [entry.token, entry]));

  const inspect = (token: string) => {
    const found = facts.get(token);
    return found?.expires !== undefined && found.expires <= Date.now() ? undefined : found;
  };

  return {
    inspect,
    identify: (authorization) => {
      if (authorization === undefined) return { kind: "none" };
      const [scheme, value = ""] = authorization.split(" ", 2);
      if (scheme.toLowerCase() === "bearer") return inspect(value) ?? { kind: "unknown" };
      if (scheme.toLowerCase() !== "basic") return { kind: "unknown" };
      const pair = Buffer.from(value, "base64").toString("utf8");
      const found = keys.find(({ username, key }) => pair === `${username}:${key}`);
      return found === undefined ? { kind: "unknown" } : { kind: "api key", username: found.username };
    },
    issue: (refreshToken) => {
      const found = refreshable.get(refreshToken);
      if (found === undefined) return undefined;
      const { username, expiresIn = twelveHours } = found;
      const token = `mock-oauth-${randomUUID()}`;
      facts.set(token, { kind: "oauth", username, expires: Date.now() + expiresIn * 1000 });
      return { token, username, expiresIn };
    },
    revoke: (token) => {
      facts.delete(token);
      refreshable.delete(token);
    },
  };
}
