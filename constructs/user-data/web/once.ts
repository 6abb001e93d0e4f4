import { NODE_FILES } from '../../../model/node-files';
import type { ConfigFile } from '../machine';
import { script } from '../script';

/** Folder in the site's bucket below which the nodes of a tier agree on who does what is done once: `once/TIER/NAME`. */
export const ONCE_FOLDER = 'once';

/**
 * One node of a tier does something for all. Who, they agree on by an object of the site's bucket, which S3 writes under a
 * condition (Amazon S3 User Guide, "Conditional writes"): whoever makes it, or exchanges the version that he has read, is the
 * one. While he works he writes it anew; ages are told by S3's own clock. Where nothing was written for two minutes he is taken
 * for dead, and another exchanges it; he himself stops his command before that.
 */
export const ONCE_FILE: ConfigFile = {
  path: NODE_FILES.once,
  mode: '0755',
  content: script('web/once.sh'),
};
