import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shapesOf } from '../../scripts/derive-shapes';
import { REPLACEMENT, type ReplacementTable } from '../../upgrade/diff/replacement/table';
import type { ShapeTable } from '../../upgrade/diff/shapes/shapes';
import { type FakeAws, startFakeAws } from '../helpers/aws';
import { needs } from '../helpers/programs';
import { PROJECT } from '../helpers/synthesized';
import { findProviderMirror } from '../helpers/terraform';
import { siteNeeds } from './growth/ladder';
import { askProvider, type Provider } from './replacement/ask';
import { answers } from './replacement/derivation';
import { derive } from './replacement/derive';
import { TRANSITIONS, transitionProbes } from './replacement/transitions';

const TABLE = join(PROJECT, 'upgrade/diff/replacement/table.json');
const SHAPES = join(PROJECT, 'upgrade/diff/shapes/shapes.json');

describe('what the AWS provider does when an attribute changes', () => {
  let aws: FakeAws | undefined;
  let provider: Provider | undefined;
  beforeAll(async () => {
    if (!siteNeeds.every(({ met }) => met)) return;
    aws = await startFakeAws();
    provider = await askProvider(aws.endpoint);
  }, 300_000);
  afterAll(async () => {
    provider?.dispose();
    await aws?.stop();
  }, 60_000);

  needs(...siteNeeds)(
    'is what the table says',
    async () => {
      if (!provider) throw new Error('there is no provider');
      const types = derive(await answers(provider));
      if (process.env.NOSPOF_RENEW) {
        const version = findProviderMirror()?.version ?? '';
        const table: ReplacementTable = { provider: version, derived: new Date().toISOString().slice(0, 10), types };
        writeFileSync(TABLE, `${JSON.stringify(table, null, 2)}\n`);
      }
      expect(types).toEqual((JSON.parse(readFileSync(TABLE, 'utf8')) as ReplacementTable).types);
    },
    900_000,
  );

  needs(...siteNeeds)(
    'depends on values in known places',
    async () => {
      const given = await provider?.ask(transitionProbes());
      const seen = given?.map(({ change, refusal }) => change?.actions ?? refusal ?? '');
      TRANSITIONS.forEach(({ what, expected }, index) => {
        const found = seen?.[index];
        if (expected instanceof RegExp)
          expect({ what, found }).toEqual({ what, found: expect.stringMatching(expected) });
        else expect({ what, found }).toEqual({ what, found: expected });
      });
    },
    300_000,
  );

  needs(...siteNeeds)(
    'tells which lists are sets, which objects have keys of the user, and which types take tags',
    () => {
      if (!provider) throw new Error('there is no provider');
      const schemas = {
        provider_schemas: { 'registry.terraform.io/hashicorp/aws': { resource_schemas: provider.schemas } },
      };
      const derived = shapesOf(schemas, Object.keys(REPLACEMENT.types), findProviderMirror()?.version ?? '');
      const table = JSON.parse(readFileSync(SHAPES, 'utf8')) as ShapeTable;
      expect(derived).toEqual(table);
      expect(Object.keys(derived.types)).toEqual(Object.keys(REPLACEMENT.types).sort());
    },
  );

  needs(...siteNeeds)('is asked of the version that the table names', () => {
    expect(findProviderMirror()?.version).toBe(REPLACEMENT.provider);
  });
});
