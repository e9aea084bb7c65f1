import { randomUUID } from 'node:crypto';
import test from 'ava';
import { prepareDocument } from '../../activities/prepare.ts';
import { type Json, shareApiWorld } from '../helpers/api-world.ts';

const enterAsTenant = shareApiWorld(test);
let phones = 0;

async function enter() {
  const world = await enterAsTenant();
  const operator = await world.addKey({ tenant: 'platform', platform: true, roles: ['operator'] });

  /** An order of a tenant for a phone, sent or not. */
  const order = async (key: string, device: Json, { isSent = true } = {}): Promise<string> => {
    await world.call('POST', '/v1/devices', { key, body: device });
    const made = await world.call('POST', '/v1/orders', {
      key,
      headers: { 'idempotency-key': randomUUID() },
      body: {
        device: { msisdn: device.msisdn },
        definition: { name: 'internet-access' },
        parameters: { name: 'Acme', apn: 'internet.acme.example' },
      },
    });
    if (made.status !== 202) throw new Error(made.text);
    const { id } = made.body;
    const attempt = { orderId: id, run: 1, attempt: 1 };
    const { journal, tenants } = world.stores;
    const stored = await journal.load(attempt);
    const prepared = prepareDocument(stored, id, {
      rights: await tenants.rights(stored.tenantId),
      publicUrl: 'https://links.example',
    });
    if (prepared.type !== 'document') throw new Error(prepared.reason);
    const sends = isSent ? [{ id: randomUUID(), part: 1, exposure: 1, reference: 1 }] : [];
    await journal.openAttempt(attempt, 'smpp', { document: prepared.document, sends });
    return id;
  };
  phones += 1;
  const digits = String(phones).padStart(7, '0');
  const phone = { msisdn: `+35840${digits}`, imsi: `24405123${digits}`, imei: `49015420323${digits.slice(-3)}8` };
  const report = (device: Json, used: Json = { apn: 'internet.acme.example' }, seenAt = new Date().toISOString()) =>
    world.call('POST', '/v1/sightings', { key: operator, body: { device, used, seenAt } });
  const evidence = async (id: string, key = world.key) =>
    (await world.call('GET', `/v1/orders/${id}`, { key })).body.evidence;
  return { ...world, order, phone: { msisdn: phone.msisdn, imsi: phone.imsi }, report, evidence };
}

test.serial(
  'a phone that the network saw use what an order set up has the settings, whichever name it is seen by',
  async (t) => {
    for (const name of ['msisdn', 'imsi'] as const) {
      const { order, phone, report, evidence, key, told, call } = await enter();
      const id = await order(key, phone);
      const { status, body } = await report({ [name]: phone[name] });
      t.is(status, 202);
      t.deepEqual(body, { matched: 1 });
      t.is(await evidence(id), 'applied');
      t.deepEqual(told.at(-1), { id, run: 1, word: { type: 'evidence_reported', evidence: 'applied' } });
      const { body: events } = await call('GET', `/v1/orders/${id}/events`);
      const seen = events.items.filter((one: Json) => one.type === 'acknowledgement.received');
      t.is(seen.length, 1);
      t.like(seen[0].detail, { outcome: 'applied', source: 'network' });

      t.deepEqual((await report({ [name]: phone[name] })).body, { matched: 0 }, 'it is known already');
      t.is((await call('GET', `/v1/orders/${id}/events`)).body.items.length, events.items.length);
    }
  },
);

test.serial('orders of any tenant hear of it, and what is answered tells of none', async (t) => {
  const { order, phone, report, evidence, addKey } = await enter();
  const key = await addKey({ tenant: `other-${randomUUID().slice(0, 8)}` });
  const id = await order(key, phone);
  t.deepEqual((await report({ imsi: phone.imsi })).body, { matched: 1 });
  t.is(await evidence(id, key), 'applied');
});

test.serial('what proves nothing is taken and counts for nothing', async (t) => {
  const { order, phone, report, evidence, key } = await enter();
  const id = await order(key, phone);
  const { msisdn } = phone;
  const nothing = { matched: 0 };
  t.deepEqual((await report({ msisdn: '+358409999999' })).body, nothing, 'a phone that nobody knows');
  t.deepEqual((await report({ imei: '490154203237518' })).body, nothing);
  t.deepEqual((await report({ msisdn }, { apn: 'other.example' })).body, nothing, 'what it had before');
  t.deepEqual(
    (await report({ msisdn }, { host: 'internet.acme.example' })).body,
    nothing,
    'an access point is no host',
  );
  t.deepEqual((await report({ msisdn }, undefined, '2026-01-01T00:00:00Z')).body, nothing, 'before it was sent');
  t.is(await evidence(id), 'none');
  const unsent = await enter();
  await unsent.order(unsent.key, unsent.phone, { isSent: false });
  t.deepEqual((await unsent.report({ msisdn: unsent.phone.msisdn })).body, nothing, 'nothing has been sent');
});

test.serial('a sighting names one phone, one thing and a time that is over', async (t) => {
  const { phone, report, call, key } = await enter();
  for (const [device, used, seenAt] of [
    [phone, { apn: 'a' }],
    [{ msisdn: phone.msisdn }, { apn: 'a', host: 'b' }],
    [{ msisdn: phone.msisdn }, {}],
    [{ msisdn: phone.msisdn }, { apn: 'a' }, new Date(Date.now() + 3_600_000).toISOString()],
  ] as const) {
    t.is((await report(device, used, seenAt)).status, 400);
  }
  const { msisdn } = phone;
  t.is((await report({ msisdn }, { apn: 'a' }, '2016-12-31T23:59:60Z')).status, 400, 'a leap second');
  t.is((await report({ msisdn }, { apn: 'a' }, '0124-08-19T21:57:45+16:49')).status, 202, 'an offset of nowhere');
  const body = { device: { msisdn: phone.msisdn }, used: { apn: 'a' }, seenAt: new Date().toISOString() };
  t.is((await call('POST', '/v1/sightings', { key, body })).status, 403, 'no tenant speaks for the network');
});
