import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildReport } from "@mlebench/reports/experiments";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityFaults, browserIsThere, openBrowser, watchedPage } from "../../../tooling/browser.js";
import { groupedBars, plotSvg, reportPage } from "../src/index.js";
import { type MadeUpOptions, madeUpExperiments, sixAgents } from "./made-up-experiments.js";
import { samplePlots } from "./sample-plots.js";

const marker = "hit-by-hostile-text";
const hostile = `</script></style></title><script>document.title="${marker}"</script><img src="https://example.org/${marker}" onerror="document.title='${marker}'"><a href="javascript:document.title='${marker}'">x</a>"'&\u202e`;

let directory = "";
let browser: Browser;
let sixAgentsPage = "";
let shortPage = "";

function writePage(name: string, options: MadeUpOptions): string {
  const data = buildReport(madeUpExperiments(options), {
    title: options.hostile ?? "Six agents",
    now: new Date("2026-11-25T12:00:00Z"),
    resamples: 20,
  });
  const audits = data.runs.slice(0, 10).map((run, index) => ({
    audit: "rule-violations" as const,
    agent: run.agent,
    competitionId: run.competitionId,
    runId: run.runId,
    rule: `rule-${index}`,
    severity: "high",
    isFlagged: index % 2 === 0,
    file: `code/${options.hostile ?? "main.py"}`,
    line: 12,
    message: options.hostile ?? "Literal answers.",
  }));
  const file = join(directory, `${name}.html`);
  writeFileSync(file, reportPage({ ...data, audits }));
  return pathToFileURL(file).href;
}

async function openUnfolded(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
}

/** Where texts of a page are: names and classes of the element that has one, and of all around it. */
function kindsOfText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const kinds = new Map<Element, string>();
    const kindOf = (element: Element): string => {
      let kind = kinds.get(element);
      if (kind === undefined) {
        const { localName, classList, parentElement } = element;
        kind = `${parentElement === null ? "" : kindOf(parentElement)} ${[localName, ...classList].join(".")}`;
        kinds.set(element, kind);
      }
      return kind;
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set<string>();
    while (texts.nextNode()) {
      const { parentElement, textContent } = texts.currentNode;
      if (parentElement !== null && textContent?.trim()) found.add(kindOf(parentElement));
    }
    return [...found];
  });
}

describe.runIf(browserIsThere("the report's page in a browser"))("a page in a browser", () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "mlebench-report-"));
    browser = await openBrowser();
    sixAgentsPage = writePage("clean", {});
    // Together, these have every kind of text that all have.
    const competitions = [
      "denoising-dirty-documents",
      "detecting-insults-in-social-commentary",
      "dog-breed-identification",
    ];
    shortPage = writePage("short", { competitions });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  // Both widths and both colors, each once: axe takes long, even on a page with few of the long one's rows.
  test.each([
    [1400, "light"],
    [400, "dark"],
  ] as const)("is clean and accessible at %i pixels, %s", async (width, colorScheme) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const { page, messages, requests } = await watchedPage(context, "file:");
    await openUnfolded(page, sixAgentsPage);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const wanted = await kindsOfText(page);
    await openUnfolded(page, shortPage);
    expect(await kindsOfText(page)).toEqual(expect.arrayContaining(wanted));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(messages).toEqual([]);
    expect(requests).toEqual([]);
    await context.close();
  });

  test("sorts and filters by keyboard, and saves the runs as CSV", async () => {
    const url = writePage("keys", { agents: sixAgents.slice(0, 2) });
    const context = await browser.newContext({ acceptDownloads: true });
    const { page, messages } = await watchedPage(context, "file:");
    await page.goto(url);
    const rows = page.locator("#runs-table tbody tr:visible");
    expect(await rows.count()).toBe(132);

    await page.locator("#runs-table-filter").focus();
    await page.keyboard.type("leaf tree-search");
    expect(await rows.count()).toBe(3);
    expect(await page.locator("#runs-table-filter + output").textContent()).toBe("3 of 132 rows");
    await page.locator("#runs-table-filter").fill("");

    const percentile = page.locator("#runs-table th button", { hasText: "Percentile" });
    const column = page.locator("#runs-table tbody tr td:nth-child(6)");
    const numbers = async (): Promise<number[]> =>
      (await column.allTextContents()).filter((text) => text !== "").map(Number);
    await percentile.focus();
    await page.keyboard.press("Enter");
    const falling = await numbers();
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    await page.keyboard.press("Enter");
    expect(await numbers()).toEqual([...falling].reverse());
    expect(await page.locator("#runs-table th[aria-sort=ascending]").count()).toBe(1);
    // Runs without a value stay at the end either way.
    expect(await column.last().textContent()).toBe("");

    const download = page.waitForEvent("download");
    await page.locator("#runs-csv").focus();
    await page.keyboard.press("Enter");
    const saved = readFileSync((await (await download).path()) ?? "", "utf8");
    expect(saved.trim().split("\n")).toHaveLength(133);
    expect(saved).toMatch(/^competition,agent,seed,outcome,score,/);
    expect(messages).toEqual([]);
    await context.close();
  });

  test("opens the details that a link leads to", async () => {
    const url = writePage("links", { agents: sixAgents.slice(0, 2) });
    const context = await browser.newContext();
    const { page } = await watchedPage(context, "file:");
    await page.goto(url);
    await page.locator("#competitions-table a").first().click();
    // The page hears of the new address after the click.
    await page.locator("details#competition-1[open]").waitFor();
    await context.close();
  });

  test("shows hostile text in every field as text", async () => {
    const url = writePage("hostile", { agents: sixAgents.slice(0, 2), hostile });
    const context = await browser.newContext();
    const { page, messages, requests } = await watchedPage(context, "file:");
    await page.goto(url);
    expect(await page.title()).toContain("</script>");
    expect(await page.title()).not.toBe(marker);
    expect(await page.locator("img, iframe, object, a[href^='javascript']").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(2);
    expect(await page.locator("#runs-table tbody tr").first().textContent()).toContain(`onerror=`);
    expect(await page.locator("#failures pre").first().textContent()).toContain("<img src=");
    expect(messages).toEqual([]);
    expect(requests).toEqual([]);
    await context.close();
  });

  test("is light, unfolded, and not cut off on paper", async () => {
    const url = writePage("paper", { agents: sixAgents.slice(0, 3) });
    // What a page of A4 in landscape has between its margins.
    const context = await browser.newContext({ viewport: { width: 1031, height: 700 }, colorScheme: "dark" });
    const { page } = await watchedPage(context, "file:");
    await page.goto(url);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.locator("details.card:not([open])").count()).toBe(0);
    const text = await page
      .locator("h2")
      .first()
      .evaluate((element) => getComputedStyle(element).color);
    expect(text).toBe("rgb(31, 35, 40)");
    const widest = await page.evaluate(() =>
      Math.max(
        ...Array.from(document.querySelectorAll("table")).map((table) => table.getBoundingClientRect().right),
      ),
    );
    expect(widest).toBeLessThanOrEqual(1031);
    await context.close();
  });

  test("plots are well-formed files, whatever is in their texts", async () => {
    const context = await browser.newContext();
    const { page, messages } = await watchedPage(context, "file:");
    const odd = "]]>&amp;<!--\u0000\u0008\ufffe\uffff\ud800\u202e";
    const words = { name: "odd", title: odd, xLabel: odd, yLabel: odd };
    const values = [{ mean: 1, sem: 0, n: 2 }];
    const plots = [
      ...samplePlots(),
      groupedBars({ ...words, groups: [odd], series: [{ name: odd, values }] }),
    ];
    for (const plot of plots) {
      const file = join(directory, `${plot.name}.svg`);
      writeFileSync(file, plotSvg(plot));
      await page.goto(pathToFileURL(file).href);
      expect(await page.locator("parsererror").count(), plot.name).toBe(0);
      expect(await page.evaluate(() => document.documentElement.getAttribute("role"))).toBe("img");
    }
    expect(messages).toEqual([]);
    await context.close();
  });

  test("is readable without script", async () => {
    const url = writePage("still", { agents: sixAgents.slice(0, 2) });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    expect(await page.locator("#summary-table tbody tr").count()).toBe(2);
    expect(await page.locator("noscript").isVisible()).toBe(true);
    await context.close();
  });
});
