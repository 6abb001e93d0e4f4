import { terraformReview } from '../../report/terraform-review';
import { SHIPPED, shippedText, synthesized } from '../helpers/synthesized';

/** What a pull request shows when a topology or a construct changes. */
describe.each(SHIPPED)('%s', (name) => {
  const first = synthesized(shippedText(name), name);

  test('its Terraform is as reviewed', () => {
    expect(terraformReview(first.stack)).toMatchSnapshot();
  });

  test('its claims are as reviewed', () => {
    expect(first.serviceGraph).toMatchSnapshot();
  });

  test('the same input gives the same bytes', () => {
    expect(synthesized(shippedText(name), name).text).toBe(first.text);
  });

  test('nothing in it depends on the machine or the moment', () => {
    expect(first.text).not.toContain(process.cwd());
    expect(first.text).not.toMatch(new RegExp(`\\b${new Date().getFullYear()}-\\d\\d-\\d\\d\\b`));
  });
});
