import { openRunFolder } from './helpers/run-folder';

/** Jest's `globalSetup`. */
export default openRunFolder;
