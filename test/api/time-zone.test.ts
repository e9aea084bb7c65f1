import test from 'ava';
import { timeZoneOf, zoneOfNumber } from '../../api/time-zone.ts';
import type { Device } from '../../domain/records.ts';
import { DEFAULT_SETTINGS, type Tenant } from '../../domain/tenant.ts';

const NOW = Date.parse('2026-11-26');
const device = (timeZone: string | null, msisdn: string | null) => ({ timeZone, msisdn }) as Device;
const tenant = (timeZone: string | null) => ({ settings: { ...DEFAULT_SETTINGS, timeZone } }) as Tenant;

for (const [msisdn, zone, why] of [
  ['+358401234567', 'Europe/Helsinki', 'a country of one zone'],
  ['+4915112345678', 'Europe/Berlin', 'a country whose two zones show the same'],
  ['+447700900123', 'Europe/London', 'four countries of one code whose clocks show the same'],
  ['+919812345678', 'Asia/Calcutta', 'a country of one zone, half an hour off'],
  ['+34612345678', undefined, 'islands of their own time'],
  ['+12125551234', undefined, 'a country of many zones'],
  ['+79161234567', undefined, 'a country of many zones'],
  ['+88213123456', undefined, 'a network of no country'],
  ['+99901000001', undefined, 'a number of nobody'],
] as const) {
  test(`the clock of ${msisdn} is ${zone ?? 'not known'}: ${why}`, (t) => {
    t.is(zoneOfNumber(msisdn, NOW), zone);
  });
}

test('a device is where its record says, else its order, its number, its tenant, and else nowhere in particular', (t) => {
  const order = { timeZone: 'Asia/Tokyo' };
  const many = '+12125551234';
  t.is(
    timeZoneOf(order, { device: device('Asia/Dubai', '+358401234567'), tenant: tenant('Asia/Seoul') }),
    'Asia/Dubai',
  );
  t.is(timeZoneOf(order, { device: device(null, '+358401234567'), tenant: tenant('Asia/Seoul') }), 'Asia/Tokyo');
  t.is(timeZoneOf({}, { device: device(null, '+358401234567'), tenant: tenant('Asia/Seoul') }), 'Europe/Helsinki');
  t.is(timeZoneOf({}, { device: device(null, many), tenant: tenant('Asia/Seoul') }), 'Asia/Seoul');
  t.is(timeZoneOf({}, { device: device(null, null), tenant: tenant('Asia/Seoul') }), 'Asia/Seoul');
  t.is(timeZoneOf({}, { device: device(null, many), tenant: tenant(null) }), 'UTC');
});
