import type { KaggleCredentials } from "./types.js";

/** What is sent to prove who asks. `expires` in milliseconds since 1970. */
export type Secret =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "pair"; readonly username: string; readonly key: string }
  | {
      readonly kind: "refresh";
      readonly refreshToken: string;
      readonly accessToken?: string;
      readonly expires?: number;
    };

/** Apart from the credentials, so that no printing or copying of those can reach a secret. */
const secrets = new WeakMap<KaggleCredentials, Secret>();

export function withSecret(credentials: KaggleCredentials, secret: Secret): KaggleCredentials {
  secrets.set(credentials, secret);
  return Object.freeze(credentials);
}

/** @throws TypeError when the credentials do not come from `findKaggleCredentials` of this copy of the package */
export function secretOf(credentials: KaggleCredentials): Secret {
  const secret = secrets.get(credentials);
  if (secret === undefined) throw new TypeError("credentials must be what findKaggleCredentials returned");
  return secret;
}

export function updateSecret(credentials: KaggleCredentials, secret: Secret): void {
  secrets.set(credentials, secret);
}

/** All texts that must not be seen. */
export function secretTexts(secret: Secret): string[] {
  if (secret.kind === "token") return [secret.token];
  if (secret.kind === "pair") return [secret.key, `${secret.username}:${secret.key}`];
  return [secret.refreshToken, secret.accessToken ?? ""];
}

const base64 = (text: string) => Buffer.from(text).toString("base64").replace(/=+$/, "");

/** What base64 makes of a text in the middle of others: six bits a letter, so there are three ways to begin. */
function insideBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

const shortest = 4;
const longestMessage = 400;

/**
 * Makes text fit to be shown: hidden texts (plain, in base64, percent-encoded), authorization values, tokens by their
 * looks, user names and passwords in addresses and what follows the `?` of one are replaced, control characters go.
 */
export function redact(text: string, hidden: readonly string[]): string {
  const forms = hidden
    .filter((secret) => secret.length >= shortest)
    .flatMap((secret) => {
      const encoded = [base64(secret), ...insideBase64(secret)];
      const forAddresses = encoded.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
      const quoted = JSON.stringify(secret).slice(1, -1);
      return [secret, encodeURIComponent(secret), quoted, ...encoded, ...forAddresses];
    })
    .sort((a, b) => b.length - a.length);
  let result = text;
  for (const form of forms) result = result.replaceAll(form, "…");
  result = result
    .replace(/\b(bearer|basic)\s+[\w+/=.~-]{8,}/gi, "$1 …")
    .replace(/\bKGAT_\w+/g, "…")
    .replace(/(https?:\/\/)[^\s/@"'<>]*@/gi, "$1…@")
    .replace(/(https?:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, "$1?…")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
    .trim();
  return result.length > longestMessage ? `${result.slice(0, longestMessage)}…` : result;
}
