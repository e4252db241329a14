import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { browserIsThere, openBrowser } from "../../../tooling/browser.js";
import { exportPages } from "../src/index.js";
import { temporaryDirectory, writeBusyGroup } from "./fixture.js";

/** Set to write the images of the README: `MLEBENCH_WRITE_IMAGES=1 vitest run --project slow viewer-images`. */
const isWriting = process.env.MLEBENCH_WRITE_IMAGES !== undefined;
const images = join(import.meta.dirname, "../images");

const shots = [
  { name: "runs", width: 1160, height: 560, colorScheme: "light", links: [] },
  {
    name: "transcript",
    width: 1000,
    height: 620,
    colorScheme: "dark",
    links: ["spaceship-titanic", "Transcript"],
  },
  { name: "tree", width: 400, height: 640, colorScheme: "light", links: ["spaceship-titanic", "Tree"] },
  {
    name: "node",
    width: 1000,
    height: 620,
    colorScheme: "light",
    links: ["spaceship-titanic", "Tree", "improve n4"],
  },
] as const;

describe.skipIf(!browserIsThere("images of the viewer's README"))("images of the README", () => {
  let browser: Browser;
  let directory: string;
  let index: string;
  const group = "2026-01-31T12-00-00-GMT_run-group_tree";

  beforeAll(async () => {
    // Always the same times, and the same images.
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.parse("2026-01-31T13:30:00Z"));
    const runs = temporaryDirectory();
    writeBusyGroup(runs, group);
    directory = mkdtempSync(join(tmpdir(), "mlebench-images-"));
    ({ index } = exportPages(runs, join(directory, "pages")));
    clock.mockRestore();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test.each(shots)("$name is a small PNG", async ({ name, width, height, colorScheme, links }) => {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(pathToFileURL(index).href);
    for (const link of [group, ...links]) {
      await page.getByRole("link", { name: link, exact: true }).click();
    }
    const target = isWriting ? images : directory;
    mkdirSync(target, { recursive: true });
    await page.screenshot({ path: join(target, `${name}.png`) });
    await page.close();
    for (const place of [target, images]) {
      expect(statSync(join(place, `${name}.png`)).size).toBeLessThanOrEqual(150_000);
    }
  });
});
