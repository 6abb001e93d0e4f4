import { closeRunFolder } from './helpers/run-folder';

/** Jest's `globalTeardown`. */
export default closeRunFolder;
