import type { Environment } from "@mlebench/core";

/** Secrets shorter than this may be ordinary words, such as the `local` of a server that checks nothing. */
const shortest = 8;

/** What stands where a secret was. */
const mark = "[key]";

/** A function that takes secrets out of texts: as they are, and as addresses and base64 spell them. */
export function createRedaction(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets
    .filter((secret) => secret.length >= shortest)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]);
  // The longest first, so that no part of one remains.
  const ordered = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((clean, spelling) => clean.replaceAll(spelling, mark), text);
}

const credentialName = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i;

/** The values in an environment that are credentials by their name, and the passwords in its addresses. */
export function credentialsIn(environment: Environment): string[] {
  return Object.entries(environment).flatMap(([name, value = ""]) => {
    if (credentialName.test(name)) return [value.trim()];
    const password = URL.canParse(value) ? new URL(value).password : "";
    return password === "" ? [] : [decodeURIComponent(password)];
  });
}

/** An address without user, password, query, and fragment. */
export function bareUrl(url: string): string {
  try {
    const { origin, pathname } = new URL(url);
    return `${origin}${pathname}`.replace(/\/+$/, "");
  } catch {
    return "(invalid URL)";
  }
}
