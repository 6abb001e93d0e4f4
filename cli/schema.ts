import { topologyJsonSchemaText } from '../model/schema/json-schema';
import type { ExitCode, Io } from './io';

/** `nospof schema`: the JSON Schema of the topology format. */
export function schema(io: Io): ExitCode {
  io.out(topologyJsonSchemaText());
  return 0;
}
