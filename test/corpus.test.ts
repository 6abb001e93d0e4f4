import { checkCorpus, corpusInputs, corpusReport } from '../scripts/corpus';
import { scratchFolder } from './helpers/command-line';

const folder = scratchFolder();

const FUNCTION = `
provider "aws" { region = "eu-west-1" }
resource "aws_lambda_function" "f" { function_name = "f" }
resource "aws_lambda_function_url" "f" {
  function_name      = aws_lambda_function.f.function_name
  authorization_type = "NONE"
}
`;

test('every folder and plan below a folder, counted by what became of it', async () => {
  folder.put('good/main.tf', FUNCTION);
  folder.put('good/.terraform/modules/x/main.tf', FUNCTION);
  folder.put('good/modules/none/main.tf', 'locals {\n  a = 1\n}\n');
  folder.put('other/none/main.tf', 'locals {\n  a = 1\n}\n');
  folder.put('broken/main.tf', 'resource {');
  folder.put('plans/plan.json', '{"format_version": "2.0"}');
  folder.put('plans/package.json', '{"name": "x"}');
  const inputs = corpusInputs(folder.path);
  const results = await checkCorpus(folder.path, inputs);
  expect(results.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['broken', 'refused'],
    ['good', 'judged'],
    ['good/modules/none', 'refused'],
    ['other/none', 'refused'],
    ['plans/plan.json', 'refused'],
  ]);
  const report = corpusReport(results);
  expect(report).toMatch(/^5 inputs: 1 judged, 0 unknown, 4 refused, 0 crashed\n/);
  expect(report).toContain('      2  it holds no resource\n');
  expect(report).toContain('its format version is 2.0; 1.x can be read');
});
