import { SETUP_FOLDER } from '../cloud-config';
import { script } from '../script';

/** Runs the node's setup steps in their order; each is idempotent, so it may run at any time. */
export const SETUP_SH = script('base/setup.sh', { STEPS: SETUP_FOLDER });
