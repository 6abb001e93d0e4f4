import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Machine } from '../../../terraform/machine/machine';
import { isOn, mariadbOptions, optionValue } from '../../../terraform/machine/option-files';
import { findProgram, needs } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';

const FOLDER = '/etc/mysql/mariadb.conf.d';
const options = (files: Readonly<Record<string, string>>) => mariadbOptions(new Map(Object.entries(files)), '10.11');

test('of two files the later counts, of two groups the one that stands later', () => {
  const read = options({
    [`${FOLDER}/70-nospof.cnf`]: '[mysqld]\nserver_id = 1\nwsrep_on = ON\n',
    [`${FOLDER}/80-late.cnf`]: '[client]\nserver_id = 7\n[mariadbd]\nserver-id = 2 # not 3\n',
    [`${FOLDER}/90-not-read.conf`]: '[mysqld]\nserver_id = 4\n',
    '/etc/mysql/conf.d/z.cnf': '[mysqld]\nwsrep_on = OFF\n',
  });
  expect(optionValue(read, 'server_id')).toBe('2');
  expect(isOn(optionValue(read, 'wsrep_on'))).toBe(true);
});

test('a group with a version is for the server of that version alone', () => {
  const written = new Map([
    ['/etc/mysql/my.cnf', '[mysqld]\nserver_id=1\n[mariadb-10.11]\nserver_id=2\n[mysqld-11.8]\nserver_id=3\n'],
  ]);
  const id = (version: string) => optionValue(mariadbOptions(written, version), 'server_id');
  expect([id('10.11'), id('11.8'), id('12.3')]).toEqual(['2', '3', '1']);
  const told = (os: string) => new Machine(new Map([...written, ['/etc/nospof/node.env', `NOSPOF_OS=${os}\n`]]));
  expect(optionValue(told('debian-13').databaseOptions, 'server_id')).toBe('3');
});

function versionOf(server: string): string {
  return /Ver (\d+\.\d+)/.exec(execFileSync(server, ['--version'], { encoding: 'utf8' }))?.[1] ?? '';
}

/** What a folder of option files may look like; `ROOT` stands for the folder. */
const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'order of files and groups': {
    'b.cnf': '[mysqld]\nserver_id=1\n[galera]\nwsrep_on=ON\n[mariadb-10.11]\nserver-id=3\n',
    'B.cnf': '[server]\nserver_id=2\n[mysqld-10.6]\nserver_id=5\n[mysql]\nserver_id=6\n',
    'c.conf': '[mysqld]\nserver_id=4\n',
    '.d.cnf': '[mysqld]\nserver_id=8\n',
  },
  'comments and quotes': {
    'a.cnf':
      '# [mysqld]\n[mysqld] # why\n;x=1\n a = 1 # one\nb = "x#y" # z\nc = \'x "y" # z\'\nd=x#y\n\ne\nf =\ng = a = b\nskip-name-resolve\n',
  },
  escapes: { 'a.cnf': '[mysqld]\na = x\\ty\\sz\nb = C:\\\\n\n' },
  'files that include files': {
    'a.cnf': '[mysqld]\na=1\n!include ROOT/more/x.cnf\nb=1\n!includedir ROOT/more\nc=1\n',
    'more/x.cnf': '[mysqld]\na=2\n[client]\n',
    'more/y.cnf': '[mysqld]\nb=2\n',
  },
};

describe.each(Object.entries(CASES))('%s', (_, files) => {
  needs('mariadbd')('are read as MariaDB reads them', () => {
    const root = temporaryFolder('options');
    const written = Object.entries(files).map(([name, text]) => [name, text.replaceAll('ROOT', root)] as const);
    for (const [name, text] of written) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    writeFileSync(join(root, 'main'), `!includedir ${root}/\n`);
    const shown = execFileSync(findProgram('mariadbd') ?? '', [`--defaults-file=${root}/main`, '--print-defaults'], {
      encoding: 'utf8',
    });
    const read = mariadbOptions(
      new Map([
        ['/etc/mysql/my.cnf', `!includedir ${root}/\n`],
        ...written.map(([name, text]) => [join(root, name), text] as const),
      ]),
      versionOf(findProgram('mariadbd') ?? ''),
    );
    const asArguments = read.map(({ name, value }) => `--${name}${value === undefined ? '' : `=${value}`} `).join('');
    expect(asArguments).toBe(
      shown.split('\n')[1]?.replaceAll(/--[^ =]+/g, (name) => `--${name.slice(2).replaceAll('-', '_')}`),
    );
  });
});
