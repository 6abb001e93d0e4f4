import { SaxesParser } from 'saxes';
import { examineInferred } from '../../../check/inferred/examine';
import { examine } from '../../../check/verdict';
import { pictureSvg } from '../../../report/picture/svg';
import { ResourceIndex } from '../../../terraform/resource-index';
import { shippedText, synthesized } from '../../helpers/synthesized';

/** The texts of an SVG that is well formed. */
function textsOf(svg: string): readonly string[] {
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', (text) => {
    if (text.trim() !== '') texts.push(text);
  });
  parser.write(svg).close();
  return texts;
}

const drawn = (name: string) => {
  const { stack: terraform, serviceGraph } = synthesized(shippedText(name), name);
  return pictureSvg({ id: name, ...examine(terraform, serviceGraph) });
};

test('the same stack is the same bytes', () => {
  expect(drawn('05-glusterfs')).toBe(drawn('05-glusterfs'));
});

test('a mark says which goals it ends and by which way, in words that a pointer shows', () => {
  const texts = textsOf(drawn('05-glusterfs'));
  expect(texts).toContainEqual(
    'node aws_instance.db_1: single point of failure of serve, write\ndb_1 → web needs db.read → balancer needs web.serve → serve\ndb_1 → web needs db.write → balancer needs web.write → write',
  );
  expect(texts).toContain('web → uploads');
  expect(texts).toContain('single point of failure');
});

test('where nothing is one, neither mark nor its legend is there', () => {
  const svg = drawn('08-varnish');
  expect(textsOf(svg)).not.toContain('single point of failure');
  expect(svg).not.toContain('class="badge');
});

test('names that Terraform allows break no SVG', () => {
  const stack = new ResourceIndex({
    provider: { aws: [{ region: 'eu-west-1' }] },
    resource: {
      aws_instance: {
        'a<b&"c': { ami: 'ami-1', availability_zone: '</title><script>', associate_public_ip_address: true },
      },
    },
  });
  const svg = pictureSvg({ id: '<&">', ...examineInferred(stack, { site: 's', survives: 'none' }) });
  expect(textsOf(svg)).toContain('a<b&"c');
  expect(svg).not.toContain('<script>');
});
