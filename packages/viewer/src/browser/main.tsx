/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { hydrate, render } from "preact";
import { addressQuery } from "../address.js";
import type { PageData } from "../page-data.js";
import { type Connection, Page } from "../pages/page.js";
import { serverHref } from "../server-href.js";

// The script of every page: it draws the page again when the server says that it changed, and each second while times run.

const root = document.getElementById("page") as HTMLElement;
let data = JSON.parse(document.getElementById("data")?.textContent ?? "") as PageData;
let connection: Connection = "live";
let events: EventSource | undefined;
let isFetching = false;
let isStale = false;
// The clock of the server and that of the browser need not agree.
const skew = Date.now() - data.now;

const page = () => <Page data={data} href={serverHref} now={Date.now() - skew} connection={connection} />;

/** Boxes that show a growing end stay at the end, unless their reader went up. */
function draw(): void {
  const atEnd = [...document.querySelectorAll(".tail")].map(isAtEnd);
  render(page(), root);
  [...document.querySelectorAll(".tail")].forEach((box, i) => {
    if (atEnd[i] ?? true) box.scrollTop = box.scrollHeight;
  });
}

function isAtEnd(box: Element): boolean {
  return box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
}

async function refresh(): Promise<void> {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  try {
    while (isStale) {
      isStale = false;
      const answer = await fetch(`/data?${addressQuery(data.to)}`);
      if (!answer.ok) throw new Error(String(answer.status));
      data = (await answer.json()) as PageData;
      draw();
    }
  } catch {
    setConnection("lost");
  } finally {
    isFetching = false;
  }
}

function setConnection(now: Connection): void {
  if (connection === now) return;
  connection = now;
  draw();
}

/** A browser allows few connections to one server: pages that nobody looks at have none. */
function follow(): void {
  events?.close();
  events = undefined;
  if (document.hidden) return;
  events = new EventSource(`/events?${addressQuery(data.to)}`);
  events.onopen = () => setConnection("live");
  events.onerror = () => setConnection("lost");
  events.onmessage = ({ data: version }) => {
    setConnection("live");
    if (version !== data.version) void refresh();
  };
}

hydrate(page(), root);
draw();
for (const box of document.querySelectorAll(".tail")) box.scrollTop = box.scrollHeight;
document.addEventListener("visibilitychange", follow);
follow();
setInterval(() => {
  if (!document.hidden && data.isLive) draw();
}, 1000);
