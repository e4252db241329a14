import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accessibilityFaults,
  browserIsThere,
  openBrowser,
  type Watched,
  watchedPage,
} from "../../../tooling/browser.js";
import { type Address, addressQuery } from "../src/address.js";
import { exportPages, startViewer, type Viewer } from "../src/index.js";
import { put, temporaryDirectory, writeBusyGroup, writeGroup } from "./fixture.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const group = "2026-01-31T12-00-00-GMT_run-group_tree";
const run = "spaceship-titanic_00000001-0000-4000-8000-000000000000";
const script = `<script>globalThis.wasRun = true</script><img src="https://evil.example/x" onerror="globalThis.wasRun=true">`;

const pages: Record<string, Address> = {
  groups: { page: "groups" },
  runs: { page: "runs", group },
  run: { page: "run", group, run },
  log: { page: "file", group, run, path: "run.log" },
  files: { page: "files", group, run, path: "" },
  transcript: { page: "transcript", group, run },
  tree: { page: "tree", group, run },
  node: { page: "node", group, run, node: "n4" },
  changes: { page: "changes", group, run, path: "train.py" },
  hostileRuns: { page: "runs", group: "evil" },
  hostileRun: { page: "run", group: "evil", run: "evil_1" },
  hostileFiles: { page: "files", group: "evil", run: "evil_1", path: "code" },
  hostileTranscript: { page: "transcript", group: "evil", run: "evil_1" },
  hostileTree: { page: "tree", group: "evil", run: "evil_1" },
};

function writeHostileGroup(runs: string): void {
  writeGroup(runs, "evil", [
    {
      id: "evil_1",
      record: { reason: script, competition_id: script, status: "running", ended_at: null, agent: script },
      log: `${script}\n`,
      events: [
        { type: "message", id: "m", message: { role: "user", content: script } },
        { type: "node", id: script, parent: null, stage: script, plan: script, code: script } as never,
        { type: "info", source: script, data: { [script]: script } },
      ],
      validations: [{ time: script, verdict: script, bytes: 1, reason: script }],
      files: { [`code/${script.replaceAll("/", "|")}`]: script },
    },
  ]);
}

describe.skipIf(!browserIsThere("pages of the viewer"))("in a browser", () => {
  let browser: Browser;
  let context: BrowserContext;
  let viewer: Viewer;
  let runs: string;
  let origin: string;
  const url = (address: Address): string => `${origin}?${addressQuery(address)}`;

  beforeAll(async () => {
    runs = temporaryDirectory();
    writeBusyGroup(runs, group);
    writeHostileGroup(runs);
    viewer = await startViewer(runs, { pollMilliseconds: 50 });
    origin = `http://127.0.0.1:${viewer.port}/`;
    browser = await openBrowser();
    context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(viewer.url);
    await page.waitForURL(origin);
  });
  afterAll(async () => {
    await browser?.close();
    await viewer?.close();
  });

  test("the tool for accessibility finds faults where there are some", async () => {
    const page = await context.newPage();
    await page.setContent('<html><body><img src="data:,"><input></body></html>');
    expect((await accessibilityFaults(page)).join()).toMatch(/image-alt.*label/s);
    await page.close();
  });

  // Both widths and both colors, each once: overflow depends on the one, contrast on the other, and axe takes long.
  describe.each([
    [1400, "light"],
    [400, "dark"],
  ] as const)("%i pixels wide, %s", (width, colorScheme) => {
    // One for all addresses: to open another takes longer than to load it.
    let watched: Watched;
    beforeAll(async () => {
      watched = await watchedPage(context, origin);
      await watched.page.setViewportSize({ width, height: 800 });
      await watched.page.emulateMedia({ colorScheme });
    });
    afterAll(() => watched.page.close());

    test.each(Object.keys(pages))(
      "%s is without errors and faults, fits, and loads nothing from elsewhere",
      async (name) => {
        const { page, messages, requests } = watched;
        await page.goto(url(pages[name]));
        await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
        expect(await page.evaluate("globalThis.wasRun")).toBeUndefined();
        expect(await page.locator("img, script:not([src]):not([type]), iframe, [style]").count()).toBe(0);
        if (name.startsWith("hostile"))
          expect(await page.locator("#page").textContent()).toContain(script.slice(0, 20));
        expect({ messages: messages.splice(0), requests: requests.splice(0) }).toEqual({
          messages: [],
          requests: [],
        });
      },
    );
  });

  test("a log grows on the page, which stays at the end until its reader goes up", async () => {
    const { page, messages } = await watchedPage(context, origin);
    const log = join(runs, group, run, "run.log");
    await page.goto(url(pages.log));
    const box = page.locator(".tail");
    const below = () => box.evaluate((one) => one.scrollHeight - one.clientHeight - one.scrollTop);
    appendFileSync(log, "it came later\n");
    await box.getByText("it came later").waitFor();
    expect(await below()).toBeLessThan(5);
    await box.evaluate((one) => {
      one.scrollTop = 0;
    });
    appendFileSync(log, "and later still\n");
    await box.getByText("and later still").waitFor();
    expect(await box.evaluate((one) => one.scrollTop)).toBe(0);
    expect(messages).toEqual([]);
    await page.close();
  });

  test("everything is reached by keyboard, and texts open without a mouse", async () => {
    const page = await context.newPage();
    await page.goto(url(pages.transcript));
    const reached: string[] = [];
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate<string>("document.activeElement.textContent.slice(0, 400)"));
      if (reached.at(-1)?.includes("Predict the target")) break;
    }
    expect(reached.slice(0, 3)).toEqual(["Run groups", group, "spaceship-titanic 00000001"]);
    expect(reached.join("\n")).toContain("Overview");
    const outline = await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline).toBe("solid");
    await page.keyboard.press("Enter");
    await page.locator("details.long[open]").waitFor();
    await page.close();
  });

  test("without a script the pages are complete, and links work", async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    await plain.addCookies(await context.cookies());
    const page = await plain.newPage();
    await page.goto(origin);
    await page.getByRole("link", { name: group }).click();
    await page.getByRole("searchbox").fill("titanic");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("link", { name: "spaceship-titanic" }).click();
    await page.getByRole("link", { name: "Tree", exact: true }).click();
    await page.getByRole("link", { name: "improve n4" }).click();
    await page.getByText("n_estimators=500").first().waitFor();
    await plain.close();
  });

  test("a viewer that ends is said to be disconnected", async () => {
    const other = await startViewer(runs, { pollMilliseconds: 50 });
    const page = await context.newPage();
    await page.goto(other.url);
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    await other.close();
    await page.getByRole("status").filter({ hasText: "Disconnected" }).waitFor();
    await page.close();
  });

  test("an export is the same from files, without a script", async () => {
    const directory = mkdtempSync(join(tmpdir(), "mlebench-export-"));
    const { index } = exportPages(runs, directory);
    const { page, messages, requests } = await watchedPage(context, "file:");
    await page.goto(pathToFileURL(index).href);
    await page.getByRole("link", { name: group }).click();
    await page.getByRole("link", { name: "spaceship-titanic" }).click();
    await page.getByRole("link", { name: "Transcript" }).click();
    await page.getByText("I look at the data first.").waitFor();
    expect(await page.locator("script").count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    // The style was not refused by the page's own policy.
    expect(await page.evaluate("getComputedStyle(document.body).marginTop")).toBe("0px");
    expect({ messages, requests }).toEqual({ messages: [], requests: [] });
    await page.close();
  });
});

test("the script of a page is small", () => {
  expect(statSync(join(root, "packages/viewer/dist/browser.js")).size).toBeLessThanOrEqual(30 * 1024);
});

test("pages of an export lead only to each other", () => {
  const runs = temporaryDirectory();
  writeBusyGroup(runs, group);
  writeHostileGroup(runs);
  put(runs, "secret.txt", "SECRET");
  const directory = mkdtempSync(join(tmpdir(), "mlebench-export-"));
  const { pages: count } = exportPages(runs, directory);
  const names = readdirSync(directory);
  expect(names).toHaveLength(count);
  for (const name of names) {
    const text = readFileSync(join(directory, name), "utf8");
    for (const [, target] of text.matchAll(/<a href="([^"]+)"/g)) expect(names).toContain(target);
    expect(text).not.toContain("<script");
  }
  rmSync(directory, { recursive: true });
});
