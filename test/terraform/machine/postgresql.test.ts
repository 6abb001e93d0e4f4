import { RELEASES } from '../../../model/releases';
import { isPostgresqlOn, readPostgresql } from '../../../terraform/machine/postgresql';
import { needs } from '../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../helpers/scratch-root';

const FOLDER = '/etc/postgresql/15/main';
const PATH = `${FOLDER}/postgresql.conf`;
const POSTGRES = `/usr/lib/postgresql/${RELEASES['debian-12'].programs.PostgreSQL}/bin/postgres`;

const filesOf = (text: string, more: Readonly<Record<string, string>> = {}) =>
  new Map([[PATH, text], ...Object.entries(more)]);

const TEXTS: readonly (readonly [what: string, text: string, more?: Readonly<Record<string, string>>])[] = [
  ['the later of two lines', 'port = 5000\nport = 5001\n'],
  ['names in any case, without a sign', 'PORT 5002\n'],
  ['quotes and comments', "port = '5003' # not 5004\ncluster_name = 'it''s # one'\n"],
  ['a comment alone', '#port = 5005\n  # port = 5006\n'],
  [
    'a file that is included where it stands',
    "port = 5007\ninclude 'more.conf'\n",
    { [`${FOLDER}/more.conf`]: 'port = 5008' },
  ],
  [
    'a folder, in the order of names',
    "include_dir 'conf.d'\n",
    {
      [`${FOLDER}/conf.d/2.conf`]: 'port = 5010',
      [`${FOLDER}/conf.d/1.conf`]: 'port = 5009',
      [`${FOLDER}/conf.d/.3.conf`]: 'port = 1',
    },
  ],
  ['a file that need not be there', "port = 5011\ninclude_if_exists 'none.conf'\n"],
  ['words for off', 'fsync = of\nfull_page_writes = FALSE\n'],
];

needs('pg_ctlcluster', scratchRoot)(
  'settings are read as the server reads them',
  async () => {
    for (const [what, text, more] of TEXTS) {
      const head = "data_directory = '/srv/data/postgresql'\n";
      const files = filesOf(`${head}${text}`, more);
      const { settings } = readPostgresql(files, PATH);
      const names = [...settings.keys()];
      const outcomes = await runInScratchRoot({
        files: [...files].map(([path, content]) => ({ path, content, mode: '0644' })),
        commands: names.map((name) => `${POSTGRES} -C ${name} -D ${FOLDER}`),
      });
      const said = outcomes.map(({ stdout }) => stdout.trim());
      const read = names.map((name) => settings.get(name) ?? '');
      const same = read.map((value, at) => (said[at] === 'off' ? !isPostgresqlOn(value) : said[at] === value));
      expect([what, said, read, same.every(Boolean)]).toEqual([what, said, read, true]);
    }
  },
  300_000,
);

test('who may come in is read in order, from the file that the settings name', () => {
  const hba = [
    '# type database user address method',
    'local all postgres peer',
    'host site,other "site" 10.20.0.0 255.255.0.0 scram-sha-256 # web nodes',
    'hostssl all all all reject',
    '',
  ].join('\n');
  const files = filesOf("hba_file = '/etc/hba.conf'\n", {
    '/etc/hba.conf': hba,
    [`${FOLDER}/pg_hba.conf`]: 'local all all trust',
  });
  expect(readPostgresql(files, PATH).admissions).toEqual([
    { type: 'local', databases: ['all'], users: ['postgres'], address: '', method: 'peer' },
    {
      type: 'host',
      databases: ['site', 'other'],
      users: ['site'],
      address: '10.20.0.0/255.255.0.0',
      method: 'scram-sha-256',
    },
    { type: 'hostssl', databases: ['all'], users: ['all'], address: 'all', method: 'reject' },
  ]);
});

test('files that include each other end', () => {
  expect(readPostgresql(filesOf("include 'postgresql.conf'\nport = 1\n"), PATH).settings.get('port')).toBe('1');
});
