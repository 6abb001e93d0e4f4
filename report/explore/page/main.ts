import type { ExploredStack } from '../explored';
import { ExploredSite, type GoalState } from './site';
import { History, linkedState, type PageState, stateLink, toggled } from './state';

/* What runs in the browser. The page's text and lists are there already; this answers to clicks, keys and links. */

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no part '${id}'`);
  return found;
}

const stacks: readonly ExploredStack[] = JSON.parse(part('data').textContent ?? '[]');
const sites = stacks.map(() => undefined as ExploredSite | undefined);
const ids = stacks.map(({ id }) => id);

/** Read when it is shown for the first time. */
function siteOf(index: number): ExploredSite {
  const stack = stacks[index];
  if (!stack) throw new RangeError(`no stack ${index}`);
  const site = sites[index] ?? new ExploredSite(stack.site);
  sites[index] = site;
  return site;
}

const has = (index: number, element: string) => siteOf(index).meaning.elements.has(element);
let history = new History(linkedState(location.hash, ids, has));
let before: readonly GoalState[] = [];

function go(next: PageState): void {
  history.go(next);
  show();
}

function show(): void {
  const { now } = history;
  const site = siteOf(now.stack);
  showStack(now.stack);
  const goals = site.goals(now.lost);
  showGoals(goals);
  showLost(site, now, goals);
  showFallen(site, now);
  announce(goals, now.lost.length);
  part('undo').toggleAttribute('disabled', !history.canUndo);
  part('reset').toggleAttribute('disabled', now.lost.length === 0);
  // Some browsers let no page that was opened from the disk rewrite its own address; the link is then only shown.
  try {
    window.history.replaceState(null, '', stateLink(now, ids));
  } catch {}
  part('link').setAttribute('href', stateLink(now, ids));
}

function showStack(index: number): void {
  for (const section of document.querySelectorAll<HTMLElement>('[data-stack]')) {
    section.hidden = Number(section.dataset.stack) !== index;
  }
  const slider = document.getElementById('ladder') as HTMLInputElement | null;
  if (slider) {
    slider.value = String(index);
    slider.setAttribute('aria-valuetext', ids[index] ?? '');
    part('stage').textContent = ids[index] ?? '';
  }
}

function showGoals(goals: readonly GoalState[]): void {
  part('goals').replaceChildren(
    ...goals.map(({ goal, works, ways }) => {
      const item = made('li', works ? 'works' : 'fails');
      item.append(made('span', 'sign', works ? '✓' : '✗'), made('strong', '', goal), ` ${works ? 'works' : 'fails'}`);
      for (const way of ways) item.append(made('div', 'way', way.join(' → ')));
      return item;
    }),
  );
}

function showLost(site: ExploredSite, { stack, lost }: PageState, goals: readonly GoalState[]): void {
  part('lost').replaceChildren(
    ...lost.map((element) => {
      const item = made('li');
      const button = made('button', '', `restore ${site.shown(element)}`);
      button.addEventListener('click', () => go({ stack, lost: lost.filter((one) => one !== element) }));
      item.append(button);
      return item;
    }),
  );
  const failing = goals.filter(({ works }) => !works).length;
  part('count').textContent =
    lost.length === 0
      ? 'Nothing is lost. Click something in the picture.'
      : `${lost.length} lost, ${failing} of ${goals.length} goals fail`;
}

/** What is lost, what is gone with it, and what is well. */
function showFallen(site: ExploredSite, { stack, lost }: PageState): void {
  const down = site.down(lost);
  for (const shape of document.querySelectorAll<SVGElement>(`[data-stack="${stack}"] [data-e]`)) {
    const elements = elementsOf(site, shape);
    const killed = elements.filter((one) => lost.includes(one)).length;
    const fallen = elements.filter((one) => down.has(one)).length;
    shape.classList.toggle('killed', killed > 0);
    shape.classList.toggle('fallen', fallen > 0 && fallen === elements.length);
    shape.setAttribute('aria-pressed', String(killed > 0));
    const label = shape.dataset.label ?? '';
    const many =
      elements.length > 1 && killed > 0
        ? `, ${killed} of ${elements.length} lost`
        : killed > 0
          ? ', lost'
          : fallen > 0
            ? ', gone with it'
            : '';
    shape.setAttribute('aria-label', label + many);
    tallyOf(shape).textContent = killed === 0 ? '' : elements.length > 1 ? `✗ ${killed}` : '✗';
  }
}

/** The cross on what is lost, with a number on a pile. */
function tallyOf(shape: SVGElement): Element {
  const found = shape.querySelector('.tally');
  if (found) return found;
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  const box = [...shape.querySelectorAll('rect')].at(-1);
  const at = (name: string) => Number(box?.getAttribute(name) ?? 0);
  made.setAttribute('class', 'tally');
  // Across the sign of a thing; below a zone's name.
  const isZone = box?.classList.contains('band') ?? false;
  made.setAttribute('x', String(at('x') + (isZone ? 36 : 8)));
  made.setAttribute('y', String(at('y') + (isZone ? 50 : Math.min(at('height'), 34) / 2 + 8)));
  shape.append(made);
  return made;
}

function elementsOf(site: ExploredSite, shape: SVGElement): readonly string[] {
  return (shape.dataset.e ?? '').split(' ').flatMap((place) => site.elements[Number(place)]?.id ?? []);
}

/** For those who do not see the picture: what has just changed. */
function announce(goals: readonly GoalState[], lost: number): void {
  const changed = goals.filter(({ works }, index) => before.length > 0 && before[index]?.works !== works);
  const said = changed.map(({ goal, works }) => `${goal} ${works ? 'works again' : 'fails'}`);
  part('said').textContent =
    said.length > 0 ? `${said.join(', ')}.` : before.length > 0 ? `${lost} lost; no goal changes.` : '';
  before = goals;
}

function made(name: string, className = '', text = ''): HTMLElement {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function kill(target: EventTarget | null): boolean {
  const shape = target instanceof Element ? target.closest<SVGElement>('[data-e]') : null;
  if (!shape) return false;
  const { stack, lost } = history.now;
  go({ stack, lost: toggled(lost, elementsOf(siteOf(stack), shape)) });
  return true;
}

document.addEventListener('click', (event) => {
  if (kill(event.target)) return;
  const listed = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-lose]') : null;
  if (listed) go({ stack: history.now.stack, lost: JSON.parse(listed.dataset.lose ?? '[]') });
});
document.addEventListener('keydown', (event) => {
  if (event.target instanceof SVGElement && (event.key === 'Enter' || event.key === ' ') && kill(event.target))
    event.preventDefault();
  if (event.key === 'Escape' && !(event.target instanceof HTMLInputElement)) reset();
});
function reset(): void {
  if (history.now.lost.length > 0) go({ stack: history.now.stack, lost: [] });
}
part('reset').addEventListener('click', reset);
part('undo').addEventListener('click', () => {
  history.undo();
  show();
});
document.getElementById('ladder')?.addEventListener('input', (event) => {
  const stack = Number((event.target as HTMLInputElement).value);
  before = [];
  // Whatever the next stage has, too, stays lost.
  go({ stack, lost: history.now.lost.filter((one) => has(stack, one)) });
});
part('filter').addEventListener('input', (event) => {
  const wanted = (event.target as HTMLInputElement).value.trim().toLowerCase();
  for (const one of document.querySelectorAll<HTMLElement | SVGElement>('[data-name]')) {
    const hit = wanted === '' || (one.dataset.name ?? '').toLowerCase().includes(wanted);
    one.classList.toggle('dimmed', !hit);
  }
});
window.addEventListener('hashchange', () => {
  if (location.hash === stateLink(history.now, ids)) return;
  history = new History(linkedState(location.hash, ids, has));
  before = [];
  show();
});
show();
