import { DATABASE_PROXY, databaseSections, type WriteMode } from '../../../constructs/user-data/database-proxy';
import { localProxyPart } from '../../../constructs/user-data/local-proxy';
import { needs } from '../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../helpers/scratch-root';
import { NODES, node, rendered, text } from './mysql/nodes';

const CONFIGURATION = '/etc/haproxy/haproxy.cfg';

function configuration(mode: WriteMode, writers = NODES): string {
  return text(localProxyPart(databaseSections({ protocol: 'mysql', writers, readers: NODES, mode })), CONFIGURATION);
}

function section(mode: WriteMode, name: string): string {
  return (
    configuration(mode)
      .split('\n\n')
      .find((one) => one.startsWith(`listen ${name}`)) ?? ''
  );
}

it('listens on the loopback alone, where the application is told', () => {
  const { write, read } = DATABASE_PROXY.mysql;
  expect(configuration('hot-hot').match(/bind .*/g)).toEqual([
    `bind ${write.host}:${write.port}`,
    `bind ${read.host}:${read.port}`,
  ]);
});

it('leaves the port of a single server to its database, which runs on while its data moves', () => {
  const { write, read } = DATABASE_PROXY.mysql;
  expect(new Set([write.port, read.port, 3306]).size).toBe(3);
});

it('asks every node who takes writes', () => {
  for (const { name, host } of NODES) {
    expect(section('primary-replica', 'write')).toMatch(new RegExp(`server ${name} ${host}:3306 tcp-ut 25s$`, 'm'));
  }
});

it('sends all writes to one node while the others stand by, and back when it returns', () => {
  const servers = section('hot-warm', 'write').match(/server .*/g);
  expect(servers).toEqual([
    'server db-1 10.20.1.10:3306 tcp-ut 25s on-marked-up shutdown-backup-sessions',
    'server db-2 10.20.2.10:3306 tcp-ut 25s backup',
    'server db-3 10.20.3.10:3306 tcp-ut 25s backup',
  ]);
});

it('spreads writes over all nodes where all take them', () => {
  expect(section('hot-hot', 'write')).not.toContain('backup');
});

it('reads from whoever takes writes when no reader is left', () => {
  expect(section('primary-replica', 'read')).toMatch(
    /server db-2-write 10\.20\.2\.10:3306 tcp-ut 25s no-check backup track write\/db-2$/m,
  );
});

needs('haproxy', scratchRoot)('is a configuration that haproxy accepts, in every mode', async () => {
  const cases = [
    { mode: 'primary-replica', writers: NODES },
    { mode: 'primary-replica', writers: [node(1)] },
    { mode: 'hot-warm', writers: NODES },
    { mode: 'hot-hot', writers: NODES },
  ] as const;
  for (const { mode, writers } of cases) {
    const [outcome] = await runInScratchRoot({
      files: rendered(localProxyPart(databaseSections({ protocol: 'mysql', writers, readers: NODES, mode }))),
      commands: [`haproxy -c -q -f ${CONFIGURATION}`],
    });
    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
  }
});
