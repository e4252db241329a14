import { createHash } from "node:crypto";
import { renderToString } from "preact-render-to-string";
import type { PageData } from "./page-data.js";
import { Page } from "./pages/page.js";
import type { Href } from "./pages/parts.js";
import { style } from "./pages/style.js";
import { serverHref } from "./server-href.js";

/** What pages of the server may load: its own script and style, and nothing from anywhere else. */
export const serverPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const head =
  '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">';

/** A page with the script that keeps it up to date. */
export function livePage(data: PageData): string {
  const content = renderToString(<Page data={data} href={serverHref} now={data.now} connection="live" />);
  // Within a script element only `<` has a meaning.
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">${head}<title>${escaped(data.title)}</title>
<link rel="stylesheet" href="/style.css"></head>
<body><div id="page">${content}</div>
<script type="application/json" id="data">${json}</script>
<script src="/browser.js"></script></body></html>
`;
}

const styleHash = createHash("sha256").update(style).digest("base64");

/** A page that is complete in itself, for a file: no script, no server, nothing loaded. */
export function stillPage(data: PageData, href: Href): string {
  const content = renderToString(<Page data={data} href={href} now={data.now} connection="none" />);
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">${head}
<title>${escaped(data.title)}</title><style>${style}</style></head>
<body>${content}</body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
