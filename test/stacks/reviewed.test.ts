import { join } from 'node:path';
import { SHIPPED, shippedText, synthesized } from '../helpers/synthesized';
import { machineFiles, machineParagraph } from './review/machines';
import './review/matcher';
import { asText, reviewedMachines, terraformParagraphs, yaml } from './review/terraform';

const stacks = new Map(SHIPPED.map((name) => [name, synthesized(shippedText(name), name)]));

/** What a pull request shows when a topology or a construct changes: a file a topology, and each machine file once. */
test('the Terraform, machines and claims of every shipped topology are as reviewed', () => {
  const machines = new Map([...stacks].map(([name, { stack }]) => [name, reviewedMachines(stack)]));
  const nameOf = machineFiles(machines);
  const wanted = new Map<string, string>();
  for (const [name, { stack, serviceGraph }] of stacks) {
    const nodes = [...(machines.get(name) ?? [])];
    wanted.set(
      `${name}.txt`,
      asText([
        ...terraformParagraphs(stack),
        ['claims', yaml(serviceGraph)],
        ...nodes.map(([node, machine]) => machineParagraph(node, machine, nameOf)),
      ]),
    );
    for (const file of nodes.flatMap(([, { files }]) => files)) wanted.set(`machines${nameOf(file)}`, file.content);
  }
  expect(join(__dirname, 'reviewed')).toBeReviewedAs(wanted);
});

describe.each([...stacks])('%s', (name, first) => {
  test('the same input gives the same bytes', () => {
    expect(synthesized(shippedText(name), name).text).toBe(first.text);
  });

  test('nothing in it depends on the machine or the moment', () => {
    expect(first.text).not.toContain(process.cwd());
    expect(first.text).not.toMatch(new RegExp(`\\b${new Date().getFullYear()}-\\d\\d-\\d\\d\\b`));
  });
});
