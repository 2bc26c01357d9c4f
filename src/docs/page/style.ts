/** The page's style sheet: one column on a phone, light and dark as the reader's system is. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fbfbfa; --raised: #ffffff; --sunk: #f1f2f0; --line: #dfe2de; --text: #1c211e; --soft: #5a655f;
  --accent: #0b6e4f; --accent-soft: #e2f1ea; --warm: #8a4b08; --warm-soft: #faeedd;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121614; --raised: #1a1f1c; --sunk: #0d100f; --line: #2c3430; --text: #e6ebe8; --soft: #9caaa3;
    --accent: #6fd3ab; --accent-soft: #17352a; --warm: #f0b775; --warm-soft: #3a2a15;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover, main p a, main td a, main h4 a { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, pre { font-family: var(--mono); font-size: .875em; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; z-index: 3; background: var(--raised); padding: .5rem 1rem; }
[hidden] { display: none !important; }

header { position: sticky; top: 0; z-index: 2; display: flex; gap: 1rem; align-items: center; padding: .65rem 1.25rem;
  background: var(--raised); border-bottom: 1px solid var(--line); }
header .title { font-weight: 650; color: inherit; white-space: nowrap; }
header .title span { font-weight: 400; color: var(--soft); margin-left: .5rem; font-size: .875rem; }
.search { flex: 1; max-width: 26rem; margin-left: auto; }
.search input { width: 100%; font: inherit; font-size: .9375rem; padding: .4rem .75rem; color: inherit; background: var(--sunk);
  border: 1px solid var(--line); border-radius: .5rem; }
.elsewhere { display: flex; gap: 1rem; font-size: .9375rem; white-space: nowrap; }

.columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); max-width: 82rem; margin: 0 auto; }
.menu { position: sticky; top: 3.4rem; height: calc(100vh - 3.4rem); overflow-y: auto; padding: 1rem 1.25rem 3rem; font-size: .875rem; }
.menu summary { display: none; }
.menu h2 { font: 600 .8125rem var(--mono); margin: 1.25rem 0 .35rem; }
.menu h2 a { color: inherit; }
.menu ul { list-style: none; margin: 0 0 .35rem; padding: 0; }
.menu li a { display: block; padding: .1rem .5rem; border-radius: .35rem; color: var(--soft); font-family: var(--mono); font-size: .8125rem; overflow-wrap: anywhere; }
.menu li a:hover { background: var(--accent-soft); color: var(--accent); text-decoration: none; }
.menu .received { border-left: 2px solid var(--line); margin-left: .15rem; }

main { padding: 1rem 1.25rem 6rem; min-width: 0; max-width: 58rem; }
main h1 { font-size: 1.75rem; margin: .75rem 0; }
section > h2 { margin: 3.25rem 0 .25rem; font-size: 1.4rem; }
section.plain > h2 { font-size: 1.05rem; margin: 1.75rem 0 .25rem; }
.group { margin: 1.75rem 0 .5rem; font-size: .8125rem; font-weight: 600; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); }
.card { background: var(--raised); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem; margin: .75rem 0; }
.card:target, tr:target { border-color: var(--accent); box-shadow: 0 0 0 3px var(--accent-soft); }
tr:target { background: var(--accent-soft); box-shadow: none; }
.card h3 { margin: 0; font-size: 1.05rem; display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
.card h3 .name { font-family: var(--mono); color: inherit; }
.card h4 { margin: 1.1rem 0 .25rem; font-size: .8125rem; font-weight: 600; color: var(--soft); }
.card h4 .type { font-weight: 400; }
.card p { margin: .35rem 0; }
.alias, h3 .type { font-size: .875rem; font-weight: 400; color: var(--soft); }
.access { color: var(--soft); }
pre { background: var(--sunk); border-radius: .5rem; padding: .65rem .85rem; margin: .65rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { overflow-wrap: anywhere; text-align: start; vertical-align: top; padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--line); }
tr:first-child > * { border-top: 0; }
.properties th { font-weight: 500; white-space: nowrap; width: 11rem; }
.optional { color: var(--soft); font-family: var(--mono); }
.words, .type { color: var(--soft); }
.type { color: var(--text); }
.errors { display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; font-size: .875rem; }
main .code { text-decoration: none; font: .75rem var(--mono); background: var(--warm-soft); color: var(--warm); padding: .15rem .5rem; border-radius: 1rem; }
.catalogue th, .properties th { overflow-wrap: normal; white-space: nowrap; }
.catalogue td:nth-child(n + 3) { white-space: nowrap; color: var(--soft); font-size: .875rem; }
.catalogue q { color: var(--soft); margin-inline-end: .75rem; display: inline-block; }
button { font: inherit; color: var(--accent); background: none; border: 0; padding: 0; cursor: pointer; text-decoration: underline; }

@media (max-width: 60rem) {
  header { flex-wrap: wrap; gap: .5rem 1rem; padding: .6rem 1rem; }
  header .title span { display: none; }
  .search { order: 3; flex-basis: 100%; max-width: none; }
  .elsewhere { margin-left: auto; }
  html { scroll-padding-top: 7rem; }
  .columns { display: block; }
  .menu { position: static; height: auto; padding: .75rem 1rem 0; }
  .menu summary { display: list-item; cursor: pointer; font-weight: 600; padding: .25rem 0; }
  .menu nav { columns: 2; column-gap: 1.5rem; }
  .menu h2 { break-after: avoid; }
  main { padding: .5rem 1rem 4rem; }
  .card { padding: .85rem 1rem; }
  .properties th, .catalogue th { width: auto; white-space: normal; overflow-wrap: anywhere; }
  .properties, .properties tr, .properties th, .properties td, .catalogue, .catalogue tr, .catalogue th, .catalogue td { display: block; width: 100%; }
  .properties th, .catalogue th { padding-bottom: 0; }
  .properties td, .catalogue td { border-top: 0; padding-top: 0; }
  .properties tbody, .catalogue tbody { display: block; }
}
@media print { header, .menu { display: none; } .columns { display: block; } .card { break-inside: avoid; } }
`;
