import { meets, REQUIREMENTS } from '../../../check/evidence/contents/requirements';
import { configurationFiles } from '../../../constructs/user-data/postgresql/settings';
import { Machine } from '../../../terraform/machine/machine';

const [settings, admissions] = configurationFiles('17', 4096);

/** What is looked for and not found in a server's two files. */
function lacking(conf: (text: string) => string, hba = (text: string) => text): readonly string[] {
  const files = new Map([
    [settings.path, conf(settings.content)],
    [admissions.path, hba(admissions.content)],
  ]);
  const machine = new Machine(files);
  return [...files.keys()]
    .flatMap((path) => REQUIREMENTS.filter((one) => one.path.test(path) && !meets(one, machine, path)))
    .map(({ lookedFor }) => lookedFor.replace(/[: ,(].*/, ''));
}

const same = (text: string) => text;

test('what is rendered lacks nothing', () => expect(lacking(same)).toEqual([]));

test.each([
  ['fsync = off', ['fsync']],
  ['FSYNC off', ['fsync']],
  ['synchronous_commit = off', ['synchronous_commit']],
  ["data_directory = '/var/lib/postgresql/17/main'", ['data_directory']],
  ["listen_addresses = 'localhost'", ['listen_addresses']],
  ['default_transaction_read_only = on', ['wal_level']],
  ["hba_file = '/etc/postgresql/17/main/other.conf'", ['the', 'the', 'the']],
  ['fsync = true # as before', []],
])('a later line counts: %s', (line, expected) => {
  expect(lacking((text) => `${text}${line}\n`)).toEqual(expected);
});

test.each([
  ['host all all 0.0.0.0/0 trust', ['the']],
  ['host site site 0.0.0.0/0 reject', ['the']],
  ['host site site 10.20.0.0/16 scram-sha-256', ['the']],
  ['local all all reject', ['the', 'the']],
  ['host backup backup 10.20.0.9/32 scram-sha-256', []],
])('an earlier line decides who may come in: %s', (line, expected) => {
  expect(lacking(same, (text) => `${line}\n${text}`)).toEqual(expected);
});
