import type { DataMove } from '../../data/moves';
import type { StepNode } from '../../site-facts';
import { release, type StepContext, type StepPart } from '../context';
import { DUMP } from '../durations';
import type { Step } from '../step';
import { serviceChange, writes } from './outages';
import { AS_SITE, DATABASE_DIR, DUMP_OPTIONS, findWriter, WAIT_FOR_SITE } from './shell';

/** From the application's own machine to a tier: the machine keeps its configuration until the copy is there. */
export function offTheServer(context: StepContext, { to, users }: DataMove, source: StepNode): StepPart {
  const lines = [
    'set -o pipefail',
    ...findWriter(context.after.nodesOf(to.tier)),
    WAIT_FOR_SITE,
    "mariadb -e 'SET GLOBAL read_only = ON'",
    `mariadb-dump ${DUMP_OPTIONS} site |`,
    `  ${AS_SITE} mariadb -h "$host" -u site site && echo 'all of it is copied'`,
  ];
  const copy: Step = {
    phase: 'copy',
    title: `Copy the database from ${source.name} to ${to.tier}`,
    why: `${to.tier} begins empty. The database on ${source.name} takes no writes from the copy's beginning on, so that none is lost; pages are read as before. It waits until ${to.tier} has set itself up. Go on only when it says that all of it is copied; if it fails, it can be begun again. To give up, \`SET GLOBAL read_only = OFF\` lets ${source.name} take writes as before.`,
    commands: [{ on: [source.name], lines }],
    downtime: [{ ...writes(context), duration: 'data', because: `no writes while the database is copied: ${DUMP}` }],
    guide: 'move-the-database-of-a-single-server',
  };
  const change: Step = {
    phase: 'switch',
    title: `Point the application to ${to.tier}`,
    why: `${source.name} takes over its new configuration, which names ${to.tier}, and its own database stops. The old files stay in ${DATABASE_DIR} until you remove them.`,
    commands: [release([source]), { on: [source.name], lines: ['systemctl disable --now mariadb'] }],
    downtime: [{ ...writes(context), ...serviceChange('the application learns of its new database') }],
    guide: 'move-the-database-of-a-single-server',
  };
  const remove: Step = {
    phase: 'remove',
    title: `Remove the old database from ${source.name}`,
    why: `Only when ${users.after.join(' and ') || 'the application'} has worked with ${to.tier} for as long as you want a way back.`,
    commands: [{ on: [source.name], lines: [`rm -r ${DATABASE_DIR}`] }],
    downtime: [],
    guide: 'move-the-database-of-a-single-server',
  };
  return { steps: [copy, change, remove], hold: [source.name] };
}
