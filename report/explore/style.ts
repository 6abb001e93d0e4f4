/** The page's style: narrow and wide, light and dark, on paper. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#57606a;--paper:#fff;--line:#d0d7de;--panel:#f6f8fa;--good:#1a7f37;--bad:#c62828;--focus:#0b5cad}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--quiet:#9aa4b0;--paper:#16191d;--line:#3a4048;--panel:#1d2228;--good:#3fb950;--bad:#ff7b72;--focus:#79b8ff}}
*{box-sizing:border-box}
body{margin:0;font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
header,main,footer{max-width:2400px;margin:0 auto;padding:.8rem 1.2rem}
h1{font-size:1.25rem;margin:.2rem 0}h2{font-size:1.05rem;margin:1.2rem 0 .4rem}h3{font-size:.95rem;margin:.8rem 0 .3rem}
.quiet{color:var(--quiet)}
.ladder{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}.ladder input{flex:1;min-width:12rem;max-width:40rem}
.top{position:sticky;top:0;background:var(--paper);border-bottom:1px solid var(--line);padding:.4rem 0;z-index:1}
#goals{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;margin:0;padding:0}
#goals li{border:2px solid var(--good);border-radius:8px;padding:.25rem .7rem;background:var(--panel);max-width:100%}
#goals li.fails{border-color:var(--bad);border-style:double;border-width:4px}
#goals .sign{font-weight:700;margin-right:.35rem;color:var(--good)}#goals .fails .sign{color:var(--bad)}
.way{font-size:.88rem;overflow-wrap:anywhere}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:.5rem 0}
button,input[type=search]{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.25rem .7rem}
button:disabled{opacity:.5}button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid var(--focus);outline-offset:1px}
#lost{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem;margin:0;padding:0}
.scroll{overflow-x:auto}.scroll svg{display:block;max-width:none}
[data-e]{cursor:pointer}[data-e]:focus{outline:none}[data-e]:focus-visible>rect{stroke:var(--focus);stroke-width:3}
[data-e]:hover>rect{stroke-width:2.5}
.fallen>*{opacity:.45}.killed>rect{stroke:var(--bad);stroke-width:3;stroke-dasharray:4 3;opacity:1}.killed>.tally{opacity:1}
.tally{fill:var(--bad);font-weight:700;font-size:22px}
.dimmed{opacity:.2}
table{border-collapse:collapse;font-size:.9rem}td,th{border-bottom:1px solid var(--line);padding:.25rem .6rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
td button{padding:0 .45rem}
details{border-top:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer;font-weight:600}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.82rem;background:var(--panel);padding:.7rem;border-radius:6px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media(max-width:640px){header,main,footer{padding:.6rem}td,th{padding:.2rem .3rem}}
@media print{.tools,.ladder input,footer{display:none}.top{position:static}details::details-content{content-visibility:visible}.scroll{overflow:visible}.scroll svg{max-width:100%;height:auto}}
`;
