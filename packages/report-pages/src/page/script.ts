/**
 * What runs in the page: sorting and filtering of tables, the table of runs out of the embedded data, and CSV of it. All
 * text goes into text nodes. Written as it runs, since a page holds it as it is.
 */
export const pageScript = String.raw`"use strict";
(() => {
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.v ?? cell.textContent;
    const number = Number(text.replace(/^(-?)inf$/, "$1Infinity"));
    return text === "" || text === "–" ? null : Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });

  const sort = (table, column, descending) => {
    const rows = [...table.tBodies[0].rows].map((row) => [valueOf(row, column), row]);
    rows.sort(([a], [b]) =>
      a === null || b === null ? (a === null) - (b === null) : descending ? compare(b, a) : compare(a, b));
    table.tBodies[0].append(...rows.map(([, row]) => row));
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  document.addEventListener("click", (event) => {
    const head = event.target.closest("th > button")?.parentElement;
    if (!head) return;
    const first = head.classList.contains("n") ? "ascending" : "descending";
    const second = first === "ascending" ? "descending" : "ascending";
    // Numbers are sorted from the top at first, texts from A.
    sort(head.closest("table"), head.cellIndex, head.getAttribute("aria-sort") === second ? first === "descending" : second === "descending");
  });

  const filter = (input) => {
    const table = document.getElementById(input.dataset.filter);
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    input.parentElement.querySelector("output").textContent = shown + " of " + table.tBodies[0].rows.length + " rows";
  };
  document.addEventListener("input", (event) => {
    if (event.target.dataset.filter) filter(event.target);
  });

  const data = JSON.parse(document.getElementById("data").textContent);
  const shownValue = (column, value) => (value === null ? "" : Object.hasOwn(data.texts, column) ? data.texts[column][value] : value);
  const runs = document.getElementById("runs-table");
  if (runs) {
    const body = runs.tBodies[0];
    for (const run of data.runs) {
      const row = body.insertRow();
      data.columns.forEach((column, index) => {
        const cell = row.insertCell();
        const value = shownValue(column, run[index]);
        cell.textContent = typeof value === "number" ? String(Number(value.toPrecision(6))) : value;
        cell.className = runs.tHead.rows[0].cells[index].className;
      });
    }
  }
  document.getElementById("runs-csv")?.addEventListener("click", () => {
    // A spreadsheet would run a text that begins like a formula.
    const safe = (value) => (typeof value === "string" && value !== "-inf" && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value));
    const quote = (value) => (/[",\r\n]/.test(value) ? '"' + safe(value).replaceAll('"', '""') + '"' : safe(value));
    const lines = [data.columns, ...data.runs.map((run) => data.columns.map((column, index) => shownValue(column, run[index])))];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.map((line) => line.map(quote).join(",") + "\n").join("")], { type: "text/csv" }));
    link.download = "runs.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  });

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();
  // Paper cannot be unfolded.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open]):not(.data)")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
  for (const input of document.querySelectorAll("[data-filter]")) filter(input);
  document.documentElement.classList.add("scripted");
})();
`;
