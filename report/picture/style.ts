/** Light, dark and print; a mark has its form as well as its colour. */
export const PICTURE_STYLE = [
  ':root{color-scheme:light dark}',
  '.paper{fill:#fff}text{fill:#1b1f24}.title{font-size:16px;font-weight:600}.quiet{fill:#57606a}',
  '.band{fill:#f6f8fa;stroke:#d0d7de}.region{fill:none;stroke:#d0d7de;stroke-dasharray:2 3}',
  '.heading{fill:#eaf2fb;stroke:#9cb8d6}.item{fill:#fff;stroke:#57606a}.volume{fill:#eef1f4;stroke:#8c959f}',
  '.glyph{fill:none;stroke:#57606a}.call{fill:none;stroke:#57606a;stroke-width:1.5}.soft{stroke-dasharray:5 4}.head{fill:#57606a}',
  '.spof{stroke:#c62828;stroke-width:2.5}.recovery{stroke:#b3400e;stroke-width:2;stroke-dasharray:6 3}.badge{fill:#c62828}.badge.lesser{fill:#b3400e}.sign{fill:#fff;font-weight:700}',
  '.assumed{stroke-dasharray:3 3}',
  '@media(prefers-color-scheme:dark){.paper{fill:#16191d}text{fill:#e6e8eb}.quiet{fill:#9aa4b0}.band{fill:#1d2228;stroke:#3a4048}',
  '.region{stroke:#3a4048}.heading{fill:#1c2b3d;stroke:#3f618a}.item{fill:#23282f;stroke:#8b949e}.volume{fill:#2b323a;stroke:#6e7681}',
  '.glyph,.call{stroke:#9aa4b0}.head{fill:#9aa4b0}.spof{stroke:#ff7b72}.badge{fill:#ff7b72}.recovery{stroke:#ffab70}.badge.lesser{fill:#ffab70}.sign{fill:#16191d}}',
  '@media print{.paper,.item{fill:#fff}.band,.heading,.volume{fill:none}text{fill:#000}}',
].join('');

/** The head of an arrow, which every line ends in. */
export const ARROW_HEAD =
  '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>';
