import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { propertiesXml, resourcesXml } from '../../../constructs/user-data/mysql/cluster-xml';
import { databaseAgent, loadsIntoCluster, parsePacemaker } from '../../../terraform/machine/pacemaker';
import { parseShell } from '../../../terraform/machine/shell-commands';
import { findProgram, needs } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';

const NODES = [1, 2, 3].map((k) => ({ name: `db-${k}`, host: `10.0.0.${k}`, port: 3306, zone: 'a' }));
const resources = resourcesXml(NODES);

test('as it is rendered: a database that is promoted, fencing of all, a minority that stops', () => {
  const read = parsePacemaker(propertiesXml(), resources);
  expect(read).toMatchObject({ promotable: true, fenced: new Set(NODES.map(({ host }) => host)) });
  expect(read.properties.get('no-quorum-policy')).toBe('stop');
});

/** What a line by line reading takes for the same. */
test.each<[string, string, Partial<ReturnType<typeof parsePacemaker>>]>([
  [
    'fencing in a comment',
    resources.replace(/<primitive id="fence"[\s\S]*?<\/primitive>/, '<!-- $& -->'),
    { fenced: undefined },
  ],
  [
    'fencing that is stopped',
    resources.replace(
      /(<primitive id="fence".*>)/,
      '$1<meta_attributes id="m"><nvpair id="t" name="target-role" value="Stopped"/></meta_attributes>',
    ),
    { fenced: undefined },
  ],
  [
    'promotable of something else',
    resources
      .replace(/<nvpair id="db-clone-meta-promotable".*\/>/, '')
      .replace(/(<op id="db-start")/, '<nvpair id="x" name="promotable" value="true"/>$1'),
    { promotable: false },
  ],
  [
    'attributes in another order, and in other quotes',
    resources.replace(/name="promotable" value="true"/, "value='true' name='promotable'"),
    { promotable: true },
  ],
  ['a text that is no XML', resources.replace('</resources>', ''), { promotable: false, fenced: undefined }],
])('%s', (_, xml, expected) => {
  expect(parsePacemaker(propertiesXml(), xml)).toMatchObject(expected);
});

/** Sections of properties, in which one name has several values. */
const SETS = [
  '<cluster_property_set id="a"><nvpair id="a1" name="no-quorum-policy" value="ignore"/><nvpair id="a2" name="no-quorum-policy" value="stop"/></cluster_property_set>',
  '<cluster_property_set id="a"><nvpair id="a1" name="no-quorum-policy" value="ignore"/></cluster_property_set><cluster_property_set id="b" score="5"><nvpair id="b1" name="no-quorum-policy" value="freeze"/></cluster_property_set>',
  '<cluster_property_set id="a" score="9"><nvpair id="a1" name="no-quorum-policy" value="ignore"/></cluster_property_set><cluster_property_set id="cib-bootstrap-options"><nvpair id="b1" name="no-quorum-policy" value="stop"/></cluster_property_set>',
];

needs('crm_verify')('of two values of a property that counts which Pacemaker takes', () => {
  const SHOWN: Readonly<Record<string, string>> = { Ignore: 'ignore', Freeze: 'freeze', Stop: 'stop' };
  const folder = temporaryFolder('cib');
  for (const [at, sets] of SETS.entries()) {
    const section = `<crm_config>${sets}</crm_config>`;
    const file = join(folder, `${at}.xml`);
    writeFileSync(
      file,
      `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0"><configuration>${section}<nodes/><resources/><constraints/></configuration><status/></cib>`,
    );
    // It exits with an error, since nothing fences here.
    const { stderr } = spawnSync(findProgram('crm_verify') ?? '', ['-x', file, '-VVVVVVV'], { encoding: 'utf8' });
    const [, effective = ''] = /On loss of quorum: (\w+)/.exec(stderr) ?? [];
    expect([at, SHOWN[effective]]).toEqual([at, parsePacemaker(section, undefined).properties.get('no-quorum-policy')]);
  }
});

test('a step loads a file by the option that names it, not by mentioning it', () => {
  const loads = (text: string) => loadsIntoCluster(parseShell(text), '/p.xml');
  expect(loads('configure() { cibadmin --replace --scope resources --xml-file /p.xml; }\n')).toBe(true);
  expect(loads('cibadmin -M -o crm_config -x /p.xml\n')).toBe(true);
  expect(loads('cibadmin --query --xml-file /p.xml\n')).toBe(false);
  expect(loads('# cibadmin --replace --xml-file /p.xml\necho cibadmin --replace --xml-file /p.xml\n')).toBe(false);
  expect(loads('cibadmin --replace --xml-file /q.xml\ncat /p.xml\n')).toBe(false);
});

test('a promotion: writes are let in only where the server waits for a replica by then, and goes on to', () => {
  const agent = (sql: string) =>
    databaseAgent(parseShell(`promote() {\n  mariadb <<SQL || return 1\n${sql}\nSQL\n}\n`));
  const waits = 'SET GLOBAL rpl_semi_sync_master_enabled = ON';
  expect(agent(`${waits}, read_only = OFF;`).acknowledged).toBe(true);
  expect(agent(`${waits};\nset global read_only=0;`).acknowledged).toBe(true);
  expect(agent(`source /accounts.sql\n${waits}, read_only = OFF;`).acknowledged).toBe(true);
  expect(agent(`SET GLOBAL read_only = OFF, rpl_semi_sync_master_enabled = ON;`).acknowledged).toBe(false);
  expect(agent(`-- ${waits};\nSET GLOBAL read_only = OFF;`).acknowledged).toBe(false);
  expect(agent(`${waits}, read_only = OFF;\nSET GLOBAL rpl_semi_sync_master_enabled = OFF;`).acknowledged).toBe(false);
  const demoting = databaseAgent(parseShell(`demote() {\n  sql '${waits}, read_only = OFF'\n}\n`));
  expect(demoting.acknowledged).toBe(false);
});
