import { plotCss } from "../plot/theme.js";

/** The style sheet of a page: light or dark as the screen, light on paper. */
export const pageCss = `:root {
  color-scheme: light dark;
  --text: #1f2328; --muted: #57606a; --line: #d5dae0; --back: #f4f6f8; --card: #ffffff; --link: #0a5cad;
  --good: #0b6b3a; --bad: #b3261e; --warn-back: #fff4d6; --warn-text: #5c4400;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --muted: #a6b0bb; --line: #30363d; --back: #0d1117; --card: #161b22; --link: #6cb6ff;
    --good: #56d58d; --bad: #ff8a80; --warn-back: #3a2f10; --warn-text: #ffe3a0;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
main, header > div, footer { max-width: 88rem; margin: 0 auto; padding: 0 1rem; }
header { padding: 1.5rem 0 .5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 0 0 .6rem; }
h3 { font-size: 1.02rem; margin: 1.4rem 0 .4rem; overflow-wrap: anywhere; }
p { margin: .4rem 0 .8rem; max-width: 70rem; overflow-wrap: anywhere; }
a { color: var(--link); overflow-wrap: anywhere; }
.muted, figcaption { color: var(--muted); }
nav { position: sticky; top: 0; z-index: 1; background: var(--card); border-bottom: 1px solid var(--line); border-top: 1px solid var(--line); }
nav ul { display: flex; gap: .2rem 1.1rem; max-width: 88rem; margin: 0 auto; padding: .5rem 1rem; list-style: none; overflow-x: auto; white-space: nowrap; }
main > section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 1rem 0; min-width: 0; }
.plots { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 23rem), 1fr)); align-items: start; margin: 1rem 0; }
figure { margin: 0; min-width: 0; }
figure svg { display: block; width: 100%; height: auto; max-width: 35rem; }
.scroll { overflow-x: auto; max-width: 100%; margin: .5rem 0; }
.tall { max-height: 40rem; overflow: auto; }
table { border-collapse: collapse; font-size: .86rem; }
th, td { padding: .28rem .5rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { vertical-align: bottom; background: var(--card); }
.tall thead th { position: sticky; top: 0; }
td.n, th.n { text-align: right; }
td.n { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.t { min-width: 14rem; max-width: 32rem; overflow-wrap: anywhere; }
td.w { white-space: nowrap; }
#runs-table td.w { max-width: 26rem; overflow: hidden; text-overflow: ellipsis; }
th button { all: unset; cursor: pointer; font-weight: 600; }
th button::after { content: " ↕"; color: var(--muted); font-weight: 400; }
th[aria-sort="ascending"] button::after { content: " ↑"; color: inherit; }
th[aria-sort="descending"] button::after { content: " ↓"; color: inherit; }
:focus-visible, th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.filter { display: none; gap: .6rem; flex-wrap: wrap; align-items: center; margin: .5rem 0; }
.scripted .filter { display: flex; }
input, .button { font: inherit; color: inherit; background: var(--back); border: 1px solid #7d8590; border-radius: 5px; padding: .25rem .5rem; max-width: 100%; }
.button { cursor: pointer; }
.agent { white-space: nowrap; }
.agent svg { width: .8em; height: .8em; margin-right: .35em; vertical-align: -.02em; }
.marks { position: absolute; }
.agents { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; padding: 0; list-style: none; margin: .4rem 0; }
.agents .agent, h3 .agent { white-space: normal; overflow-wrap: anywhere; }
td .agent { display: inline-block; white-space: normal; overflow-wrap: anywhere; min-width: 10rem; max-width: 18rem; }
.notes { background: var(--warn-back); color: var(--warn-text); border-radius: 6px; padding: .5rem .9rem .5rem 2rem; margin: .6rem 0; overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
details { margin: .4rem 0; }
details.card { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .8rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
details.data summary { color: var(--muted); font-size: .82rem; }
pre { font: 12px/1.45 ui-monospace, "SF Mono", Menlo, monospace; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--back); border: 1px solid var(--line); border-radius: 5px; padding: .6rem; margin: .4rem 0; }
ul.plain { padding-left: 1.2rem; margin: .3rem 0; }
footer { color: var(--muted); padding-bottom: 2rem; font-size: .87rem; }
.sides { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.sides > * { min-width: 0; }
tr.local td { background: color-mix(in srgb, var(--link) 12%, transparent); }
@media (max-width: 40rem) {
  main, header > div, footer { padding: 0 .5rem; }
  main > section { padding: .8rem .5rem; }
  nav ul { padding: .5rem; }
  td.t { min-width: 11rem; }
}
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; }
  body { background: none; font-size: 11px; }
  table { font-size: 9px; }
  th, td { padding: 2px 4px; }
  th button::after { content: none !important; }
  td .agent { min-width: 4rem; }
  td.t { min-width: 8rem; }
  nav, .filter, .scripted .filter, details.data, .button { display: none; }
  main > section { border: 0; padding: 0; }
  figure, tr, pre { break-inside: avoid; }
  .scroll, .tall { overflow: visible; max-height: none; }
  .plots { grid-template-columns: repeat(3, 1fr); }
}
${plotCss}`;
