<?php
// The frame around every page.

declare(strict_types=1);

namespace Sample;

const STYLE = <<<'CSS'
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; --line: #8884; --accent: #0a7d55; }
body { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { font-size: 2.2rem; letter-spacing: -.02em; margin: 0 0 1.5rem; }
h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); }
section { border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; }
p { margin: 0 0 .75rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem; }
input { flex: 1 1 12rem; min-width: 0; font: inherit; padding: .35rem .6rem; }
button { font: inherit; padding: .4rem .9rem; border: 0; border-radius: 8px; background: var(--accent); color: #fff; }
a { color: var(--accent); }
img { max-width: 100%; border-radius: 8px; }
ol { list-style: none; margin: 1rem 0 0; padding: 0; }
li { display: flex; justify-content: space-between; gap: 1rem; padding: .4rem 0; border-top: 1px solid var(--line); }
small, footer { color: #888; }
footer { margin-top: 2rem; font-size: .85rem; }
CSS;

function page(string $title, iterable $sections, string $footer): string
{
    $title = htmlspecialchars($title);
    $sections = implode('', [...$sections]);
    $style = STYLE;
    return <<<HTML
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>$title</title><style>$style</style><h1>$title</h1>
        <main>$sections</main><footer>$footer</footer></html>

        HTML;
}
