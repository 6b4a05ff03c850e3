"""How the mailbox looks: one style sheet for light and dark screens, wide and narrow."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b2733; --paper: #fbfcfd; --line: #d5dde5; --soft: #51606f; --blue: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #12181f; --line: #33404d; --soft: #a3b1bf; --blue: #74b4f5; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header { display: flex; gap: 2rem; align-items: baseline; padding: .8rem 1.5rem; border-bottom: 1px solid var(--line); }
nav { display: flex; gap: 1.2rem; } a { color: var(--blue); } nav a[aria-current] { font-weight: 600; color: inherit; }
main { max-width: 75rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; } h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; color: var(--soft); }
th, td { padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; } time { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft); }
.search { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; margin: 0 0 1rem; }
.search label { display: grid; font-size: .9rem; color: var(--soft); }
input, button { font: inherit; padding: .4rem .7rem; border: 1px solid var(--soft); border-radius: .3rem; }
button { background: var(--blue); color: var(--paper); border-color: var(--blue); cursor: pointer; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
.empty { padding: 2.5rem 0; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; }
dt { color: var(--soft); } dd { margin: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 1rem/1.6 ui-monospace, monospace;
  padding: 1.2rem; border: 1px solid var(--line); border-radius: .4rem; }
iframe { width: 100%; height: 36rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: 1rem; }
"""
