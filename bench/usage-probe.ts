import { writeFileSync } from 'node:fs';

/** Environment variable with the file that the figures go into. */
export const USAGE_FILE = 'NOSPOF_BENCH_USAGE';

// Loaded into a measured process before its program (`node --require`): only the process itself knows its peak memory.
const file = process.env[USAGE_FILE];
if (file) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(
      file,
      JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakMiB: process.resourceUsage().maxRSS / 1024 }),
    );
  });
}
