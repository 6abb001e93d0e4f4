import { endOnFault, processIo } from './cli/process-io';
import { run } from './cli/program';
import { quickStart } from './cli/quick-start';

/** The entry that cdktf runs: every topology under `topologies/` becomes a stack of its own. */
endOnFault();
quickStart();
run(['synth'], processIo()).then((code) => {
  process.exitCode = code;
});
