import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Whether a request names this server: a page of another site that resolves its name to this machine does not. */
export function isOwnHost({ headers: { host } }: IncomingMessage, port: number): boolean {
  return (
    host !== undefined &&
    [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(host.toLowerCase())
  );
}

/** Whether a page of another site made a request, as far as the browser says. A person who follows a link may. */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  return (
    site !== undefined &&
    site !== "same-origin" &&
    site !== "none" &&
    headers["sec-fetch-mode"] !== "navigate"
  );
}

/** Cookies of all ports of a machine come together. */
export function cookieName(port: number): string {
  return `mlebench-view-${port}`;
}

/** Whether a request brings the token in its cookie. */
export function hasToken({ headers }: IncomingMessage, port: number, token: string): boolean {
  const name = `${cookieName(port)}=`;
  const given = (headers.cookie ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(name));
  return given.some((part) => isSame(part.slice(name.length), token));
}

/** Compares in a time that says nothing about how much was right. */
export function isSame(given: string, token: string): boolean {
  const [a, b] = [given, token].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(a, b);
}
