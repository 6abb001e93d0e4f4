import { processIo } from './cli/process-io';
import { run } from './cli/program';

/** The entry that cdktf runs: every topology under `topologies/` becomes a stack of its own. */
run(['synth'], processIo()).then((code) => {
  process.exitCode = code;
});
