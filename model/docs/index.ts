export { errorsMarkdown } from './errors';
export { referenceMarkdown } from './reference';
