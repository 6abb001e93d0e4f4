import type { Fields } from './values';

/** One resource of a stack. */
export interface Resource {
  /** `aws_instance.web_1` */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly body: Fields;
  /** The region that its provider works in, where that is known. @default - the stack's */
  readonly region?: string;
}
