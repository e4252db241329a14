// What tests of pages share: is there a browser, and what does a page do in it.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Debian's, and what other systems have in its place. */
const places = [
  process.env.MLEBENCH_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Whether a browser is there. Prints a warning if none is; with MLEBENCH_REQUIRE_CHROMIUM set, as in CI, it throws.
 */
export function browserIsThere(what: string): boolean {
  if (findBrowser() !== undefined) return true;
  if (process.env.MLEBENCH_REQUIRE_CHROMIUM) throw new Error(`${what} needs chromium`);
  process.stderr.write(
    `\nSKIPPED, NOT TESTED: ${what}: chromium was not found (\`apt-get install chromium\`)\n`,
  );
  return false;
}

function findBrowser(): string | undefined {
  return places.find((path) => path !== undefined && existsSync(path));
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    // Sockets in the directory have long names, and a path of more than 107 bytes is none.
    env: { ...process.env, TMPDIR: tmpdir().length < 50 ? tmpdir() : "/tmp" },
    // Tests also run as root, where chromium has no sandbox, and with little shared memory.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** What a page did that none should. */
export interface Watched {
  page: Page;
  /** Errors, warnings of the console, and exceptions. */
  messages: string[];
  /** Requests to anywhere but what `allowed` says. */
  requests: string[];
}

/**
 * A page that is watched. Requests that leave are recorded and refused.
 * @param allowed beginning of the URLs that it may ask for, such as `file:` or `http://127.0.0.1:8080/`
 */
export async function watchedPage(context: BrowserContext, allowed: string): Promise<Watched> {
  const page = await context.newPage();
  const messages: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) messages.push(message.text());
  });
  page.on("pageerror", (error) => messages.push(String(error)));
  page.on("dialog", (dialog) => {
    messages.push(`A dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route(
    (url) => !url.href.startsWith(allowed) && url.protocol !== "data:",
    (route) => {
      requests.push(route.request().url());
      return route.abort();
    },
  );
  return { page, messages, requests };
}

let axe: string | undefined;

/** What axe finds in a page that is serious or worse, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  axe ??= readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // Evaluated by the debugger, which no policy of the page concerns.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as {
      axe: {
        run(options: { resultTypes: string[] }): Promise<{
          violations: { id: string; impact: string; nodes: { html: string }[] }[];
        }>;
      };
    };
    // Describing each node of what passes takes most of the time.
    const { violations } = await tool.run({ resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => ["serious", "critical"].includes(impact))
      .map(
        ({ id, impact, nodes }) =>
          `${id} (${impact}): ${nodes
            .map(({ html }) => html)
            .join(" ")
            .slice(0, 400)}`,
      );
  });
}
