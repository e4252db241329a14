import { UserError } from "@mlebench/core";

const units: Record<string, number> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/**
 * docker-py's sizes: a number of bytes, or one with b, k, m, g, t, each also followed by b.
 * @param key of the container configuration, for the message
 * @throws UserError for anything else
 */
export function parseContainerBytes(value: unknown, key: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return Math.floor(value);
  const found =
    typeof value === "string" ? /^(-1|\d+(?:\.\d+)?)\s*([bkmgt])?(?:i?b)?$/i.exec(value.trim()) : null;
  if (found === null) {
    throw new UserError(`"${key}" cannot be ${JSON.stringify(value)}`, {
      file: "container configuration",
      column: key,
      expected: 'a size such as "4g" or a number of bytes',
    });
  }
  return Math.floor(Number(found[1]) * units[(found[2] ?? "b").toLowerCase()]);
}
