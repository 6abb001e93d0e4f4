import type { Examined } from '../../check/verdict';
import type { ProgramsReport } from './programs';

/** A place in a file, from 1. */
export interface FilePlace {
  readonly line: number;
  readonly column: number;
}

/** One stack with its verdict, as reports show it. */
export interface CheckedStack extends Examined {
  /** The stack's name. */
  readonly id: string;
  /** What was checked: the topology's file, or the stack's folder. */
  readonly file: string;
  /** Where each tier begins in the topology, and `survives`, `zones`, `network` and `accept`, where they are there. */
  readonly places: ReadonlyMap<string, FilePlace>;
  /** What the programs said that read its machines' configurations. @default - they were not asked */
  readonly programs?: ProgramsReport;
}
