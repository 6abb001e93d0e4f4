import { type KeptSessions, keptSessions } from '../../check/sessions';
import { sessionTexts } from '../../report/check/sessions';
import { nodesOf } from '../../terraform/nodes';
import { ResourceIndex } from '../../terraform/resource-index';
import { shippedText, synthesized } from '../helpers/synthesized';
import { diagnosticsOf } from '../model/topologies';

const STAGE_7 = shippedText('07-memcached');
const sticky = (text: string) =>
  text.replace('address: elastic-ip, to: web', 'address: elastic-ip, to: web, sessions: sticky');

function keptOf(text: string, change = (json: string) => json): readonly KeptSessions[] {
  const { stack } = synthesized(text);
  return keptSessions(nodesOf(new ResourceIndex(JSON.parse(change(JSON.stringify(stack))))));
}

const withStore = (store: string) => STAGE_7.replace('{ kind: memcached, nodes: 2 }', store);
const WEB = ['aws_instance.web_1', 'aws_instance.web_2'];

test.each([
  ['cookies alone', shippedText('09-sessions'), []],
  [
    'two Memcached',
    STAGE_7,
    [{ tier: 'web', kept: 'memcached', elements: ['aws_instance.sessions_1', 'aws_instance.sessions_2'] }],
  ],
  ['Valkey', withStore('{ kind: redis }'), [{ tier: 'web', kept: 'redis', elements: ['aws_instance.sessions_1'] }]],
  ['Valkey as a cache', withStore('{ kind: redis, keeps: cache }'), []],
  ['nodes of their own', sticky(shippedText('05-glusterfs')), [{ tier: 'web', kept: 'node', elements: WEB }]],
])('sessions in %s: what is lost with nodes is read from the machines', (_, text, expected) => {
  expect(keptOf(text)).toEqual(expected);
});

test('what a balancer does not do is not said', () => {
  const text = sticky(shippedText('05-glusterfs'));
  expect(keptOf(text, (json) => json.replaceAll(/ {2}cookie nospof-node insert[^\\]*\\n/g, ''))).toEqual([]);
  expect(keptOf(text, (json) => json.replaceAll(' cookie web-2', ''))).toEqual([
    { tier: 'web', kept: 'node', elements: WEB.slice(0, 1) },
  ]);
});

test('a warning says what a loss costs, and what is better', () => {
  const said = sessionTexts({ sessions: keptOf(sticky(shippedText('05-glusterfs'))), elements: [] });
  expect(said).toEqual([
    {
      tier: 'web',
      isWarning: true,
      text: 'web: a cookie of the balancer leads visitors back to their node, and the loss of web_1 or web_2 logs its visitors out; better: sessions in signed cookies, or in a memcached or redis tier',
    },
  ]);
});

test('a page cache in between is refused: it leads visitors to any node', () => {
  const text = shippedText('08-varnish').replace('to: pagecache', 'to: pagecache, sessions: sticky');
  expect(diagnosticsOf(text)).toEqual([expect.objectContaining({ code: 'conflicting-options', value: '"sticky"' })]);
});

test('Valkey is refused where the release has none, and so are several of it', () => {
  const old = withStore('{ kind: redis }').replace('survives: zone', 'survives: zone\nos: debian-12');
  expect(diagnosticsOf(old).map(({ message }) => message)).toEqual(['Debian 12 has no Valkey, which its nodes run']);
  for (const nodes of [2, 3]) {
    const text = withStore(`{ kind: redis, nodes: ${nodes} }`);
    expect(diagnosticsOf(text).map(({ message }) => message)).toEqual([expect.stringContaining('need Sentinel')]);
  }
});
