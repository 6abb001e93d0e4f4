import type { CarriedSite } from './page/site';

/** What the page's program knows of one stack; lists and pictures stand in the page itself. */
export interface ExploredStack {
  readonly id: string;
  readonly site: CarriedSite;
}
