import { Testing } from 'cdktf';
// In a project of your own, from 'nospof/check'.
import { check, matchers } from '../checking';
import { Shop } from './constructs';

expect.extend(matchers);

const shop = () => new Shop(Testing.app(), 'shop');

test('the shop survives the loss of any one zone', () => {
  expect(shop()).toSurvive('zone');
});

test('its database is no single point of failure', () => {
  const write = check(shop()).goals.find(({ goal }) => goal === 'write');
  expect(write?.singlePoints).toEqual([]);
});
