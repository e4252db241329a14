import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildReport } from "@mlebench/reports/experiments";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserIsThere, openBrowser } from "../../../tooling/browser.js";
import { reportPage } from "../src/index.js";
import { madeUpExperiments } from "./made-up-experiments.js";

/** Set to write the images of the README: `MLEBENCH_WRITE_IMAGES=1 vitest run --project slow readme-images`. */
const isWriting = process.env.MLEBENCH_WRITE_IMAGES !== undefined;
const images = join(import.meta.dirname, "../images");

const shots = [
  { name: "summary", width: 1160, height: 880, colorScheme: "light", section: undefined },
  { name: "competitions", width: 880, height: 530, colorScheme: "dark", section: "competitions" },
  { name: "narrow", width: 400, height: 840, colorScheme: "light", section: "competitions" },
] as const;

describe.runIf(browserIsThere("images of the README"))("images of the README", () => {
  let browser: Browser;
  let directory = "";
  beforeAll(async () => {
    browser = await openBrowser();
    directory = mkdtempSync(join(tmpdir(), "mlebench-images-"));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test.each(shots)("$name is a small PNG", async ({ name, width, height, colorScheme, section }) => {
    const data = buildReport(madeUpExperiments(), {
      title: "Six synthetic agents on MLE-bench Lite",
      now: new Date("2026-11-25T12:00:00Z"),
    });
    const file = join(directory, "report.html");
    writeFileSync(file, reportPage(data));
    const page: Page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(pathToFileURL(file).href);
    if (section !== undefined)
      await page.evaluate((id) => document.getElementById(id)?.scrollIntoView(), section);
    const target = isWriting ? images : directory;
    mkdirSync(target, { recursive: true });
    const image = join(target, `${name}.png`);
    await page.screenshot({ path: image });
    await page.close();
    expect(statSync(image).size).toBeLessThanOrEqual(150_000);
    expect(statSync(join(images, `${name}.png`)).size).toBeLessThanOrEqual(150_000);
  });
});
