import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** What the recording scripts wrote under `fixtures/`. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8")) as T;
}

/** MD5 of the values as NumPy's int64 bytes. */
export function md5OfIntegers(values: ArrayLike<number>): string {
  return md5OfBytes(BigInt64Array.from({ length: values.length }, (_, i) => BigInt(values[i])));
}

/** MD5 of an array's bytes. */
export function md5OfBytes(values: BigInt64Array | Float64Array): string {
  return createHash("md5").update(new Uint8Array(values.buffer)).digest("hex");
}

/** MD5 of the values in decimal, joined by commas. */
export function md5OfText(values: readonly number[]): string {
  return createHash("md5").update(values.join(",")).digest("hex");
}
