import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createWorld } from './world.ts';

test('POST /v1/devices makes a device known and shows its IMSI masked', async (t) => {
  const { call, stores, tenantId } = await createWorld(t);
  const { status, body, headers } = await call('POST', '/v1/devices', {
    body: {
      msisdn: '+447700900123',
      imsi: '234150999999999',
      imei: '490154203237518',
      model: 'Acme One',
      applications: ['w4', '143'],
      maxParts: 4,
    },
  });
  t.is(status, 201);
  t.is(headers.get('location'), `/v1/devices/${body.id}`);
  const { id, createdAt, ...rest } = body;
  t.deepEqual(rest, {
    msisdn: '+447700900123',
    imsi: '***********9999',
    imei: '490154203237518',
    model: 'Acme One',
    applications: ['w4', '143'],
    maxParts: 4,
  });
  t.false(Number.isNaN(Date.parse(createdAt)));
  t.is(stores.deviceRows.find((row) => row.id === id)?.imsi, '234150999999999');
  t.is(stores.deviceRows.find((row) => row.id === id)?.tenantId, tenantId);
});

test('POST /v1/devices takes one identifier and assumes ten parts', async (t) => {
  const { call } = await createWorld(t);
  const { status, body } = await call('POST', '/v1/devices', { body: { imsi: '244051' } });
  t.is(status, 201);
  t.deepEqual([body.msisdn, body.imsi, body.applications, body.maxParts], [null, '**4051', null, 10]);
});

test('POST /v1/devices refuses an identifier that another device has', async (t) => {
  const { call } = await createWorld(t);
  const { status, body } = await call('POST', '/v1/devices', { body: { msisdn: '+358401234567' } });
  t.is(status, 409);
  t.is(body.code, 'device_already_exists');
});

for (const [title, body, field] of [
  ['no identifier', { model: 'Acme One' }, ''],
  ['an MSISDN without the plus', { msisdn: '358401234567' }, '/msisdn'],
  ['an IMSI of letters', { imsi: 'CANARYCANARY' }, '/imsi'],
  ['an IMEI with a wrong Luhn digit', { imei: '490154203237519' }, '/imei'],
  ['a model with a line break', { msisdn: '+358401234599', model: 'a\nb' }, '/model'],
  ['an empty model', { msisdn: '+358401234599', model: '' }, '/model'],
  ['an application twice', { msisdn: '+358401234599', applications: ['w4', 'w4'] }, '/applications'],
  ['an application id with a space', { msisdn: '+358401234599', applications: ['w 4'] }, '/applications/0'],
  ['no part', { msisdn: '+358401234599', maxParts: 0 }, '/maxParts'],
  ['null', { msisdn: null }, '/msisdn'],
] as const) {
  test(`POST /v1/devices refuses ${title} and says where`, async (t) => {
    const { call, stores } = await createWorld(t);
    const before = stores.deviceRows.length;
    const answer = await call('POST', '/v1/devices', { body });
    t.is(answer.status, 400);
    t.is(answer.body.code, 'request_invalid');
    t.is(answer.body.errors[0].field, field);
    t.false(answer.text.includes('CANARY'));
    t.is(stores.deviceRows.length, before);
  });
}

test('GET /v1/devices/{id} shows a device', async (t) => {
  const { call, device } = await createWorld(t);
  const { status, body } = await call('GET', `/v1/devices/${device.id}`);
  t.is(status, 200);
  t.is(body.id, device.id);
  t.is(body.tenantId, undefined);
});

test('GET /v1/devices/{id} answers 404 for an unknown id, a malformed one and that of another tenant', async (t) => {
  const { call, addDevice } = await createWorld(t);
  const foreign = addDevice({ tenantId: randomUUID(), msisdn: '+358400000001' });
  for (const id of [randomUUID(), 'x', foreign.id, '..%2f', `${foreign.id}%00`]) {
    const { status, body } = await call('GET', `/v1/devices/${id}`);
    t.is(status, 404);
    t.is(body.code, 'device_not_found');
  }
});

test('GET /v1/devices finds by each identifier', async (t) => {
  const { call, addDevice } = await createWorld(t);
  const { id } = addDevice({ msisdn: '+358400000001', imsi: '244051000000001', imei: '490154203237518' });
  for (const query of [
    'msisdn=%2B358400000001',
    'msisdn=+358400000001',
    'imsi=244051000000001',
    'imei=490154203237518',
  ]) {
    const { status, body } = await call('GET', `/v1/devices?${query}`);
    t.is(status, 200, query);
    t.deepEqual(
      body.items.map((item: { id: string }) => item.id),
      [id],
    );
  }
});

test('GET /v1/devices finds nothing of another tenant', async (t) => {
  const { call, addDevice } = await createWorld(t);
  addDevice({ tenantId: randomUUID(), msisdn: '+358400000001' });
  t.deepEqual((await call('GET', '/v1/devices?msisdn=%2B358400000001')).body, { items: [] });
});

for (const query of ['', '?imsi=244051000000001&imei=490154203237518', '?msisdn=0401234567', '?name=x', '?imei=1']) {
  test(`GET /v1/devices${query} is answered 400`, async (t) => {
    const { call } = await createWorld(t);
    const { status, body } = await call('GET', `/v1/devices${query}`);
    t.is(status, 400);
    t.is(body.code, 'request_invalid');
  });
}
