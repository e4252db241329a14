import { createHash } from "node:crypto";

const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/**
 * An ID of the same form as Inspect's, 22 characters of base 57. It depends on the parts alone, so that a log that is
 * written again has the same IDs.
 */
export function identifier(...parts: readonly (string | number)[]): string {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest();
  let rest = BigInt(`0x${digest.subarray(0, 16).toString("hex")}`);
  let id = "";
  for (let count = 0; count < 22; count++) {
    id += alphabet[Number(rest % 57n)];
    rest /= 57n;
  }
  return id;
}
