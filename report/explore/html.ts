import { createHash } from 'node:crypto';
import type { CheckedStack } from '../check/checked-stack';
import { headline } from '../check/words';
import { PICTURE_STYLE } from '../picture/style';
import { pictureSvg } from '../picture/svg';
import { xml } from '../picture/text';
import { PAGE_PROGRAM } from './embedded';
import type { ExploredStack } from './explored';
import { type List, listsOf } from './lists';
import { carried } from './page/site';
import { PAGE_STYLE } from './style';

/** A stack of a page, with what the step to it from the one before is. */
export interface PagedStack extends CheckedStack {
  /** What `nospof diff` says of that step. @default - none: it is the first, or there is no telling */
  readonly step?: string;
}

/**
 * One page that needs nothing else: pictures, lists, and the product's own evaluation of the fault graph. It fetches nothing,
 * and its own security policy forbids it to.
 */
export function explorePage(stacks: readonly PagedStack[]): string {
  const style = `${PAGE_STYLE}${PICTURE_STYLE}`;
  const title = stacks.length === 1 ? (stacks[0]?.id ?? '') : `${stacks.length} stacks`;
  const data: readonly ExploredStack[] = stacks.map(({ id, graph, meaning }) => ({
    id,
    site: carried(graph, meaning),
  }));
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${digest(style)}'; script-src '${digest(PAGE_PROGRAM)}'; base-uri 'none'; form-action 'none'">`,
    `<title>nospof: ${xml(title)}</title>`,
    `<style>${style}</style></head><body>`,
    '<header>',
    `<h1>What if it is lost? ${xml(title)}</h1>`,
    '<p class="quiet">Click a node, a volume, a zone or a service to lose it, or move with Tab and press Enter; click again to get it back. Esc restores everything.</p>',
    ...(stacks.length > 1 ? [ladder(stacks)] : []),
    '</header><main>',
    '<div class="top"><ul id="goals" aria-label="goals of visitors"></ul>',
    '<div class="tools"><span id="count"></span><button id="undo" type="button">undo</button><button id="reset" type="button">reset</button><label>filter <input id="filter" type="search"></label><a id="link" href="#">link to this state</a></div>',
    '<ul id="lost" aria-label="what is lost"></ul><p id="said" class="unseen" role="status" aria-live="polite"></p></div>',
    ...stacks.map(stackPart),
    '</main><footer class="quiet">Made by nospof from the Terraform, as <code>nospof check</code> judges it.</footer>',
    `<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`,
    `<script>${PAGE_PROGRAM}</script>`,
    '</body></html>',
    '',
  ].join('\n');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function ladder(stacks: readonly PagedStack[]): string {
  return `<p class="ladder"><label for="ladder">stage</label><input id="ladder" type="range" min="0" max="${stacks.length - 1}" step="1" value="0"><output id="stage" for="ladder">${xml(stacks[0]?.id ?? '')}</output></p>`;
}

function stackPart(stack: PagedStack, index: number): string {
  const { id, verdict, graph, step } = stack;
  const places = new Map(graph.ids.slice(0, graph.elementCount).map((one, place) => [one, place]));
  const svg = pictureSvg(stack, {
    styled: false,
    attributes: (elements, label) => {
      const shown = elements.filter((one) => places.has(one));
      if (shown.length === 0) return '';
      return ` data-e="${shown.map((one) => places.get(one)).join(' ')}" data-label="${xml(label)}" data-name="${xml(shown.join(' '))}" tabindex="0" role="button" aria-pressed="false"`;
    },
  });
  return [
    `<section data-stack="${index}"${index === 0 ? '' : ' hidden'}><h2>${xml(id)}: ${xml(headline(verdict))}</h2>`,
    `<div class="scroll">${svg.trimEnd().replaceAll('id="title"', `id="title-${index}"`).replaceAll('aria-labelledby="title"', `aria-labelledby="title-${index}"`).replaceAll('id="arrow"', `id="arrow-${index}"`).replaceAll('url(#arrow)', `url(#arrow-${index})`)}</div>`,
    ...(step === undefined
      ? []
      : [`<details><summary>the step to this stage</summary><pre>${xml(step)}</pre></details>`]),
    ...listsOf(stack).map(listPart),
    '</section>',
  ].join('\n');
}

function listPart({ title, head, rows }: List, index: number): string {
  const loses = rows.some(({ lose }) => lose !== undefined);
  const cells = (row: readonly string[], tag: string) => row.map((cell) => `<${tag}>${xml(cell)}</${tag}>`).join('');
  const body = rows.map(({ cells: row, lose }) => {
    const button =
      lose === undefined ? '' : `<button type="button" data-lose="${xml(JSON.stringify(lose))}">lose</button>`;
    return `<tr data-name="${xml(row.join(' '))}">${cells(row, 'td')}${loses ? `<td>${button}</td>` : ''}</tr>`;
  });
  return `<details${index === 0 ? ' open' : ''}><summary>${xml(title)} (${rows.length})</summary><div class="scroll"><table><thead><tr>${cells(head, 'th')}${loses ? '<th></th>' : ''}</tr></thead><tbody>${body.join('')}</tbody></table></div></details>`;
}
