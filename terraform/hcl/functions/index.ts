import type { Functions } from './arguments';
import { collectionFunctions } from './collections';
import { encodingFunctions } from './encodings';
import { networkFunctions } from './network';
import { numberFunctions } from './numbers';
import { setFunctions } from './sets';
import { textFunctions } from './texts';

/**
 * The functions that places, counts, names and references are commonly made with. What is not here, as whatever reads a
 * clock or chance, gives an unknown value; what reads a file is where expressions are evaluated.
 */
export const FUNCTIONS: Functions = {
  ...collectionFunctions,
  ...setFunctions,
  ...textFunctions,
  ...numberFunctions,
  ...networkFunctions,
  ...encodingFunctions,
};
