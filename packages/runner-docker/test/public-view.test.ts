import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makePublicView, writeDescription } from "../src/containers/public-view.js";

/** Public data as `prepare` leaves them, and the rest under a umask. */
function underUmask(umask: number): string {
  // The modes below are meant as they stand, whatever the umask of the test run is.
  const before = process.umask(0);
  const directory = mkdtempSync(join(tmpdir(), "mlebench-view-"));
  mkdirSync(join(directory, "public/images"), { recursive: true, mode: 0o755 });
  writeFileSync(join(directory, "public/images/1.png"), "png", { mode: 0o644 });
  writeFileSync(join(directory, "public/description.md"), "the user's own", { mode: 0o644 });
  mkdirSync(join(directory, "group/run"), { recursive: true });
  process.umask(umask);
  onTestFinished(() => {
    process.umask(before);
    rmSync(directory, { recursive: true });
  });
  return directory;
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test.each([0o022, 0o077])("under umask %i an agent may read all that it is shown", async (umask) => {
  const directory = underUmask(umask);
  const view = await makePublicView({
    runDirectory: join(directory, "group/run"),
    runId: "run_1",
    attempt: 1,
    publicDirectory: join(directory, "public"),
    description: "another",
  });
  expect(["", "images", "images/1.png", "description.md"].map((path) => modeOf(join(view, path)))).toEqual([
    "755",
    "755",
    "644",
    "644",
  ]);
  expect(readFileSync(join(view, "description.md"), "utf8")).toBe("another");
  expect(readFileSync(join(directory, "public/description.md"), "utf8")).toBe("the user's own");
});

test.each([0o022, 0o077])(
  "under umask %i a description of its own is for everybody to read",
  async (umask) => {
    const file = join(underUmask(umask), "description.md");
    await writeDescription(file, "text");
    expect(modeOf(file)).toBe("644");
  },
);
