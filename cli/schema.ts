import { topologySchema } from '../model';
import type { ExitCode, Io } from './io';

/** `nospof schema`: the JSON Schema of the topology format. */
export function schema(io: Io): ExitCode {
  io.out(`${JSON.stringify(topologySchema(), null, 2)}\n`);
  return 0;
}
