import { randomUUID } from 'node:crypto';
import test from 'ava';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';

const PHONE = { msisdn: '+358401234567', imsi: '244051234567890', model: 'Acme One' } as const;

async function makeDevice({ call }: ApiWorld, fields: object = PHONE, key?: string): Promise<Json> {
  const { status, body } = await call('POST', '/v1/devices', { body: fields, ...(key && { key }) });
  if (status !== 201) throw new Error(`Device: ${status} ${JSON.stringify(body)}`);
  return body;
}

async function order({ call }: ApiWorld, deviceId: string, key?: string): Promise<Json> {
  return call('POST', '/v1/orders', {
    body: {
      device: { id: deviceId },
      definition: { name: 'internet-access' },
      parameters: { name: 'Acme', apn: 'internet.acme.example' },
    },
    headers: { 'idempotency-key': randomUUID() },
    ...(key && { key }),
  });
}

const patch = ({ call }: ApiWorld, id: string, body: object, ifMatch = '*') =>
  call('PATCH', `/v1/devices/${id}`, {
    body,
    headers: { 'if-match': ifMatch, 'content-type': 'application/merge-patch+json' },
  });

/** What the audit trail of the first tenant says, oldest first. */
async function trail({ database, tenantId }: ApiWorld): Promise<string[]> {
  const rows = await database.rows<{ said: string }>(
    `select object || ':' || operation || ' ' || object_id || ' ' || detail::text as said
     from audit_entries where tenant_id = :tenantId and object = 'devices' order by number`,
    { tenantId },
  );
  return rows.map(({ said }) => said);
}

test.serial('PATCH /v1/devices/{id} changes what it names, forgets what is null and leaves the rest', async (t) => {
  const world = await createApiWorld(t);
  const made = await makeDevice(world);
  const { status, body, headers } = await patch(
    world,
    made.id,
    { model: null, applications: ['w4'], bearers: ['smpp'], dm: false, maxParts: 3 },
    '"1"',
  );
  t.is(status, 200);
  t.is(headers.get('etag'), '"2"');
  const { updatedAt, ...rest } = body;
  const { updatedAt: before, ...old } = made;
  t.deepEqual(rest, { ...old, model: null, applications: ['w4'], bearers: ['smpp'], dm: false, maxParts: 3 });
  t.true(updatedAt > before);
  t.deepEqual((await world.call('GET', `/v1/devices/${made.id}`)).body, body);
  t.is((await patch(world, made.id, { maxParts: null })).body.maxParts, 10);
});

test.serial('PATCH takes plain JSON as well, and no other type', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world);
  const send = (type: string) =>
    world.call('PATCH', `/v1/devices/${id}`, {
      body: { model: 'Acme Two' },
      headers: { 'if-match': '*', 'content-type': type },
    });
  t.is((await send('application/json')).status, 200);
  t.is((await send('application/json-patch+json')).status, 415);
});

test.serial('A change needs If-Match, and the ETag of the device as it is', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world);
  t.is((await world.call('PATCH', `/v1/devices/${id}`, { body: {} })).body.code, 'precondition_missing');
  t.is((await patch(world, id, { model: 'Acme Two' }, '"1"')).status, 200);
  const late = await patch(world, id, { model: 'Acme Three' }, '"1"');
  t.deepEqual([late.status, late.body.code], [412, 'precondition_failed']);
  const removal = await world.call('DELETE', `/v1/devices/${id}`, { headers: { 'if-match': '"1"' } });
  t.deepEqual([removal.status, removal.body.code], [412, 'precondition_failed']);
  t.is((await world.call('GET', `/v1/devices/${id}`)).body.model, 'Acme Two');
});

test.serial('A change that changes nothing keeps the ETag and leaves no entry in the audit trail', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world);
  const { status, headers } = await patch(world, id, { model: PHONE.model, imsi: PHONE.imsi });
  t.deepEqual([status, headers.get('etag')], [200, '"1"']);
  t.is((await trail(world)).length, 1);
});

test.serial('Of two changes to one revision at once one is made', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => patch(world, id, { model: `Acme ${i}` }, '"1"')),
  );
  t.deepEqual(answers.filter(({ status }) => status === 412).length, 9);
  t.is(answers.filter(({ status }) => status === 200).length, 1);
});

test.serial('Identifiers may change, and the device is found by the new ones alone', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world);
  t.is((await patch(world, id, { msisdn: '+358407654321', imsi: null, imei: '490154203237518' })).status, 200);
  const found = async (query: string) => (await world.call('GET', `/v1/devices?${query}`)).body.items.length;
  t.deepEqual(
    [
      await found('msisdn=%2B358401234567'),
      await found('imsi=244051234567890'),
      await found('msisdn=%2B358407654321'),
      await found('imei=490154203237518'),
    ],
    [0, 0, 1, 1],
  );
});

test.serial('A changed number is the phone that orders queue for', async (t) => {
  const world = await createApiWorld(t);
  const other = await world.addKey({ tenant: 'other' });
  const { id } = await makeDevice(world, { ...PHONE, msisdn: '+358400000001' });
  const theirs = await makeDevice(world, PHONE, other);
  await patch(world, id, { msisdn: PHONE.msisdn });
  await order(world, id);
  await order(world, theirs.id, other);
  const keys = await world.database.rows<{ phones: string }>('select count(distinct phone_key) as phones from orders');
  t.deepEqual(keys, [{ phones: '1' }]);
});

test.serial('A change is refused that takes an identifier from another device, or the last one away', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world);
  await makeDevice(world, { imei: '490154203237518' });
  const taken = await patch(world, id, { imei: '490154203237518' });
  t.deepEqual([taken.status, taken.body.code, taken.body.errors[0].field], [409, 'device_already_exists', '/imei']);
  const bare = await patch(world, id, { msisdn: null, imsi: null });
  t.deepEqual([bare.status, bare.body.code, bare.body.errors[0].field], [400, 'request_invalid', '']);
  const wrong = await patch(world, id, { msisdn: '+99901000001' });
  t.deepEqual([wrong.status, wrong.body.errors[0].field], [400, '/msisdn']);
  t.is((await world.call('GET', `/v1/devices/${id}`)).headers.get('etag'), '"1"');
});

test.serial(
  'While an order is open its device keeps its number and cannot be removed; all else may change',
  async (t) => {
    const world = await createApiWorld(t);
    const { id } = await makeDevice(world);
    t.is((await order(world, id)).status, 202);
    const changed = await patch(world, id, { msisdn: '+358407654321' });
    t.deepEqual([changed.status, changed.body.code], [409, 'device_in_use']);
    const removed = await world.call('DELETE', `/v1/devices/${id}`);
    t.deepEqual([removed.status, removed.body.code], [409, 'device_in_use']);
    t.is((await patch(world, id, { model: 'Acme Two' })).status, 200);
  },
);

test.serial('DELETE /v1/devices/{id} erases what is personal; its orders stay readable', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world, { ...PHONE, imei: '490154203237518', applications: ['w4'] });
  const ordered = (await order(world, id)).body;
  const [before] = await world.database.rows<{ phone_key: Buffer }>('select phone_key from devices');
  await settle(world, ordered.id);
  const { status, text } = await world.call('DELETE', `/v1/devices/${id}`);
  t.deepEqual([status, text], [204, '']);

  t.is((await world.call('GET', `/v1/devices/${id}`)).status, 404);
  t.is((await world.call('DELETE', `/v1/devices/${id}`)).status, 404);
  t.deepEqual((await world.call('GET', '/v1/devices?msisdn=%2B358401234567')).body.items, []);
  const read = await world.call('GET', `/v1/orders/${ordered.id}`);
  t.deepEqual([read.status, read.body.deviceId], [200, id]);

  const [row] = await world.database.rows<Json>('select * from devices');
  const left = Object.keys(row).filter((name) => row[name] !== null);
  const kept = ['tenant_id', 'id', 'max_parts', 'proof', 'proof_by', 'proof_at', 'revision'];
  t.deepEqual(left.toSorted(), [...kept, 'created_at', 'updated_at', 'erased_at'].toSorted());
  const [after] = await world.database.rows<{ phone_key: Buffer }>('select phone_key from orders');
  t.false(after!.phone_key.equals(before!.phone_key));

  t.is((await order(world, id)).body.code, 'device_not_found');
  t.is((await makeDevice(world)).msisdn, PHONE.msisdn);
});

test.serial('The turn of a phone is handed on when the device is removed whose order had it last', async (t) => {
  const world = await createApiWorld(t);
  const other = await world.addKey({ tenant: 'other' });
  const mine = await makeDevice(world);
  const theirs = await makeDevice(world, PHONE, other);
  const first = (await order(world, mine.id)).body;
  const second = (await order(world, theirs.id, other)).body;
  await world.database.rows("update orders set state = 'queued', queued_at = now() where id = :id", { id: second.id });
  // As after a crash between the end of the first order and its handing on.
  await settle(world, first.id);
  t.is((await world.call('DELETE', `/v1/devices/${mine.id}`)).status, 204);
  t.deepEqual(await world.database.rows('select id from orders where holds_turn'), [{ id: second.id }]);
});

test.serial('An order that is accepted while its device is removed finds no device, or keeps it', async (t) => {
  const world = await createApiWorld(t);
  for (let i = 0; i < 10; i++) {
    const { id } = await makeDevice(world, { msisdn: `+35840000000${i}`, imsi: `24405000000000${i}` });
    const [ordered, removed] = await Promise.all([order(world, id), world.call('DELETE', `/v1/devices/${id}`)]);
    t.deepEqual(
      [ordered.status, removed.status],
      ordered.status === 202 ? [202, 409] : [422, 204],
      JSON.stringify([ordered.body, removed.body]),
    );
  }
});

test.serial('POST /v1/devices/{id}/reveal shows the IMSI, and says so in the audit trail', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world);
  const { status, body } = await world.call('POST', `/v1/devices/${id}/reveal`);
  t.is(status, 200);
  t.deepEqual(body, { id, msisdn: PHONE.msisdn, imsi: PHONE.imsi, imei: null });
  t.is((await trail(world)).at(-1), `devices:reveal ${id} {}`);
  const administrator = await world.addKey({ roles: ['administrator'] });
  t.is((await world.call('POST', `/v1/devices/${id}/reveal`, { key: administrator })).status, 403);
});

test.serial('The audit trail names what was done to a device, never an identifier', async (t) => {
  const world = await createApiWorld(t);
  const { id } = await makeDevice(world);
  await patch(world, id, { msisdn: '+358407654321', model: 'Acme Two' });
  await world.call('DELETE', `/v1/devices/${id}`);
  t.deepEqual(await trail(world), [
    `devices:create ${id} {"proof": "claimed"}`,
    `devices:update ${id} {"fields": ["msisdn", "model"]}`,
    `devices:delete ${id} {"contexts": []}`,
  ]);
});

/** Ends an order without handing the turn on. */
async function settle({ database }: ApiWorld, id: string): Promise<void> {
  await database.rows("update orders set state = 'cancelled', settled_at = now(), holds_turn = false where id = :id", {
    id,
  });
}
