import test from 'ava';
import { createRangeTest, isRange, plainAddress, sourceOf } from '../../api/source.ts';

test('A range is an address or CIDR, IPv4 or IPv6', (t) => {
  for (const text of ['192.0.2.7', '192.0.2.0/24', '0.0.0.0/0', '2001:db8::/32', '::1', '::/0']) t.true(isRange(text));
  for (const text of [
    '',
    '192.0.2',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '192.0.2.0/24/8',
    '2001:db8::/129',
    'fe80::1%eth0',
    '::ffff:192.0.2.0/120',
    '192.0.02.1',
    'localhost',
    '192.0.2.0/1e1',
    '192.0.2.0/24 ',
  ])
    t.false(isRange(text), text);
});

test('An address is looked for in all ranges, IPv4 within IPv6 too', (t) => {
  const isIn = createRangeTest(['192.0.2.0/24', '198.51.100.7', '2001:db8:1::/48']);
  for (const address of [
    '192.0.2.0',
    '192.0.2.255',
    '198.51.100.7',
    '::ffff:192.0.2.1',
    '::FFFF:198.51.100.7',
    '2001:db8:1::9',
  ])
    t.true(isIn(address), address);
  for (const address of ['192.0.3.0', '198.51.100.8', '::ffff:192.0.3.1', '2001:db8:2::9', '::1', '', 'nonsense'])
    t.false(isIn(address), address);
  t.true(createRangeTest(['fe80::/10'])('fe80::1%eth0'));
});

test('A range of all IPv4 addresses holds no IPv6 address', (t) => {
  t.false(createRangeTest(['0.0.0.0/0'])('2001:db8::1'));
  t.true(createRangeTest(['0.0.0.0/0'])('::ffff:203.0.113.9'));
});

test('Failures of one IPv6 subscriber are counted together', (t) => {
  t.is(sourceOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
  t.is(sourceOf('2001:DB8:1:2::9'), '2001:db8:1:2::/64');
  t.is(sourceOf('2001:db8::1'), '2001:db8:0:0::/64');
  t.is(sourceOf('::1'), '0:0:0:0::/64');
  t.is(sourceOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
  t.is(sourceOf('::ffff:192.0.2.1'), '192.0.2.1');
  t.is(plainAddress('192.0.2.1'), '192.0.2.1');
});
