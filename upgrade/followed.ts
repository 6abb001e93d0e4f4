import type { TerraformDocument } from '../terraform/plan/document';
import { type Resource, ResourceIndex } from '../terraform/resource-index';
import { fields } from '../terraform/values';

/**
 * A stack whose machines have the configuration that they follow, which is in the site's bucket (docs/decisions/0002): a
 * running machine's user data is that of its birth. Machines that nospof did not generate stay as they are.
 */
export function withFollowedConfiguration(stack: ResourceIndex, { resources }: TerraformDocument): ResourceIndex {
  const contents = new Map<string, string>();
  for (const { type, values } of resources) {
    const { key, content } = values;
    if (type === 'aws_s3_object' && typeof key === 'string' && typeof content === 'string') contents.set(key, content);
  }
  const followed = (resource: Resource): Resource => {
    const tags = fields(resource.body.tags);
    const [name, site] = [tags.Name, tags['nospof:site']];
    if (resource.type !== 'aws_instance' || typeof name !== 'string' || typeof site !== 'string') return resource;
    const content = contents.get(`nodes/${name.slice(site.length + 1)}.yaml`);
    if (content === undefined) return resource;
    const { user_data_base64: _, ...body } = resource.body;
    return { ...resource, body: { ...body, user_data: content.replaceAll(/[$%](?=\{)/g, '$&$&') } };
  };
  const provider = { aws: stack.region === undefined ? [] : [{ region: stack.region }] };
  return new ResourceIndex({ provider, locals: stack.locals }, [...stack.all].map(followed), true);
}
