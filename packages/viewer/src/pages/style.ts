/** The style of all pages. Colors have a contrast of at least 4.5 : 1, in light and in dark. */
export const style = `
:root { color-scheme: light dark; --back: #ffffff; --text: #1c1f23; --quiet: #5a626c; --line: #d9dde2; --box: #f5f6f8;
  --link: #0b57b0; --good: #116329; --warn: #855300; --bad: #b3261e; --busy: #0b57b0; --add: #dff5e3; --del: #fde4e2; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171a; --text: #e4e7eb; --quiet: #a1a9b3; --line: #343a41; --box: #1d2125;
    --link: #82b6ff; --good: #74d188; --warn: #f0b44c; --bad: #ff9189; --busy: #82b6ff; --add: #143a20; --del: #4a1d1b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
header, main { max-width: 1360px; margin: 0 auto; padding: 0 20px; }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; justify-content: space-between; align-items: baseline;
  padding-top: 12px; padding-bottom: 8px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
header nav { min-width: 0; }
main { padding-bottom: 48px; }
h1 { font-size: 1.45rem; line-height: 1.25; margin: 20px 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 28px 0 8px; overflow-wrap: anywhere; }
h2 small { font-size: 0.85rem; font-weight: normal; margin-left: 8px; }
p { margin: 8px 0; }
a { color: var(--link); text-underline-offset: 2px; }
a[aria-current] { color: var(--text); text-decoration: none; font-weight: 600; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; font-size: 0.85em; }
.quiet { color: var(--quiet); }
.block { display: block; font-size: 0.85rem; font-weight: normal; overflow-wrap: break-word; }
.connection { margin: 0; color: var(--quiet); font-size: 0.9rem; }
.scroll { overflow-x: auto; margin: 12px 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: 0.8rem; font-weight: 600; color: var(--quiet); white-space: nowrap; }
tbody th { font-weight: 500; overflow-wrap: break-word; min-width: 9em; }
.number { text-align: right; white-space: nowrap; }
.state { white-space: nowrap; margin-right: 12px; font-weight: 500; }
td > .state:last-child { margin-right: 0; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); } .busy { color: var(--busy); }
.state.quiet { font-weight: normal; }
p.state.bad { white-space: normal; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 12px 0; }
.facts div { min-width: 0; }
.facts dt { font-size: 0.8rem; color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.choices { display: flex; flex-wrap: wrap; gap: 0 4px; border-bottom: 1px solid var(--line); margin: 16px 0; }
.choices a, .choices > span { padding: 6px 12px; text-decoration: none; }
.choices a:hover { background: var(--box); }
.choices a[aria-current] { box-shadow: inset 0 -3px var(--link); }
.choices .state { margin: 0; }
.side { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; }
.side .choices { border: 0; margin: 4px 0; }
.side .name { min-width: 4em; }
.pager { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 12px 0; color: var(--quiet); }
.path { margin: 12px 0; overflow-wrap: anywhere; }
.search { margin: 12px 0; display: flex; gap: 8px; flex-wrap: wrap; align-items: end; }
input, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--quiet); border-radius: 4px; padding: 3px 10px; }
button { background: var(--box); cursor: pointer; }
.search input { min-width: 12em; max-width: 100%; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; tab-size: 4; }
.text { background: var(--box); border: 1px solid var(--line); border-radius: 4px; padding: 12px; max-height: 70vh; overflow: auto; }
.diff { padding: 12px 0; }
.diff pre { white-space: pre; overflow-wrap: normal; }
.diff span { display: block; min-width: max-content; padding: 0 12px; }
.diff .added { background: var(--add); } .diff .removed { background: var(--del); } .diff .gap { color: var(--quiet); }
.events { list-style: none; margin: 0; padding: 0; }
.event { border-top: 1px solid var(--line); padding: 8px 0 8px 12px; border-left: 4px solid transparent; }
.event.user, .event.system { border-left-color: var(--quiet); }
.event.assistant { border-left-color: var(--link); background: var(--box); }
.event.failed { border-left-color: var(--bad); }
.event.model, .event.info, .event.context { color: var(--quiet); font-size: 0.9rem; }
.headline { margin: 0 0 4px; display: flex; flex-wrap: wrap; gap: 0 8px; overflow-wrap: anywhere; }
.headline .when { margin-left: auto; font-size: 0.85rem; padding-right: 8px; }
.name { font-size: 0.85rem; color: var(--quiet); margin: 6px 0 2px; }
summary { cursor: pointer; }
.long > summary { list-style: none; }
.long > summary::-webkit-details-marker { display: none; }
.preview { white-space: pre-wrap; overflow-wrap: anywhere; display: block; line-height: 1.45; tab-size: 4;
  font: 0.85em ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; }
.long[open] .preview { display: none; }
.more { color: var(--link); text-decoration: underline; font-size: 0.9rem; }
.long[open] .more { color: var(--quiet); }
.tree { margin: 4px 0; padding-left: 22px; }
.tree li { padding: 2px 0; overflow-wrap: anywhere; }
@media (max-width: 760px) {
  body { font-size: 14px; }
  header, main { padding-left: 12px; padding-right: 12px; }
  .wide { display: none; }
  th, td { padding-right: 10px; }
  tbody th { min-width: 7em; }
  .facts { gap: 8px 20px; }
}
@media print { .search, .pager a { display: none; } .text { max-height: none; } }
`;
