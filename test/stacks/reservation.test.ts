import { type Stack, synthAll } from '../helpers/stacks';
import { EVERY_TOPOLOGY } from '../helpers/synthesized';

const RESERVATION = 'aws_ssm_parameter.reservation';

type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What of a stack AWS would make although the site's name belongs to another one. */
function madeRegardless({ terraform }: Stack): string[] {
  const resources = terraform.resource as Resources;
  const texts = new Map(
    Object.entries(resources).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => [`${type}.${name}`, JSON.stringify(body)] as const),
    ),
  );
  const locals = JSON.stringify((terraform as { readonly locals?: unknown }).locals ?? {});
  const waits = new Set([RESERVATION]);
  // A resource waits where it names one that does: by reference, by `depends_on`, or by a local value.
  for (let before = 0; before < waits.size; ) {
    before = waits.size;
    for (const [address, text] of texts) {
      if (
        [...`${text}${text.includes('local.') ? locals : ''}`.matchAll(/\baws_\w+\.[\w-]+/g)].some(([name]) =>
          waits.has(name),
        )
      )
        waits.add(address);
    }
  }
  return [...texts.keys()].filter((address) => !waits.has(address)).sort();
}

describe('a second site of one name is refused before anything of it is made', () => {
  it.each(synthAll(EVERY_TOPOLOGY).map((stack) => [stack.id, stack] as const))('%s', (_, stack) => {
    expect(stack.terraform.resource).toMatchObject({
      aws_ssm_parameter: { reservation: { name: `/nospof/${stack.topology.name}/site` } },
    });
    expect(madeRegardless(stack)).toEqual([]);
  });
});

describe('what a node may do to others', () => {
  it.each(synthAll(EVERY_TOPOLOGY).map((stack) => [stack.id, stack] as const))('ends at its site: %s', (_, stack) => {
    const policies = Object.values((stack.terraform.resource as Resources).aws_iam_role_policy ?? {});
    const statements = policies.flatMap(
      (body) =>
        (JSON.parse(String((body as { readonly policy: string }).policy)) as { readonly Statement: readonly unknown[] })
          .Statement,
    );
    const acting = statements.map((one) => JSON.stringify(one)).filter((text) => text.includes(':instance/*'));
    for (const text of acting) expect(text).toContain('"ec2:ResourceTag/nospof:bucket":"${aws_s3_bucket.');
  });
});
