import { examine } from '../../check/verdict';
import { hasNodes, parseTopology, type Topology } from '../../model';
import { nodeZone } from '../../model/addresses';
import { type Scene, sceneOf } from '../../picture/scene';
import { SHIPPED, shippedText, synthesized } from '../helpers/synthesized';

function sceneOfShipped(name: string): Scene {
  const { stack: terraform, serviceGraph } = synthesized(shippedText(name), name);
  return sceneOf(examine(terraform, serviceGraph));
}

function topologyOf(name: string): Topology {
  const result = parseTopology(shippedText(name), `${name}.yaml`);
  if ('diagnostics' in result) throw new Error(JSON.stringify(result.diagnostics));
  return result.topology;
}

/** Every node with its tier and zone, as the topology places it. */
function placedBy({ tiers }: Topology): readonly string[] {
  return tiers
    .filter(hasNodes)
    .flatMap((tier) =>
      Array.from({ length: tier.nodes }, (_, k) => `${tier.name} ${nodeZone(tier.zones, k + 1)} ${tier.name}_${k + 1}`),
    )
    .sort();
}

function drawnIn({ columns, bands }: Scene): readonly string[] {
  return columns
    .flatMap(({ id, cells }) =>
      cells.flatMap((items, band) =>
        items
          .filter((item) => item.class === 'node')
          .flatMap(({ elements }) =>
            elements.map((one) => `${id} ${bands[band]?.id} ${one.replace('aws_instance.', '')}`),
          ),
      ),
    )
    .sort();
}

describe.each(SHIPPED)('%s', (name) => {
  const scene = sceneOfShipped(name);

  test('has every node in the column of its tier and the band of its zone', () => {
    expect(drawnIn(scene)).toEqual(placedBy(topologyOf(name)));
  });

  test('marks as single points just what the verdict names', () => {
    const { stack: terraform, serviceGraph } = synthesized(shippedText(name), name);
    const { goals } = examine(terraform, serviceGraph).verdict;
    const named = new Set(goals.flatMap(({ singlePoints }) => singlePoints.map(({ element }) => element)));
    const items = scene.columns.flatMap(({ cells }) => cells.flat());
    const marked = [
      ...items.flatMap(({ mark, elements }) => (mark ? elements : [])),
      ...items.flatMap(({ volumes }) => volumes.flatMap(({ mark, element }) => (mark ? [element] : []))),
      ...scene.bands.flatMap(({ id, mark }) => (mark ? [id] : [])),
    ];
    expect(marked.sort()).toEqual([...named].sort());
  });
});

test("columns stand in the order of the visitor's way, and arrows lead from caller to called", () => {
  const { columns, relations } = sceneOfShipped('08-varnish');
  const names = columns.map(({ id }) => id);
  expect(names).toEqual([
    'balancer',
    'media',
    'media store',
    'pagecache',
    'web',
    'db',
    'sessions',
    'uploads',
    'internet egress',
  ]);
  expect(relations.map(({ from, to, soft }) => `${names[from]} → ${names[to]}${soft ? ' (soft)' : ''}`).sort()).toEqual(
    [
      'balancer → pagecache',
      'balancer → web',
      'media → media store',
      'pagecache → web',
      'web → db',
      'web → sessions',
      'web → uploads',
    ],
  );
  expect(columns.flatMap(({ id, goals }) => goals.map((goal) => `${goal} at ${id}`)).sort()).toEqual([
    'media at media',
    'serve at balancer',
    'upload at balancer',
    'write at balancer',
  ]);
});

test('many equal nodes are one with a count; one that differs stands by itself', () => {
  const text = `${shippedText('04-load-balancer-pair')}`.replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 18');
  const { stack: terraform, serviceGraph } = synthesized(text, 'many');
  const { columns } = sceneOf(examine(terraform, serviceGraph));
  const web = columns.find(({ id }) => id === 'web')?.cells.flat() ?? [];
  expect(web.map(({ elements }) => elements.length)).toEqual([6, 6, 6]);
  expect(web[0]?.elements.slice(0, 2)).toEqual(['aws_instance.web_1', 'aws_instance.web_4']);
});
