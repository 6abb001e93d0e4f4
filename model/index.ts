export * from './addresses';
export { CODES, type CodeInfo, type DiagnosticCode } from './codes';
export type { Diagnostic, Problem } from './diagnostic';
export { type FormatOptions, formatDiagnostics, type Styles } from './format';
export * from './instance-types';
export { lateDiagnostics } from './late-problems';
export {
  decodeTopology,
  MAX_FILE_BYTES,
  type ParseResult,
  parseTopology,
  unreadableFile,
} from './parse';
export { isOptIn, isRegion, nameableZonesOf, REGIONS, type Region, zonesOf } from './regions';
export * from './tiers';
export * from './topology';
