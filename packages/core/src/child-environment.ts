import type { Environment } from "./data-directory.js";

/** Names that begin so belong to Kaggle: its keys, its tokens, and where the files with them are. */
const kaggle = /^kaggle/i;

/** One part of a name, between underscores and the like, that says "secret". `MAX_TOKENS` and `PWD` say nothing of it. */
const secretParts = new Set([
  "auth",
  "authorization",
  "cookie",
  "credential",
  "credentials",
  "jwt",
  "key",
  "keys",
  "passphrase",
  "passwd",
  "password",
  "pat",
  "secret",
  "secrets",
  "token",
]);

/** Names written as one word, such as `PGPASSWORD`, `authToken`, `apikey`; `MYSQL_PWD` too, but not `OLDPWD`. */
const secretEnding = /(apikey|accesskey|authtoken|accesstoken|password|passwd|secret|_pwd)$/i;

/** A URL with a password in it, such as a database's or a proxy's. */
const urlWithPassword = /[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:[^\s/@]+@/i;

/**
 * The environment for a child process: all variables but those that carry a credential. Left out are
 * - every name that begins with `KAGGLE`,
 * - names with a part that says so (`_KEY`, `_TOKEN`, `_SECRET`, `_PASSWORD`, `_CREDENTIALS`, `_AUTH` …, in any case),
 * - values that hold a URL with a password.
 *
 * A program that needs one of them gets it by name: `{ ...childEnvironment(), HF_TOKEN: process.env.HF_TOKEN }`.
 */
export function childEnvironment(environment: Environment = process.env): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isCredential(entry[0], entry[1]),
  );
  return Object.fromEntries(kept);
}

function isCredential(name: string, value: string): boolean {
  return kaggle.test(name) || urlWithPassword.test(value) || isCredentialName(name);
}

/** Whether a variable is a credential by its name: `OPENAI_API_KEY`, `HF_TOKEN`, `PGPASSWORD`. */
export function isCredentialName(name: string): boolean {
  if (secretEnding.test(name)) return true;
  return name.split(/[^A-Za-z0-9]+/).some((part) => secretParts.has(part.toLowerCase()));
}
