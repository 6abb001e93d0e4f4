import type { StackVerdict } from '../../check/findings';
import { verdictOf } from '../../check/verdict';
import { SHIPPED, shippedText, synthesized } from '../helpers/synthesized';

const verdicts = new Map<string, StackVerdict>(
  SHIPPED.map((name) => {
    const { stack, serviceGraph } = synthesized(shippedText(name), name);
    return [name, verdictOf(stack, serviceGraph)];
  }),
);

function verdict(name: string): StackVerdict {
  const found = verdicts.get(name);
  if (!found) throw new Error(`no topology ${name}`);
  return found;
}

function pointsOf(name: string): Record<string, string[]> {
  const goals = verdict(name).goals.map(({ goal, singlePoints }) => [goal, singlePoints.map(({ element }) => element)]);
  return Object.fromEntries(goals);
}

/** A node, its volume and, given as the last, the zone of all. */
const web = ['aws_instance.web_1', 'aws_ebs_volume.web_1_data'];
const db = ['aws_instance.db_1', 'aws_ebs_volume.db_1_data'];
const files = ['aws_instance.files_1', 'aws_ebs_volume.files_1_data'];
const media = ['aws_instance.media_1', 'aws_ebs_volume.media_1_data'];
const zone = 'eu-central-1a';
const webAndDb = [db[0], web[0], db[1], web[1], zone];
const none = { media: [], serve: [], upload: [], write: [] };

const EXPECTED: Record<string, Record<string, unknown[]>> = {
  '01-single-server': { serve: [...web, zone], upload: [...web, zone], write: [...web, zone] },
  '02-split-database': { serve: webAndDb, upload: [...web, zone], write: webAndDb },
  '03-media-cdn': { media: [], serve: webAndDb, upload: [...web, zone], write: webAndDb },
  '03b-media-server': { media: [...media, zone], serve: webAndDb, upload: [...web, zone], write: webAndDb },
  '04-load-balancer-pair': { media: [], serve: [...db, zone], upload: [...files, zone], write: [...db, zone] },
  '04b-dns-and-routes': {
    api: [...db, zone],
    media: [...media, zone],
    serve: [...db, zone],
    upload: [...files, zone],
    write: [...db, zone],
  },
  '05-glusterfs': { ...none, serve: [...db, zone], write: [...db, zone] },
  '06-mysql-replication': none,
  '06b-galera': none,
  '07-memcached': none,
  '08-varnish': none,
  '09-sessions': none,
};

test('every shipped topology has its row', () => {
  expect(Object.keys(EXPECTED)).toEqual([...SHIPPED]);
});

describe.each(SHIPPED)('%s', (name) => {
  test('its single points of failure', () => {
    expect(pointsOf(name)).toEqual(EXPECTED[name]);
  });

  test('every claim has its evidence, nothing is unknown, and it holds what it declares', () => {
    const { gaps, unknown, holds, breaches } = verdict(name);
    expect({ gaps, unknown, holds, breaches }).toEqual({ gaps: [], unknown: [], holds: true, breaches: [] });
  });

  test('each single point says how its loss reaches the goal', () => {
    for (const { goal, singlePoints } of verdict(name).goals) {
      for (const { element, path } of singlePoints) {
        expect(path[0]).toBe(element.slice(element.indexOf('.') + 1));
        expect(path.at(-1)).toBe(goal);
      }
    }
  });
});

test('stages that survive a zone survive a node and each zone', () => {
  for (const [name, { survives, survivesNode, survivesZone }] of verdicts) {
    const survivor = /^0[6789]/.test(name);
    expect({ name, survives, survivesNode, survivesZone }).toEqual({
      name,
      survives: survivor ? 'zone' : 'none',
      survivesNode: survivor,
      survivesZone: survivor,
    });
  }
});

test('the path of a loss names the needs that carry it', () => {
  const write = verdict('05-glusterfs').goals.find(({ goal }) => goal === 'write');
  expect(write?.singlePoints.map(({ path }) => path.join(' → '))).toEqual([
    'db_1 → web needs db.write → balancer needs web.write → write',
    'db_1_data → db_1 → web needs db.write → balancer needs web.write → write',
    'eu-central-1a → db_1 → web needs db.write → balancer needs web.write → write',
  ]);
});

test('without the media server, uploads of media are slower and nothing else', () => {
  const write = verdict('03b-media-server').goals.find(({ goal }) => goal === 'write');
  expect(write?.softLosses.map(({ element }) => element)).toEqual(media);
});

/**
 * What a stage may bring: in stage 2 the database leaves the web server, and what was one machine is two (row 2 of the
 * ladder); in stage 4 shared files on one NFS server are a new single point of failure, until GlusterFS (row 5).
 */
const NEW_IN_STAGE: Readonly<Record<string, readonly (string | undefined)[]>> = {
  '02-split-database': db,
  '04-load-balancer-pair': files,
};

test('from stage to stage no goal gets a single point of failure, but for the split database and NFS', () => {
  const ladder = SHIPPED.filter((name) => /^\d\d-/.test(name));
  const grown = ladder.slice(1).flatMap((name, index) => {
    const before = pointsOf(ladder[index] ?? '');
    return Object.entries(pointsOf(name)).flatMap(([goal, points]) =>
      points
        .filter((point) => goal in before && !before[goal]?.includes(point))
        .map((point) => ({ name, goal, point })),
    );
  });
  expect(grown.filter(({ name, point }) => !NEW_IN_STAGE[name]?.includes(point))).toEqual([]);
  expect([...new Set(grown.map(({ name }) => name))]).toEqual(Object.keys(NEW_IN_STAGE));
});
