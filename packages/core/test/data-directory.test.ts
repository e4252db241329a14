import { resolve } from "node:path";
import { expect, test } from "vitest";
import { chosenDataDirectory, defaultDataDirectory, defaultMiniatureDirectory } from "../src/index.js";

test("MLEBENCH_DATA_DIR sets the data directory, with miniatures in a directory below it", () => {
  const environment = { HOME: "/home/ada", MLEBENCH_DATA_DIR: "/big/data" };
  expect(defaultDataDirectory(environment, "linux")).toBe("/big/data");
  expect(defaultMiniatureDirectory(environment, "linux")).toBe("/big/data/miniatures");
  expect(chosenDataDirectory({ MLEBENCH_DATA_DIR: "data" })).toBe(resolve("data"));
  for (const none of [{}, { MLEBENCH_DATA_DIR: "" }]) {
    expect(chosenDataDirectory(none)).toBeUndefined();
    expect(defaultDataDirectory({ HOME: "/home/ada", ...none }, "linux")).toBe(
      "/home/ada/.cache/mle-bench/data",
    );
  }
});

test("the default data directory is that of the Python reference, on every system", () => {
  expect(defaultDataDirectory({ HOME: "/home/ada" }, "linux")).toBe("/home/ada/.cache/mle-bench/data");
  expect(defaultDataDirectory({ HOME: "/home/ada", XDG_CACHE_HOME: "/var/cache/ada" }, "linux")).toBe(
    "/var/cache/ada/mle-bench/data",
  );
  expect(defaultDataDirectory({ HOME: "/Users/ada" }, "darwin")).toBe(
    "/Users/ada/Library/Caches/mle-bench/data",
  );
});
