import { randomUUID } from 'node:crypto';
import test from 'ava';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';

const APN = { name: 'Acme', apn: 'internet.acme.example' };
const HOUR_MS = 3_600_000;

/** Quiet hours by the clock of UTC, from and to so many hours from now. */
function around(from: number, to: number) {
  return { from: timeOfDay(from), to: timeOfDay(to) };
}

const timeOfDay = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString().slice(11, 16);

async function register(world: ApiWorld, name: string, delivery: Json) {
  const definition = onePartDefinition();
  const body = { ...definition, name, delivery: { ...definition.delivery, ...delivery } };
  const made = await world.call('POST', '/v1/definitions', { body });
  if (made.status === 201) await world.call('POST', `/v1/definitions/${name}/1.0.0/activate`);
  return made;
}

let devices = 0;

async function device(world: ApiWorld, more: Json = {}): Promise<string> {
  const digits = String((devices += 1)).padStart(7, '0');
  const body = { msisdn: `+35840${digits}`, imsi: `24405123${digits}`, ...more };
  const made = await world.call('POST', '/v1/devices', { body });
  if (made.status !== 201) throw new Error(made.text);
  return made.body.id;
}

const plan = (world: ApiWorld, id: string, name: string, more: Json = {}) =>
  world.call('POST', '/v1/plans', { body: { device: { id }, definition: { name }, parameters: APN, ...more } });
const order = (world: ApiWorld, id: string, name: string, more: Json = {}) =>
  world.call('POST', '/v1/orders', {
    body: { device: { id }, definition: { name }, parameters: APN, ...more },
    headers: { 'idempotency-key': randomUUID() },
  });

test('a definition says when nothing goes to a phone, and a plan says when it goes', async (t) => {
  const world = await createApiWorld(t);
  const quietHours = around(-1, 2);
  t.is((await register(world, 'by-night', { quietHours })).status, 201);
  t.deepEqual((await world.call('GET', '/v1/definitions/by-night/1.0.0')).body.delivery.quietHours, quietHours);
  const id = await device(world, { timeZone: 'UTC' });
  const { body } = await plan(world, id, 'by-night');
  t.deepEqual(body.policy.quietHours, { ...quietHours, timeZone: 'UTC' });
  t.is(body.policy.sendsAt.slice(11, 19), `${quietHours.to}:00`);
  t.is(body.policy.startsAt, null);
  t.deepEqual(body.findings, []);

  const elsewhere = await device(world, { timeZone: 'Asia/Kathmandu' });
  const there = (await plan(world, elsewhere, 'by-night')).body.policy;
  t.true(Date.parse(there.sendsAt) < Date.now() + HOUR_MS, 'it is day there');

  const later = new Date(Date.now() + 90 * 60_000).toISOString();
  t.is((await plan(world, id, 'by-night', { notBefore: later })).body.policy.sendsAt, body.policy.sendsAt);
});

test('a plan warns of an order that would expire in the night', async (t) => {
  const world = await createApiWorld(t);
  await register(world, 'short', { quietHours: around(-1, 5), validity: 'PT2H' });
  const id = await device(world, { timeZone: 'UTC' });
  const { body } = await plan(world, id, 'short');
  t.true(body.allowed);
  t.like(body.findings, { 0: { severity: 'warning', code: 'quiet_hours' }, length: 1 });

  await register(world, 'long', { quietHours: around(-1, 5), validity: 'PT48H' });
  t.deepEqual((await plan(world, id, 'long')).body.findings, []);
  const expires = new Date(Date.now() + HOUR_MS).toISOString();
  t.like((await plan(world, id, 'long', { expires })).body.findings, { 0: { code: 'quiet_hours' }, length: 1 });
});

test('quiet hours of a tenant are for definitions that say nothing of them', async (t) => {
  const world = await createApiWorld(t);
  const quietHours = around(-1, 2);
  const { headers } = await world.call('GET', '/v1/tenant');
  const changed = await world.call('PATCH', '/v1/tenant', {
    body: { settings: { quietHours, timeZone: 'UTC' } },
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
  t.is(changed.status, 200, changed.text);
  t.like(changed.body.settings, { quietHours, timeZone: 'UTC' });
  await register(world, 'silent-on-it', {});
  await register(world, 'at-any-time', { quietHours: null });
  await register(world, 'its-own', { quietHours: around(-2, 3) });
  // A country of many zones: the tenant's own counts.
  const id = await device(world, { msisdn: '+12125551234' });
  t.deepEqual((await plan(world, id, 'silent-on-it')).body.policy.quietHours, { ...quietHours, timeZone: 'UTC' });
  t.is((await plan(world, id, 'at-any-time')).body.policy.quietHours, null);
  t.like((await plan(world, id, 'its-own')).body.policy.quietHours, around(-2, 3));
  const made = await order(world, id, 'silent-on-it', { timeZone: 'America/New_York' });
  t.is(made.status, 202, made.text);
  const rows = await world.database.rows('select time_zone, policy from orders where id = :id', { id: made.body.id });
  t.like(rows[0], { time_zone: 'America/New_York' });
  t.is(JSON.stringify(world.started).includes('America'), false, 'where a phone is does not go to Temporal');
});

for (const [what, quietHours, field] of [
  ['no time of day', { from: '24:00', to: '07:00' }, '/delivery/quietHours/from'],
  ['only one', { from: '22:00' }, '/delivery/quietHours/to'],
  ['the same twice', { from: '22:00', to: '22:00' }, '/delivery/quietHours'],
  ['a text', 'night', '/delivery/quietHours'],
] as const) {
  test(`quiet hours of ${what} are refused`, async (t) => {
    const world = await createApiWorld(t);
    const { status, body } = await register(world, 'wrong', { quietHours });
    t.is(status, 422);
    t.deepEqual(
      body.errors.map((fault: Json) => fault.field),
      [field],
    );
  });
}

test('a device has a time zone, which can be changed and forgotten', async (t) => {
  const world = await createApiWorld(t);
  const id = await device(world, { timeZone: 'Europe/Helsinki' });
  const shown = await world.call('GET', `/v1/devices/${id}`);
  t.is(shown.body.timeZone, 'Europe/Helsinki');
  const patch = (timeZone: unknown, etag: string | null) =>
    world.call('PATCH', `/v1/devices/${id}`, { body: { timeZone }, headers: { 'if-match': etag ?? '' } });
  const moved = await patch('Asia/Tokyo', shown.headers.get('etag'));
  t.is(moved.body.timeZone, 'Asia/Tokyo');
  t.is((await patch('Mars/Olympus', moved.headers.get('etag'))).status, 400);
  t.is((await patch(null, moved.headers.get('etag'))).body.timeZone, null);
});

test('an order waits for its start and ends when its client says, and says so', async (t) => {
  const world = await createApiWorld(t);
  await register(world, 'plain', {});
  const id = await device(world);
  const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const times = { notBefore: inHours(1), expires: inHours(2) };
  const { status, body } = await order(world, id, 'plain', times);
  t.is(status, 202);
  t.like(body, { state: 'scheduled', expiresAt: times.expires });
  t.true(Math.abs(Date.parse(body.waitsUntil) - Date.parse(times.notBefore)) < 60_000);
  t.like((await world.call('GET', `/v1/orders/${body.id}`)).body, {
    waitsUntil: body.waitsUntil,
    expiresAt: times.expires,
  });
  t.is((await plan(world, id, 'plain', times)).body.expiresAt, times.expires);
  t.is((await order(world, await device(world), 'plain')).body.waitsUntil, null);

  for (const wrong of [{ expires: inHours(-1) }, { notBefore: inHours(2), expires: inHours(1) }]) {
    const refused = await order(world, id, 'plain', wrong);
    t.is(refused.status, 400);
    t.is(refused.body.errors[0].field, '/expires');
  }
  // Not later than the definition gives up.
  const far = (await order(world, id, 'plain', { expires: inHours(2_000) })).body;
  t.true(Date.parse(far.expiresAt) < Date.now() + 1_000 * HOUR_MS);
});
