import { expect, test } from "vitest";
import { ModelError } from "../src/index.js";
import { defaultRetryPolicy, markTemporary, retryAfter, retryDelay } from "../src/retry.js";

test.each([
  [{ "retry-after": "20" }, 20_000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after-ms": "250", "retry-after": "20" }, 250],
  [{ "retry-after": "Thu, 01 Jan 1970 00:01:00 GMT" }, 50_000],
  [{ "retry-after": "Thu, 01 Jan 1970 00:00:01 GMT" }, 0],
  [{ "retry-after": "soon" }, undefined],
  [{}, undefined],
])("%j asks to wait %s ms", (headers: Record<string, string>, expected) => {
  expect(retryAfter((name) => headers[name], 10_000)).toBe(expected);
});

test("delays double up to a limit, and a server that names one gets it up to an hour", () => {
  const error = markTemporary(new ModelError("server", "Server error"));
  const delays = [1, 2, 7, 30].map((failures) => retryDelay(error, failures, defaultRetryPolicy, () => 1));
  expect(delays).toEqual([1000, 2000, 60_000, 60_000]);
  const named = markTemporary(new ModelError("rate limit", "Rate limit reached"), 7_200_000);
  expect(retryDelay(named, 1, defaultRetryPolicy)).toBe(3_600_000);
});
