import fc from 'fast-check';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import type { FileChange, GoalChange, Hunk, Upgrade } from '../../../upgrade/upgrade';
import { anyTopology } from '../../helpers/any-topology';
import { sideOf } from '../../helpers/upgrades';

const pair = fc.tuple(anyTopology, anyTopology);

test('a topology and itself differ in nothing, and two differ by the inverse of what the other way round does', () => {
  fc.assert(
    fc.property(pair, ([first, second]) => {
      const [a, b] = [sideOf(first), sideOf(second)];
      expect(contents(diffStacks(a, sideOf(first)))).toEqual([]);

      const [there, back] = [diffStacks(a, b), diffStacks(b, a)];
      expect(addresses(back, 'create')).toEqual(addresses(there, 'destroy'));
      expect(addresses(back, 'destroy')).toEqual(addresses(there, 'create'));
      expect(nodes(back, 'created')).toEqual(nodes(there, 'destroyed'));
      expect(nodes(back, 'destroyed')).toEqual(nodes(there, 'created'));
      expect(tiers(back, 'added')).toEqual(tiers(there, 'removed'));
      expect(tiers(back, 'removed')).toEqual(tiers(there, 'added'));
      expect(tiers(back, 'changed')).toEqual(tiers(there, 'changed'));
      expect(points(back, 'come')).toEqual(points(there, 'gone'));
      expect(points(back, 'gone')).toEqual(points(there, 'come'));
      expect(points(back, 'stay')).toEqual(points(there, 'stay'));
      expect(back.survives).toEqual({ before: there.survives.after, after: there.survives.before });
      expect(settings(back)).toEqual(
        settings(there).map(({ setting, before, after }) => ({ setting, before: after, after: before })),
      );
      expect(values(back)).toEqual(values(there).map(([at, before, after]) => [at, after, before]));
      expect(files(back)).toEqual(files(there).map(([node, file]) => [node, inverse(file)]));
    }),
    { numRuns: 12 },
  );
}, 400_000);

/** All lists of an upgrade that must be empty where nothing changes. */
function contents({
  blockers,
  tiers: changed,
  settings: set,
  resources,
  nodes: events,
  machines,
  goals,
  unknown,
}: Upgrade): unknown[] {
  const points = goals.flatMap(({ gone, come }) => [...gone, ...come]);
  return [...blockers, ...changed, ...set, ...resources, ...events, ...machines, ...points, ...unknown];
}

function addresses({ resources }: Upgrade, action: string): string[] {
  return resources.filter((one) => one.action === action).map(({ address }) => address);
}

function nodes(upgrade: Upgrade, event: string): string[] {
  return upgrade.nodes.filter((one) => one.event === event).map(({ node }) => node);
}

function tiers(upgrade: Upgrade, action: string): string[] {
  return upgrade.tiers.filter((one) => one.action === action).map(({ tier }) => tier);
}

function points({ goals }: Upgrade, which: 'gone' | 'come' | 'stay'): string[] {
  const named = (change: GoalChange) =>
    change[which].map(({ element, effect }) => `${change.goal} ${effect} ${element}`);
  return goals.flatMap(named).sort();
}

function settings(upgrade: Upgrade) {
  return upgrade.settings.map(({ setting, before, after }) => ({ setting, before, after }));
}

/** Attributes that both sides write out; what refers to others is known or not by what becomes of those. */
function values({ resources }: Upgrade): (string | undefined)[][] {
  const isWritten = (text: string | undefined) => text !== undefined && !text.includes('${');
  return resources.flatMap(({ address, changed }) =>
    changed
      .filter(({ before, after }) => isWritten(before) && isWritten(after))
      .map(({ path, before, after }) => [`${address} ${path}`, before, after]),
  );
}

function files({ machines }: Upgrade): [string, FileChange][] {
  const each = machines.flatMap(({ nodes: names, files: changed }) =>
    names.flatMap((node) => changed.map((file): [string, FileChange] => [node, file])),
  );
  return each.sort(([a, x], [b, y]) => (`${a} ${x.path}` < `${b} ${y.path}` ? -1 : 1));
}

const OPPOSITE = { added: 'removed', removed: 'added', changed: 'changed' } as const;

function inverse({ path, action, hunks, attributes }: FileChange): FileChange {
  return {
    path,
    action: OPPOSITE[action],
    hunks: hunks.map(inverseHunk),
    attributes: attributes.map(({ setting, before, after }) => ({
      setting,
      ...(after === undefined ? {} : { before: after }),
      ...(before === undefined ? {} : { after: before }),
    })),
  };
}

/** Within a run of changed lines what goes stands before what comes. */
function inverseHunk({ oldStart, oldLines, newStart, newLines, lines }: Hunk): Hunk {
  const runs = lines
    .join('\n')
    .split(/\n(?= )/)
    .map((run) => run.split('\n'));
  const turned = runs.flatMap(([first = '', ...rest]) => {
    const run = first.startsWith(' ') ? rest : [first, ...rest];
    const gone = run.filter((line) => line.startsWith('+')).map((line) => `-${line.slice(1)}`);
    const come = run.filter((line) => line.startsWith('-')).map((line) => `+${line.slice(1)}`);
    return [...(first.startsWith(' ') ? [first] : []), ...gone, ...come];
  });
  return { oldStart: newStart, oldLines: newLines, newStart: oldStart, newLines: oldLines, lines: turned };
}
