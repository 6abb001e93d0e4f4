import type { Examined } from '../../check/verdict';

/** A stack whose picture is drawn. */
export interface Pictured extends Pick<Examined, 'verdict' | 'graph' | 'soft' | 'meaning'> {
  /** The stack's name. */
  readonly id: string;
}
