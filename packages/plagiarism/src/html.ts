import { printable } from "@mlebench/core";

/** A text that cannot act as HTML, with control characters and marks of direction made visible. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return printable(text).replace(/[&<>"']/g, (character) => entities[character]);
}

const style = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
h1, h2, p { overflow-wrap: anywhere; }
h2 { margin-top: 2.5rem; }
svg { height: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8885; padding: .3rem .6rem; text-align: left; vertical-align: top; }
th { vertical-align: bottom; }
td { overflow-wrap: anywhere; }
th.number { text-align: right; }
td.number { text-align: right; white-space: nowrap; }
td.verdict { white-space: nowrap; }
pre { font: 12px/1.45 ui-monospace, monospace; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
pre div { min-height: 1.45em; padding-left: 7ch; text-indent: -7ch; }
table.code { table-layout: fixed; margin-bottom: 2rem; }
.flagged { color: #b00020; font-weight: 600; }
.note { opacity: .75; }
@media (prefers-color-scheme: dark) { .flagged { color: #ff8a80; } }
@media (max-width: 50rem) {
  thead { display: none; }
  tr { border-bottom: 1px solid #8885; display: block; padding: .6rem 0; }
  td { border: 0; display: block; padding: .1rem 0; }
  td.number { text-align: left; white-space: normal; }
  td[data-name]::before { content: attr(data-name) ": "; opacity: .75; }
}
`;

/** A page that loads nothing from elsewhere and runs nothing. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`;
}

/** A cell of a table that is stacked on narrow screens, where its name stands before it. */
export function cell(name: string, content: string, kind = ""): string {
  return `<td${kind === "" ? "" : ` class="${kind}"`} data-name="${name}">${content}</td>`;
}

/** The last part of a path. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** A share of 1 with two decimals; `–` if nothing was compared. */
export function formatShare(share: number | null): string {
  return share === null ? "–" : share.toFixed(2);
}
