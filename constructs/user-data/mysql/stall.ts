import { DATA_MOUNT, needsDataVolume } from '../data-volume';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { unit } from '../systemd';

/** Exists while the data volume takes no writes. */
export const STALLED = '/run/nospof-db.stalled';

const PROGRAM = '/usr/local/sbin/nospof-db-stall';
const UNIT = 'nospof-db-stall.service';

/**
 * How long a write to the data volume may take, seconds. Volumes that are busy, or whose host is replaced, pause for some; what lasts
 * longer lasts for minutes and hours (EBS's status check `io-performance` speaks of a stalled volume after one).
 */
const PATIENCE_S = 30;

export interface StallProps {
  /** Shell that lets the others go on without this node. @default - who runs the server looks for the mark itself */
  readonly act?: string;
}

/**
 * A node of several looks whether its data volume still takes writes. Kernels for EC2 wait for EBS without end, so a volume
 * that is lost is no error to the server: it goes on to answer, and each commit waits. Nothing else would notice, and under Galera all
 * nodes would wait for this one.
 */
export function stallPart({ act = ':' }: StallProps = {}): MachinePart {
  return {
    files: [
      {
        path: PROGRAM,
        content: script('mysql/stall.sh', { PROBE: `${DATA_MOUNT}/.nospof-probe`, STALLED, PATIENCE_S, ACT: act }),
        mode: '0755',
      },
      unit(UNIT, {
        Unit: { StartLimitIntervalSec: 0 },
        Service: { ExecStart: PROGRAM, Restart: 'always' },
        Install: { WantedBy: 'multi-user.target' },
      }),
      needsDataVolume(UNIT),
    ],
    steps: [{ order: SETUP_ORDER.database, name: 'stall', script: `serve ${UNIT} restart ${PROGRAM}\n` }],
  };
}
