import { existsSync, readFileSync } from 'node:fs';
import { unknownCloudConfigKeys } from '../../../constructs/user-data/cloud-config-keys';
import { needs } from '../../helpers/programs';

/** Where Debian's package of cloud-init keeps its schema. */
const SCHEMA = '/usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json';

interface CloudConfigSchema {
  readonly $defs: Readonly<Record<string, { readonly properties?: object }>>;
  readonly allOf: readonly { readonly $ref: string }[];
}

describe('top-level keys of a cloud-config document', () => {
  test('that cloud-init knows pass', () => {
    expect(unknownCloudConfigKeys('#cloud-config\npackages: [nginx]\nruncmd: [date]\n')).toEqual([]);
  });

  test('that it does not know are named, sorted', () => {
    expect(unknownCloudConfigKeys('#cloud-config\nwritefiles: []\npackages: []\nrun_cmd: []\n')).toEqual([
      'run_cmd',
      'writefiles',
    ]);
  });

  test('of an empty document are none', () => {
    expect(unknownCloudConfigKeys('#cloud-config\n')).toEqual([]);
  });

  needs({ what: `cloud-init's schema, ${SCHEMA}`, met: existsSync(SCHEMA) })(
    'are those of the schema that cloud-init itself ships',
    () => {
      const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as CloudConfigSchema;
      const known = schema.allOf.flatMap(({ $ref }) =>
        Object.keys(schema.$defs[$ref.replace('#/$defs/', '')]?.properties ?? {}),
      );
      expect(known.length).toBeGreaterThan(80);
      const document = (keys: readonly string[]) => keys.map((key) => `${key}: x\n`).join('');
      expect(unknownCloudConfigKeys(document([...new Set(known)]))).toEqual([]);
    },
  );
});
